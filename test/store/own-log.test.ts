import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { originLink } from '../../src/audit/chain.js';
import { auditSchema } from '../../src/store/audit/audit-schema.js';
import { openChain } from '../../src/store/audit/chain/open-chain.js';
import { originTable } from '../../src/store/audit/chain/origin.js';
import { createEntryWriter } from '../../src/store/audit/chain/write-entries.js';
import { verifyStore } from '../../src/store/audit/verify/verify-store.js';
import type { Store } from '../../src/store/open-store.js';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { openDatabase } from '../../src/store/sqlite/database.js';
import { auditRecord } from './audit-records.js';
import { caught, storeFolder } from './store-folder.js';

describe('a log beside a file', () => {
  const folder = storeFolder();
  const audit = () => folder.path('slotguard.db');

  function append(store: Store, from: number, to: number): void {
    for (let number = from; number < to; number += 1) store.audit.append([auditRecord(number)]);
  }

  function layOut(name: string, records: number): void {
    const store = folder.open(name);
    append(store, 0, records);
    store.close();
  }

  /** What a service that is killed now leaves, in `killed/slotguard.db`. */
  function copyAsKilled(): void {
    mkdirSync(folder.path('killed'));
    for (const end of ['', '-wal']) copyFileSync(`${audit()}${end}`, folder.path(`killed/slotguard.db${end}`));
  }

  /** What a backup made now holds. */
  function backUp(to: string): void {
    const db = new Database(audit());
    db.prepare('VACUUM INTO ?').run(folder.path(to));
    db.close();
  }

  function takeIn(): void {
    const db = new Database(audit());
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  }

  /** As after a pruning: so that what it needs no more is only still in the file. */
  function makeSmaller(db: Database.Database): void {
    db.exec('CREATE TABLE filling (a)');
    for (let page = 0; page < 50; page += 1) db.prepare('INSERT INTO filling VALUES (zeroblob(8000))').run();
    db.exec('DROP TABLE filling');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.exec('VACUUM');
  }

  const countIn = (store: Store) => {
    const db = new Database(audit(), { readonly: true });
    const count = db.prepare('SELECT count(*) FROM entry').pluck().get();
    db.close();
    store.ping();
    return count;
  };

  /** Puts another file in place while the service runs, stops it, and starts it again. */
  async function expectRefusal(store: Store, other: string): Promise<void> {
    renameSync(audit(), folder.path('old.db'));
    copyFileSync(folder.path(other), audit());
    expect((await caught(() => { store.ping(); })).message).to.match(/moved, replaced or deleted while it was open: .* move away the `-wal` and `-shm` of the old one$/);
    store.close();
    expect(statSync(`${audit()}-wal`).size, 'the log of the old file').to.be.above(0);
    const before = readFileSync(audit());
    const fault = await caught(() => folder.open());
    expect(fault).to.include({ code: 'store-unavailable' });
    const told = /do not go together, and nothing was changed: where another file was put in the place of an old one, move away .*-wal` and .*-shm`/;
    expect(fault.message).to.match(told);
    expect((await caught(() => openStoreToRead(`sqlite:${audit()}`))).message, 'to read only, as a report does').to.match(told);
    expect(readFileSync(audit()).equals(before)).to.equal(true);
    for (const end of ['-wal', '-shm']) renameSync(`${audit()}${end}`, folder.path(`old.db${end}`));
  }

  it('is refused where an earlier state of the file was put in its place', async () => {
    const store = folder.open();
    append(store, 0, 40);
    backUp('backup.db');
    append(store, 40, 200);
    takeIn();
    append(store, 200, 205);
    await expectRefusal(store, 'backup.db');
    expect(countIn(folder.open())).to.equal(40);
  });

  it('is refused where a larger file of another store was put in its place', async () => {
    layOut('other.db', 3_000);
    const store = folder.open();
    append(store, 0, 40);
    takeIn();
    append(store, 40, 45);
    await expectRefusal(store, 'other.db');
    expect(countIn(folder.open())).to.equal(3_000);
  });

  it('is refused where another store, of as many pages, was put in its place', async () => {
    layOut('other.db', 83);
    const store = folder.open();
    append(store, 0, 80);
    takeIn();
    append(store, 80, 83);
    await expectRefusal(store, 'other.db');
    expect(countIn(folder.open())).to.equal(83);
  });

  for (const records of [3, 0]) {
    it(`is refused where it is of a new file, with ${records} records, that was begun while the old one was away`, async () => {
      layOut('before.db', 83);
      const store = folder.open();
      append(store, 0, records);
      await expectRefusal(store, 'before.db');
      expect(countIn(folder.open())).to.equal(83);
    });
  }

  it('is refused where it is of a new file that was in WAL before anything was in it, as earlier versions left it', async () => {
    layOut('before.db', 83);
    const empty = new Database(audit());
    empty.pragma(`page_size = ${auditSchema.pageSize}`);
    empty.pragma('journal_mode = WAL');
    empty.close();
    const store = folder.open();
    append(store, 0, 3);
    await expectRefusal(store, 'before.db');
    expect(countIn(folder.open())).to.equal(83);
  });

  it('is refused where it is of a new file and the old one of the version before, which has other tables in the same places', async () => {
    const { isWhole, ...ofAnyVersion } = auditSchema;
    expect(isWhole).to.be.a('function');
    const old = openDatabase(folder.path('before.db'), { ...ofAnyVersion, version: 2, tables: auditSchema.tables.replace(originTable, '') }, { busyTimeout: 200 });
    old.prepare('INSERT INTO head VALUES (1, ?, 0, ?)').run('0'.repeat(32), originLink('0'.repeat(32)));
    createEntryWriter(old)(Array.from({ length: 83 }, (_, number) => auditRecord(number, { supplierParty: `s${number % 7}` })));
    old.close();
    const store = folder.open();
    append(store, 0, 3);
    await expectRefusal(store, 'before.db');
    expect(countIn(folder.open())).to.equal(83);
  });

  it('is refused where it is of an earlier state of the file, which it would make it again', async () => {
    const store = folder.open();
    append(store, 0, 40);
    copyFileSync(`${audit()}-wal`, folder.path('early-wal'));
    append(store, 40, 200);
    store.close();
    copyFileSync(folder.path('early-wal'), `${audit()}-wal`);
    expect((await caught(() => folder.open())).message).to.contain('do not go together');
    rmSync(`${audit()}-wal`);
    expect(countIn(folder.open())).to.equal(200);
  });

  it('is taken in where the service was killed after somebody made the file smaller', () => {
    const store = folder.open();
    append(store, 0, 40);
    const other = new Database(audit());
    makeSmaller(other);
    append(store, 40, 45);
    copyAsKilled();
    other.close();
    const read = new Database(folder.path('killed/slotguard.db'), { readonly: true });
    expect(read.pragma('page_count', { simple: true }), 'pages').to.be.below(statSync(folder.path('killed/slotguard.db')).size / auditSchema.pageSize);
    read.close();
    expect(folder.open('killed/slotguard.db').audit.listDecisions({ limit: 100 }).decisions).to.have.length(45);
  });

  it('is of its file also where it was made smaller, and a reader keeps a part of the log from it', () => {
    const store = folder.open();
    append(store, 0, 40);
    const other = new Database(audit());
    makeSmaller(other);
    append(store, 40, 45);
    const reader = new Database(audit(), { readonly: true });
    reader.exec('BEGIN; SELECT count(*) FROM entry');
    append(store, 45, 50);
    const [{ log, checkpointed }] = other.pragma('wal_checkpoint(PASSIVE)') as [{ log: number; checkpointed: number }];
    expect(checkpointed).to.be.above(0).and.below(log);
    expect(other.pragma('page_count', { simple: true }), 'pages').to.be.below(statSync(audit()).size / auditSchema.pageSize);
    const read = openStoreToRead(`sqlite:${audit()}`);
    expect([...read.audit.readDecisions({})].flatMap(({ records }) => records)).to.have.length(50);
    for (const each of [read, reader, other]) each.close();
  });

  /** Verifies `before.db` beside the log of a file that holds so many records. */
  function verifyBesideLogOf(records: number): ReturnType<typeof verifyStore> {
    append(folder.open(), 0, records);
    copyFileSync(folder.path('before.db'), folder.path('mixed.db'));
    copyFileSync(`${audit()}-wal`, folder.path('mixed.db-wal'));
    return verifyStore(folder.path('mixed.db'), { files: [], checkpoint: undefined });
  }

  it('is told by `audit verify` where it is of a new file', async () => {
    layOut('before.db', 83);
    const { holds, otherProblems } = await verifyBesideLogOf(3);
    expect(holds).to.equal(false);
    expect(otherProblems.join()).to.contain('mixed.db-wal` is the log of another file');
  });

  it('is told by `audit verify`, too, where it leaves nothing that could be read', async () => {
    layOut('before.db', 3);
    const fault = await caught(() => verifyBesideLogOf(200));
    expect(fault.message).to.match(/malformed: put back a backup; where another file was put in the place of an old one, move away the `-wal`/);
  });

  it('is not deleted where its file is gone', async () => {
    const store = folder.open();
    append(store, 0, 40);
    copyAsKilled();
    renameSync(folder.path('killed/slotguard.db'), folder.path('killed/away.db'));
    const told = /is the log of a file that is no longer at .*: put that file back; or move away/;
    for (const empty of [false, true]) {
      if (empty) writeFileSync(folder.path('killed/slotguard.db'), '');
      expect((await caught(() => folder.open('killed/slotguard.db'))).message).to.match(told);
    }
    expect((await caught(() => openChain(folder.path('killed/slotguard.db')))).message, 'to be looked at only, as by `audit verify`').to.match(told);
    renameSync(folder.path('killed/away.db'), folder.path('killed/slotguard.db'));
    expect(folder.open('killed/slotguard.db').audit.listDecisions({ limit: 100 }).decisions).to.have.length(40);
  });

  it('is not deleted where a link names the file that is gone', async () => {
    mkdirSync(folder.path('disk'));
    symlinkSync('disk/real.db', folder.path('link.db'));
    folder.open('link.db').close();
    renameSync(folder.path('disk/real.db'), folder.path('away.db'));
    writeFileSync(folder.path('disk/real.db-wal'), 'a log');
    expect((await caught(() => folder.open('link.db'))).message).to.match(/disk\/real\.db-wal` is the log of a file that is no longer at/);
    expect(readFileSync(folder.path('disk/real.db-wal'), 'utf8')).to.equal('a log');
  });

  it('is taken in where the service was killed', () => {
    const store = folder.open();
    append(store, 0, 40);
    takeIn();
    append(store, 40, 90);
    copyAsKilled();
    const again = folder.open('killed/slotguard.db');
    expect(again.audit.listDecisions({ limit: 100 }).decisions).to.have.length(90);
  });
});
