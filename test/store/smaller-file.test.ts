import { copyFileSync, statSync, truncateSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { auditRecord } from './audit-records.js';
import { caught, storeFolder } from './store-folder.js';

describe('a file that becomes smaller while it is open', () => {
  const folder = storeFolder();
  const sizeOf = (name: string) => statSync(folder.path(name)).size;

  /** As after a pruning: with pages that hold nothing. */
  function leaveRoom(name: string, pages = 500): void {
    asAnother(name, (db) => {
      db.exec(`CREATE TABLE of_a_test (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${pages}) INSERT INTO of_a_test SELECT randomblob(8000) FROM n; DROP TABLE of_a_test`);
      db.pragma('wal_checkpoint(TRUNCATE)');
    });
  }

  function asAnother(name: string, act: (db: Database.Database) => void): void {
    const db = new Database(folder.path(name));
    act(db);
    db.close();
  }

  for (const name of ['slotguard.db', 'slotguard.reference.db']) {
    it(`is gone on with where VACUUM made it so: ${name}`, () => {
      folder.open().close();
      leaveRoom(name);
      const store = folder.open();
      for (let number = 0; number < 20; number += 1) store.audit.append([auditRecord(number)]);
      store.ping();
      const before = sizeOf(name);
      asAnother(name, (db) => {
        db.exec('VACUUM');
        db.pragma('wal_checkpoint(PASSIVE)');
        expect(sizeOf(name)).to.be.below(before / 2);
        // more than was in the file before is in the log, and in no file
        db.exec('CREATE TABLE of_a_test (x)');
        for (let row = 0; row < 10; row += 1) db.exec('INSERT INTO of_a_test VALUES (randomblob(8000))');
        store.ping();
      });
      for (let number = 20; number < 40; number += 1) expect(store.audit.append([auditRecord(number)])).to.deep.equal([]);
      store.ping();
    });
  }

  it('is refused where it was cut short after that', async () => {
    folder.open().close();
    leaveRoom('slotguard.db');
    const store = folder.open();
    asAnother('slotguard.db', (db) => {
      db.exec('VACUUM');
      db.pragma('wal_checkpoint(PASSIVE)');
    });
    store.ping();
    truncateSync(folder.path('slotguard.db'), sizeOf('slotguard.db') - 8192);
    expect((await caught(() => { store.ping(); })).message).to.match(/was cut short while it was open/);
    expect(await caught(() => store.audit.append([auditRecord(1)]))).to.include({ code: 'audit-unavailable' });
    truncateSync(folder.path('slotguard.db'), sizeOf('slotguard.db') + 8192);
    expect(await caught(() => store.audit.append([auditRecord(1)])), 'as long as before, by a checkpoint').to.include({ code: 'audit-unavailable' });
  });

  it('is refused where it was cut short to what it was when it was opened, or more', async () => {
    const store = folder.open();
    const before = sizeOf('slotguard.db');
    leaveRoom('slotguard.db');
    store.ping();
    truncateSync(folder.path('slotguard.db'), before + 100 * 8192);
    expect((await caught(() => { store.ping(); })).message).to.match(/was cut short while it was open/);
  });

  it('is refused where it was cut short after the service was killed, and not all of it is in the log beside it', async () => {
    folder.open().close();
    leaveRoom('slotguard.db');
    folder.open().audit.append([auditRecord(1)]);
    for (const end of ['', '-wal']) copyFileSync(folder.path(`slotguard.db${end}`), folder.path(`killed.db${end}`));
    truncateSync(folder.path('killed.db'), sizeOf('killed.db') - 8192);
    expect((await caught(() => folder.open('killed.db'))).message).to.contain('do not go together, and nothing was changed');
  });

  it('is refused where reference data was cut short', async () => {
    folder.open().close();
    const store = folder.open();
    truncateSync(folder.path('slotguard.reference.db'), sizeOf('slotguard.reference.db') - 4096);
    expect(await caught(() => { store.ping(); })).to.include({ code: 'store-unavailable' });
  });
});
