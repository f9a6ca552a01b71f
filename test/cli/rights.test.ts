import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startService, stopServices } from '../faults/child-service.js';
import { ask, type House, setUpHouse } from '../serve/house.js';
import { product } from '../support/product.js';

/** The rights of every file below the folder, as `600 slotguard.db`. */
function rightsIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
  return files.map((name) => `${(statSync(join(folder, name)).mode & 0o777).toString(8)} ${name}`).sort();
}

/** By a shell that lets everybody read what is written, or as it is told. */
function runWith(umask: string, environment: object, args: readonly string[]): void {
  const command = `umask ${umask}; exec "$0" ${product} "$@"`;
  const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, ...args], { env: { ...process.env, SLOTGUARD_LOG_LEVEL: 'silent', ...environment }, encoding: 'utf8' });
  expect(status, stderr).to.be.oneOf([0, 1]);
}

describe('files that slotguard writes', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slotguard-rights-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [umask, rights] of [['022', /^640 /], ['000', /^6[46]0 /], ['077', /^600 /]] as const) {
    it(`are nothing to others where the umask is ${umask}`, () => {
      const environment = { SLOTGUARD_STORE_URL: `sqlite:${join(folder, 'slotguard.db')}`, SLOTGUARD_AUDIT_MPXNINCLEAR: 'true' };
      const inventory = join(folder, 'inventory.csv');
      writeFileSync(inventory, 'device_id,device_type,import_mpxn\n02-DE-30-A0-00-00-00-01,ESME,9000000000102\nx,ESME,9000000000103\n', { mode: 0o600 });
      runWith(umask, environment, ['import', 'inventory', inventory, '--skip-bad-rows']);
      runWith(umask, environment, ['audit', 'export', '--clear-mpxn', '--out', join(folder, 'audit.ndjson')]);
      const written = rightsIn(folder).filter((each) => !each.endsWith(' inventory.csv'));
      const names = ['audit.ndjson', 'inventory.csv.rejected.csv', 'slotguard.db', 'slotguard.reference.db'];
      expect(written.map((each) => each.slice(4))).to.include.members(names);
      expect(written.filter((each) => !rights.test(each))).to.deep.equal([]);
    });
  }
});

describe('files that the service writes, by several workers too', () => {
  let house: House;

  before(async () => {
    house = await setUpHouse();
  });
  after(() => {
    stopServices();
    house.remove();
  });

  it('are nothing to others', async () => {
    rmSync(join(house.folder, 'slotguard.db'));
    chmodSync(join(house.folder, 'slotguard.reference.db'), 0o640);
    const service = await startService(house, { environment: { SLOTGUARD_SERVER_WORKERS: '2' } });
    await ask(service.url, house.request('permit', 1));
    const written = rightsIn(house.folder).filter((each) => each.includes(' slotguard.'));
    await service.stop();
    expect(written.map((each) => each.slice(4))).to.include('slotguard.db');
    expect(written.filter((each) => !each.slice(0, 3).endsWith('0'))).to.deep.equal([]);
  });
});
