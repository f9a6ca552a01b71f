import Database from 'better-sqlite3';
import { expect } from 'chai';
import { answering } from '../../src/store/sqlite/answering.js';
import { cannotOpen } from '../../src/store/sqlite/cannot-open.js';
import { caught } from './store-folder.js';

describe('what a store does not answer', () => {
  const failing = (code: string) => new Database.SqliteError('disk I/O error', code);
  const toldOf = async (code: string) => (await caught(() => answering('audit-unavailable', () => { throw failing(code); }))).message;

  it('is told with what to do where there is no room, for the file, for what lies beside it, or for temporary files', async () => {
    expect(await toldOf('SQLITE_FULL')).to.match(/: make room on its disk, and on that of temporary files \(SQLITE_TMPDIR, else TMPDIR, else \/var\/tmp\)$/);
    expect(await toldOf('SQLITE_IOERR_SHMSIZE')).to.match(/disk I\/O error: make room on its disk$/);
    expect(cannotOpen('slotguard.db', failing('SQLITE_IOERR_SHMSIZE')).message).to.match(/disk I\/O error: make room on its disk$/);
    expect(await toldOf('SQLITE_IOERR_GETTEMPPATH')).to.match(/: name a folder for temporary files in SQLITE_TMPDIR, which this user may write$/);
    expect(await toldOf('SQLITE_IOERR_FSYNC')).to.equal('the store did not answer: disk I/O error');
  });
});
