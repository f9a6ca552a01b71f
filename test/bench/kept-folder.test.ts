import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

const source = new URL('../../bench/inputs/kept-folder.mjs', import.meta.url).href;
const { keepFolder } = (await import(source)) as { keepFolder: (folder: string, make: (making: string) => unknown) => Promise<void> };

describe('what the benchmark keeps between runs', () => {
  let cache: string;
  beforeEach(() => (cache = mkdtempSync(join(tmpdir(), 'slotguard-kept-'))));
  afterEach(() => rmSync(cache, { recursive: true }));

  const write = (text: string) => (making: string): void => {
    mkdirSync(making);
    writeFileSync(join(making, 'text'), text);
  };

  it('is made once, and taken as it is where another run was faster', async () => {
    const folder = join(cache, 'estate');
    await keepFolder(folder, (making) => {
      write('slower')(making);
      write('faster')(folder);
    });
    await keepFolder(folder, write('again'));
    expect(readFileSync(join(folder, 'text'), 'utf8')).to.equal('faster');
    expect(readdirSync(cache)).to.deep.equal(['estate']);
  });

  it('is not there where making it failed', async () => {
    const failed = await keepFolder(join(cache, 'estate'), (making) => {
      write('half')(making);
      throw new Error('no space left');
    }).catch((cause: unknown) => cause);
    expect(failed).to.have.property('message', 'no space left');
    expect(readdirSync(cache)).to.deep.equal([]);
  });

  it('is not there, nor half of it, where the run was broken off', async () => {
    const run = `import { mkdirSync } from 'node:fs';
      import { keepFolder } from ${JSON.stringify(source)};
      process.on('SIGINT', () => process.exit(130));
      setInterval(() => {}, 1000);
      await keepFolder(${JSON.stringify(join(cache, 'estate'))}, (making) => (mkdirSync(making), console.log('making'), new Promise(() => {})));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', run], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(readdirSync(cache)).to.have.length(1);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).to.deep.equal([130, null]);
    expect(readdirSync(cache)).to.deep.equal([]);
  });
});
