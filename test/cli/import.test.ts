import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import type { ImportReport } from '../../src/store/import/import-request.js';
import { product } from '../support/product.js';
import { type Desk, setUpDesk } from './run-command.js';

describe('files that are imported', () => {
  let desk: Desk;
  const at = (name: string) => join(desk.folder, name);
  const device = (number: number, type: string) => `02-DE-30-A0-00-00-${String(number).padStart(4, '0').replace(/(..)$/, '-$1')},${type}\n`;
  const header = 'device_id,device_type\n';

  beforeEach(() => { desk = setUpDesk(); });
  afterEach(() => { desk.remove(); });

  it('may come by standard input, once', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(product), 'import', 'inventory', '-', '--skip-bad-rows'], {
      cwd: desk.folder, env: { ...process.env, SLOTGUARD_STORE_URL: `sqlite:${at('slotguard.db')}` }, input: header + device(1, 'ESME') + device(2, 'ESMEE'), encoding: 'utf8',
    });
    expect(stdout).to.match(/^-: 2 rows read, 1 applied, 0 unchanged, 1 rejected, /);
    expect([status, stderr.split('\n').at(-2)]).to.deep.equal([0, '-: bad rows are in stdin.rejected.csv']);
    expect(readFileSync(at('stdin.rejected.csv'), 'utf8')).to.contain('ESMEE');
  });

  it('are all read, and those with bad rows leave the exit code', async () => {
    writeFileSync(at('bad.csv'), header + device(1, 'ESMEE'));
    writeFileSync(at('good.csv'), header + device(2, 'ESME'));
    const { code, out, err } = await desk.run('import', 'inventory', at('bad.csv'), at('good.csv'));
    expect(code).to.equal(1);
    expect(out).to.match(/bad\.csv: 1 rows read, 0 applied, .*\n.*good\.csv: 1 rows read, 1 applied, /);
    expect(err).to.contain('bad.csv: nothing was applied; mend the rows, or use --skip-bad-rows\n');
    expect(await desk.run('import', 'inventory', at('good.csv'), at('good.csv'))).to.include({ code: 0, err: '' });
    writeFileSync(at('other.csv'), header + device(3, 'ESME'));
    expect((await desk.run('import', 'inventory', at('other.csv'), '--replace')).out).to.match(/ 1 applied, 0 unchanged, 0 rejected, 1 removed, /);
  });

  it('have their first hundred bad rows told, and how many more there are', async () => {
    writeFileSync(at('bad.csv'), header + Array.from({ length: 150 }, (_, number) => device(number, 'ESMEE')).join(''));
    const { err } = await desk.run('import', 'inventory', at('bad.csv'));
    const lines = err.split('\n');
    expect(lines.slice(0, 100).map((line) => /^ {2}line (\d+), device_type: /.exec(line)?.[1])).to.deep.equal(Array.from({ length: 100 }, (_, number) => String(number + 2)));
    expect(lines[100]).to.equal('  ... and 50 more');
    const told = JSON.parse((await desk.run('import', 'inventory', at('bad.csv'), '--json')).out) as ImportReport;
    expect(told).to.include({ file: at('bad.csv') }).and.to.have.property('rowsPerSecond');
    expect([told.problems.length, told.problemCount, told.rejected]).to.deep.equal([100, 150, 150]);
    expect(readdirSync(desk.folder).filter((name) => name.includes('rejected'))).to.deep.equal([]);
  });
});
