import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { auditSchema } from '../../src/store/audit/audit-schema.js';
import { importing } from '../../src/store/import/importing-connection.js';
import { openStore, referencePathOf } from '../../src/store/open-store.js';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { openDatabase, requireDurable } from '../../src/store/sqlite/database.js';
import { auditRecord } from './audit-records.js';
import { hearingPragmas } from './heard-pragmas.js';
import { caught, storeFolder } from './store-folder.js';

describe('opening a store', () => {
  const folder = storeFolder();

  it('uses an SQLite without the WAL-reset bug', () => {
    const db = new Database(':memory:');
    const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
    db.close();
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).to.be.at.least(3_051_003);
  });

  it('makes the folder, one file for the audit and one beside it for reference data', () => {
    const store = openStore(`sqlite:${folder.path('a/b/slotguard.db')}`);
    store.close();
    expect(existsSync(folder.path('a/b/slotguard.db'))).to.equal(true);
    expect(existsSync(folder.path('a/b/slotguard.reference.db'))).to.equal(true);
  });

  it('names the second file after the first', () => {
    expect(['data/slotguard.db', 'x', '/v/a.b.sqlite'].map(referencePathOf)).to.deep.equal(['data/slotguard.reference.db', 'x.reference', '/v/a.b.reference.sqlite']);
  });

  it('leaves synchronous=FULL in force after the first write of the audit', () => {
    const db = openDatabase(folder.path('audit.db'), auditSchema, { busyTimeout: 100 });
    db.prepare(`INSERT INTO rule_set VALUES ('a', 'b')`).run();
    expect(db.pragma('synchronous', { simple: true })).to.equal(2);
    expect(db.pragma('journal_mode', { simple: true })).to.equal('wal');
    requireDurable(db);
    db.close();
  });

  it('waits for another process that is writing to the same new file, which has no log yet', async () => {
    const path = folder.path('audit.db');
    const first = openDatabase(path, auditSchema, { busyTimeout: 100 });
    first.pragma('journal_mode = DELETE');
    first.close();
    const writing = `const db = new (require('better-sqlite3'))(process.argv[1]); db.exec('BEGIN IMMEDIATE'); console.log('writing'); setTimeout(() => db.close(), 300);`;
    const other = spawn(process.execPath, ['-e', writing, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(other.stdout, 'data');
    const db = openDatabase(path, auditSchema, { busyTimeout: 20_000 });
    expect(db.pragma('journal_mode', { simple: true })).to.equal('wal');
    db.close();
    await once(other, 'exit');
  });

  it('waits no longer than it may', async () => {
    const path = folder.path('audit.db');
    openDatabase(path, auditSchema, { busyTimeout: 100 }).close();
    const other = new Database(path);
    other.pragma('journal_mode = DELETE');
    other.exec('BEGIN IMMEDIATE');
    expect(await caught(() => openDatabase(path, auditSchema, { busyTimeout: 20 }))).to.include({ code: 'store-unavailable', message: `cannot open \`${path}\`: database is locked` });
    other.close();
  });

  it('takes a file that another process laid out meanwhile', async () => {
    const path = folder.path('audit.db');
    let isDue = true;
    await hearingPragmas((_, pragma) => {
      if (!isDue || pragma !== `page_size = ${auditSchema.pageSize}`) return;
      isDue = false;
      openDatabase(path, auditSchema, { busyTimeout: 100 }).close();
    }, () => { openDatabase(path, auditSchema, { busyTimeout: 100 }).close(); });
    expect(isDue).to.equal(false);
  });

  it('leaves synchronous=FULL in force after the first write of an import', async () => {
    const store = folder.store();
    const synchronous = await importing(store.referencePath, (db) => {
      db.exec(`INSERT INTO participant VALUES (1, 'EELC')`);
      return Promise.resolve({ keep: true, result: Number(db.pragma('synchronous', { simple: true })) });
    });
    expect(synchronous).to.equal(2);
  });

  it('refuses a connection that a power cut would cost records, however it came to be so', async () => {
    const walOnly = new Database(folder.path('normal.db'));
    walOnly.pragma('journal_mode = WAL');
    walOnly.exec('CREATE TABLE t (a)');
    expect(await caught(() => { requireDurable(walOnly); })).to.include({ code: 'store-unavailable' });
    walOnly.pragma('synchronous = FULL');
    requireDurable(walOnly);
    for (const pragma of ['synchronous = OFF', 'synchronous = FULL; PRAGMA journal_mode = MEMORY']) {
      walOnly.exec(`PRAGMA ${pragma}`);
      expect(await caught(() => { requireDurable(walOnly); }), pragma).to.include({ code: 'store-unavailable' });
    }
    walOnly.close();
  });

  it('has to be asked after a write: before it, SQLite says FULL and then writes with NORMAL', async () => {
    const db = new Database(folder.path('trap.db'));
    db.pragma('journal_mode = WAL');
    expect(db.pragma('synchronous', { simple: true })).to.equal(2);
    db.exec('CREATE TABLE t (a)');
    expect(db.pragma('synchronous', { simple: true })).to.equal(1);
    expect(await caught(() => { requireDurable(db); })).to.include({ code: 'store-unavailable' });
    db.close();
  });

  it('refuses the file of a later slotguard', async () => {
    folder.open().close();
    const db = new Database(folder.path('slotguard.db'));
    db.pragma('user_version = 7');
    db.close();
    const fault = await caught(() => openStore(`sqlite:${folder.path('slotguard.db')}`));
    expect(fault).to.include({ code: 'store-unavailable' });
    expect(fault.message).to.match(/has version 7 of the audit tables and this slotguard knows 4: run the slotguard that wrote it/);
  });

  it('refuses a file that is not its own, and leaves it as it was', async () => {
    const db = new Database(folder.path('slotguard.db'));
    db.exec('CREATE TABLE somebody_elses (a)');
    for (const version of [0, 2]) {
      db.pragma(`user_version = ${version}`);
      const before = readFileSync(folder.path('slotguard.db'));
      const fault = await caught(() => openStore(`sqlite:${folder.path('slotguard.db')}`));
      expect(fault.message).to.match(/is not a file of slotguard's audit/);
      expect(readFileSync(folder.path('slotguard.db')).equals(before), `version ${version}`).to.equal(true);
    }
    db.close();
  });

  it('does not take its own reference data for an audit', async () => {
    folder.open().close();
    for (const open of [openStore, openStoreToRead]) {
      expect((await caught(() => open(`sqlite:${folder.path('slotguard.reference.db')}`))).message).to.match(/is not a file of slotguard's audit/);
    }
  });

  it('refuses a file that is no database, and a path that cannot be one', async () => {
    writeFileSync(folder.path('slotguard.db'), 'this is not a database, and it is long enough to be looked at'.repeat(50));
    const opening = async (path: string) => {
      const fault = await caught(() => openStore(`sqlite:${path}`));
      expect(fault).to.include({ code: 'store-unavailable' });
      return fault.message;
    };
    const noDatabase = /file is not a database: name another file in store\.url$/;
    expect(await opening(folder.path('slotguard.db'))).to.match(noDatabase);
    writeFileSync(folder.path('slotguard.db-wal'), 'a log');
    expect(await opening(folder.path('slotguard.db')), 'with a log beside it').to.match(noDatabase);
    symlinkSync('loop.db', folder.path('loop.db'));
    expect(await opening(folder.path('loop.db')), 'a link that names itself').to.match(/ELOOP.*: name another file in store\.url$/);
    expect(await opening(folder.path('a'.repeat(300)))).to.match(/ENAMETOOLONG.*: name another file in store\.url$/);
    const cure = /: name in store\.url a file that this user may write, in a folder where it may write as well$/;
    expect(await opening(folder.path('slotguard.db/below/x.db'))).to.match(cure);
    if (process.platform === 'linux') expect(await opening('/proc/none/below/x.db'), 'a file system that makes no folders').to.match(cure).and.contain(': ENOENT');
  });

  it('says what to do where there is no room for a new file', async () => {
    const tables = `PRAGMA max_page_count = 2; ${auditSchema.tables}`;
    expect((await caught(() => openDatabase(folder.path('audit.db'), { ...auditSchema, tables }, { busyTimeout: 100 }))).message).to.match(/is full: make room on its disk$/);
  });

  it('refuses another kind of store without telling what the URL holds', async () => {
    for (const url of ['postgres://me:secret@host/db', 'sqlite:', 'sqlite::memory:', 'x', '']) {
      const fault = await caught(() => openStore(url));
      expect(fault).to.include({ code: 'configuration-invalid' });
      expect(fault.message).not.to.match(/secret/);
    }
  });

  it('goes on where somebody who may empties its log', () => {
    const store = folder.store();
    for (let number = 0; number < 50; number += 1) store.audit.append([auditRecord(number)]);
    const other = new Database(folder.path('slotguard.db'));
    expect(store.logBytes()).to.equal(statSync(folder.path('slotguard.db-wal')).size).and.be.above(0);
    expect(other.pragma('wal_checkpoint(TRUNCATE)')).to.deep.equal([{ busy: 0, log: 0, checkpointed: 0 }]);
    expect(statSync(folder.path('slotguard.db-wal')).size).to.equal(0);
    expect(store.logBytes()).to.equal(0);
    store.ping();
    expect(store.audit.append([auditRecord(50)])).to.deep.equal([]);
    store.ping();
    other.close();
  });

  it('takes a link for the file that it names, and refuses once it names another', async () => {
    folder.open('real.db').close();
    symlinkSync('real.db', folder.path('link.db'));
    const store = folder.open('link.db');
    expect(store.audit.append([auditRecord(1)])).to.deep.equal([]);
    store.ping();
    expect(statSync(folder.path('real.db-wal')).size).to.be.above(0);
    rmSync(folder.path('link.db'));
    symlinkSync('another.db', folder.path('link.db'));
    writeFileSync(folder.path('another.db'), '');
    expect((await caught(() => { store.ping(); })).message).to.match(/was moved, replaced or deleted/);
  });

  for (const file of ['slotguard.db', 'slotguard.reference.db']) {
    it(`does not begin where another ${file} is put in its place while it is opened`, async () => {
      folder.open().close();
      copyFileSync(folder.path(file), folder.path('other.db'));
      let isDue = true;
      const exchange = (db: Database.Database, pragma: unknown) => {
        if (!isDue || db.name !== folder.path('slotguard.reference.db') || pragma !== 'journal_mode = WAL') return;
        isDue = false;
        renameSync(folder.path('other.db'), folder.path(file));
      };
      await hearingPragmas(exchange, async () => {
        const fault = await caught(() => openStore(`sqlite:${folder.path('slotguard.db')}`));
        expect(fault).to.include({ code: 'store-unavailable' });
        expect(fault.message).to.contain(`${file}\` was moved, replaced or deleted meanwhile`);
      });
    });
  }

  it('answers nothing from an audit that was moved away, and all again once it is back', async () => {
    const store = folder.open();
    const record = auditRecord(1);
    store.audit.append([record]);
    const { audit } = store;
    const questions = [
      () => audit.findDecision(record.decisionId), () => audit.findAttempts(record), () => audit.listDecisions({ limit: 1 }),
      () => audit.findRuleSet('any'), () => audit.listRuleSetsInForce(1),
    ];
    renameSync(folder.path('slotguard.db'), folder.path('moved.db'));
    for (const ask of questions) expect(await caught(ask)).to.include({ code: 'audit-unavailable', message: 'the file of the audit is not in its place' });
    renameSync(folder.path('moved.db'), folder.path('slotguard.db'));
    const page = { decisions: [record], nextCursor: undefined };
    expect(questions.map((ask) => ask())).to.deep.equal([record, { attempts: [], hasEarlier: false }, page, undefined, []]);
  });

  it('answers a ping until its file is moved away or it is closed', async () => {
    const store = folder.store();
    store.ping();
    renameSync(folder.path('slotguard.db'), folder.path('elsewhere.db'));
    expect(await caught(() => { store.ping(); })).to.include({ code: 'store-unavailable' });
    renameSync(folder.path('elsewhere.db'), folder.path('slotguard.db'));
    store.ping();
    rmSync(folder.path('slotguard.reference.db'));
    expect(await caught(() => { store.ping(); })).to.include({ code: 'store-unavailable' });
    store.close();
    expect(await caught(() => { store.ping(); })).to.include({ code: 'store-unavailable' });
  });
});
