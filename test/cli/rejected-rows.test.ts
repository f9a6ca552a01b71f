import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { product } from '../support/product.js';
import { type Desk, runCommand, setUpDesk } from './run-command.js';

describe('rejected rows for which there is no room', () => {
  let desk: Desk;

  before(function () {
    if (process.platform !== 'linux') this.skip();
    desk = setUpDesk();
  });
  after(() => {
    desk.remove();
  });

  it('are told, and nothing is applied', async () => {
    const file = join(desk.folder, 'r.csv');
    const environment = { SLOTGUARD_STORE_URL: `sqlite:${join(desk.folder, 'slotguard.db')}` };
    writeFileSync(file, `mpxn,network_operator,effective_from\n1,EELC,2024-01-01\n${`2,EELC,${'x'.repeat(60_000)}\n`.repeat(60)}`);
    const limited = `ulimit -f 6144; exec "$0" ${product} import registration ${file} --skip-bad-rows`;
    const { status, stderr } = spawnSync('sh', ['-c', limited, process.execPath], { env: { ...process.env, ...environment }, encoding: 'utf8' });
    expect(stderr).to.contain('cannot write the rejected rows');
    expect(status).to.equal(1);
    expect((await runCommand(environment, ['import', 'registration', file, '--skip-bad-rows'])).out).to.contain(' 1 applied');
  });
});
