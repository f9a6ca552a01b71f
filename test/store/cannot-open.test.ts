import files, { accessSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { cannotOpen } from '../../src/store/sqlite/cannot-open.js';

describe('a file that cannot be opened', () => {
  const reallyAccess = accessSync;
  let folder = '';

  /** Which files this user may use: whoever runs the tests may use all. */
  function closeTo(isClosed: (path: string) => boolean): void {
    files.accessSync = (path, mode) => {
      if (isClosed(String(path))) throw new Error('EACCES');
      reallyAccess(path, mode);
    };
    syncBuiltinESMExports();
  }

  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'slotguard-open-')); });
  afterEach(() => {
    closeTo(() => false);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is not told to be closed to this user where only what another left beside it is', () => {
    const path = join(folder, 'slotguard.db');
    const told = () => cannotOpen(path, Object.assign(new Error('unable to open database file'), { code: 'SQLITE_CANTOPEN' })).message;
    const beside = ['-wal', '-shm', '-journal'];
    for (const end of ['', ...beside]) writeFileSync(path + end, '');
    for (const end of beside) {
      closeTo((of) => of.endsWith(end));
      expect(told()).to.contain(`file: let this user read and write \`${path}${end}\`, too`);
    }
    closeTo(() => true);
    expect(told()).to.match(/: name in store\.url a file that this user may write, in a folder where it may write as well$/);
    closeTo(() => false);
    expect(told()).to.match(/: name in store\.url/);
  });
});
