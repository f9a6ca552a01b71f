import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { product } from '../support/product.js';

describe('demo', () => {
  let folder = '';
  before(() => { folder = mkdtempSync(join(tmpdir(), 'slotguard demo ')); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  /** What it wrote within a moment of being ready. */
  async function runDemo(): Promise<{ out: string; err: string }> {
    const environment = { SLOTGUARD_STORE_URL: `sqlite:${join(folder, 'slotguard.db')}`, SLOTGUARD_SERVER_PORT: '0', SLOTGUARD_LOG_LEVEL: 'silent' };
    const child = spawn(process.execPath, [product, 'demo'], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    const written = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => { written.out += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { written.err += chunk.toString(); });
    while (!written.out.includes('listening')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    await once(child, 'close');
    return written;
  }

  it('prints requests to paste, whatever the name of the folder, and none that is not there', async () => {
    const { out } = await runDemo();
    const files = [...out.matchAll(/--data-binary @(.*) 'http/g)].map(([, file = '']) => execFileSync('sh', ['-c', `printf %s ${file}`], { encoding: 'utf8' }));
    expect(files).to.have.length(2);
    for (const file of files) expect(existsSync(file), file).to.equal(true);
    rmSync(join(folder, 'demo'), { recursive: true });
    const again = await runDemo();
    expect(again.out).to.match(/^slotguard listening on .*\n$/);
    expect(again.err).to.contain('there is no request to try in ');
  });
});
