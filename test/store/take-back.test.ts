import Database from 'better-sqlite3';
import { expect } from 'chai';
import { auditSchema } from '../../src/store/audit/audit-schema.js';
import { openDatabase, requireDurable } from '../../src/store/sqlite/database.js';
import { takingBack } from '../../src/store/sqlite/take-back.js';
import { caught, storeFolder } from './store-folder.js';

describe('what is taken back', () => {
  const folder = storeFolder();

  it('tells why it failed, and what is written afterwards is as safe as before', async () => {
    const db = openDatabase(folder.path('slotguard.db'), auditSchema, { busyTimeout: 0 });
    const failed = new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
    expect(await caught(() => takingBack(db, () => { throw failed; }))).to.equal(failed);
    db.prepare('INSERT INTO rule_set VALUES (?, ?)').run('a', 'b');
    requireDurable(db);
    db.close();
  });
});
