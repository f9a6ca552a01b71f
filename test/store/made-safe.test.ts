import { execFileSync, spawnSync } from 'node:child_process';
import files, { fsyncSync, readlinkSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { listExportedFiles } from '../../src/store/audit/export/exported-files.js';
import { openChain } from '../../src/store/audit/chain/open-chain.js';
import { entriesOf, someEvents } from './audit-history.js';
import { chainFiles, verify } from './chain-file.js';
import { exportingTo } from './prune-and-export.js';

describe('an export that is read back', () => {
  const reallySync = fsyncSync;
  const chain = chainFiles();
  const exportAll = exportingTo(chain);
  let store = '';
  let file = '';

  function syncBy(act: typeof fsyncSync): void {
    files.fsyncSync = act;
    syncBuiltinESMExports();
  }

  let tests = 0;
  beforeEach(async () => {
    store = chain.write(`${tests++}.db`, entriesOf(someEvents(30)));
    file = await exportAll(store, { isReadBack: false });
  });
  afterEach(() => { syncBy(reallySync); });

  function isNoted(): boolean {
    const db = openChain(store);
    try {
      return listExportedFiles(db).some(({ verifiedAt }) => verifiedAt !== null);
    } finally {
      db.close();
    }
  }

  const failingBy = (code: string) => () => { throw Object.assign(new Error(code), { code }); };

  it('is on the disk, with its name, before records may leave the store because of it', async () => {
    const synced: [path: string, isNoted: boolean][] = [];
    syncBy((descriptor) => {
      synced.push([readlinkSync(`/proc/self/fd/${descriptor}`), isNoted()]);
    });
    expect(await verify(store, [file])).to.deep.include({ holds: true, notNoted: null });
    expect(synced).to.deep.equal([[file, false], [dirname(file), false]]);
    expect(isNoted()).to.equal(true);
  });

  it('is not noted as read back where the disk does not take it, and the rest is told', async () => {
    syncBy(failingBy('EIO'));
    expect(await verify(store, [file])).to.deep.include({ holds: true, notNoted: `\`${file}\` cannot be made safe on its disk (EIO)` });
    expect(isNoted()).to.equal(false);
  });

  it('is noted where its file system does not let that be done', async () => {
    syncBy(failingBy('EINVAL'));
    expect(await verify(store, [file])).to.deep.include({ holds: true, notNoted: null });
    expect(isNoted()).to.equal(true);
  });

  it('may come through a pipe, which nobody writes to by then', () => {
    const pipe = chain.path('pipe');
    execFileSync('mkfifo', [pipe]);
    const script = `
      import { makeSafe } from './src/store/audit/export/make-safe.ts';
      console.log(makeSafe([process.argv[1]]));`;
    const made = spawnSync(process.execPath, ['--import=./test/support/typescript.mjs', '--input-type=module', '--eval', script, pipe], { timeout: 20_000 });
    expect([made.error, made.stdout.toString().trim()]).to.deep.equal([undefined, 'null']);
  });
});
