import { copyFileSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { AuditRecord } from '../../src/audit/record.js';
import { verifyStore } from '../../src/store/audit/verify/verify-store.js';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { auditRecord, decisionsOfRequest } from './audit-records.js';
import { caught, storeFolder } from './store-folder.js';

/** The audit tables as slotguard laid them out before there was a chain. */
const tablesOfVersion1 = `
  CREATE TABLE decision (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, decision_id TEXT NOT NULL UNIQUE, originator TEXT NOT NULL, counter TEXT NOT NULL,
    decided_at INTEGER NOT NULL, supplier TEXT, reason TEXT NOT NULL, decision TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX decision_of_request ON decision (originator, counter);
  CREATE TABLE listing (seq INTEGER PRIMARY KEY, decided_at INTEGER NOT NULL, originator TEXT NOT NULL, supplier TEXT, reason TEXT NOT NULL, decision TEXT NOT NULL) STRICT;
  CREATE INDEX listing_by_originator ON listing (originator);
  CREATE INDEX listing_by_supplier ON listing (supplier);
  CREATE INDEX listing_by_reason ON listing (reason);
  CREATE INDEX listing_by_decision ON listing (decision);
  CREATE TABLE listing_day (day INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL) STRICT;
  CREATE TABLE rule_set (version TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  INSERT INTO rule_set VALUES ('v1', 'kept');
`;
const inForce = `
  CREATE TABLE rule_set_in_force (seq INTEGER PRIMARY KEY, version TEXT NOT NULL, since INTEGER NOT NULL) STRICT;
  INSERT INTO rule_set_in_force (version, since) VALUES ('v1', 1000);
`;

function writeVersion1(path: string, tables: string, records: readonly AuditRecord[]): void {
  const db = new Database(path);
  db.exec(tables);
  const insert = db.prepare('INSERT INTO decision (decision_id, originator, counter, decided_at, supplier, reason, decision, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const record of records) {
    const { trial, ...earlier } = record;
    Reflect.deleteProperty(earlier, 'kind');
    Reflect.deleteProperty(earlier, 'firstDecisionId');
    const [originator, , counter] = record.request.requestKey.split(':');
    const { decisionId, decidedAt, supplierParty, reason, decision } = record;
    const text = JSON.stringify({ ...earlier, ...(trial !== null && { trial }) });
    insert.run(decisionId, originator, counter, Date.parse(decidedAt), supplierParty, reason, decision, text);
  }
  db.pragma('application_id = 1397507905');
  db.pragma('user_version = 1');
  db.close();
}

describe('a store of the version before there was a chain', () => {
  const folder = storeFolder();
  const path = () => folder.path('slotguard.db');
  const at = Date.UTC(2026, 9, 5, 12);

  it('is taken over with all its records, rule sets and links between requests', () => {
    const key = '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:7';
    const records = [
      ...Array.from({ length: 1_200 }, (_, number) => auditRecord(1_000 + number, { at })),
      auditRecord(1, { at }, { requestKey: key }),
      auditRecord(2, { at, requestIdReused: true, decision: 'reject', reason: 'wrong-network-operator', counted: true, trial: { rule: 'r', decision: 'reject', reason: 'x', responseCode: 'E1' } }, { requestKey: key }),
    ];
    writeVersion1(path(), tablesOfVersion1 + inForce, records);
    const { audit } = folder.open();
    expect(decisionsOfRequest(audit, key)).to.deep.equal([records[1_200], { ...records[1_201], firstDecisionId: records[1_200]?.decisionId }]);
    const idsOf = (all: readonly { decisionId: string }[]) => all.map(({ decisionId }) => decisionId);
    expect(idsOf(audit.listDecisions({ limit: 5_000 }).decisions)).to.deep.equal(idsOf(records).reverse());
    expect([audit.findRuleSet('v1'), audit.listRuleSetsInForce(2)]).to.deep.equal(['kept', [{ version: 'v1', since: 1_000 }]]);
    audit.append([auditRecord(3, { at })]);

    const read = openStoreToRead(`sqlite:${path()}`);
    const { entries, devices, repeated, through } = read.audit.readPanel({ from: at, to: at + 1, devices: 10 });
    read.close();
    expect(entries.reduce((sum, each) => sum + each.entries, 0)).to.equal(1_203);
    expect([devices.length, repeated.length, through?.seq]).to.deep.equal([1, 2, 1_203]);
  });

  it('is taken over also where it kept no list of rule sets in force', () => {
    writeVersion1(path(), tablesOfVersion1, [auditRecord(1)]);
    expect(folder.open().audit.listRuleSetsInForce(2)).to.deep.equal([]);
    expect(folder.open().audit.findDecision(auditRecord(1).decisionId)).to.deep.equal(auditRecord(1));
  });

  it('is not opened to be read before that, and says what to do', async () => {
    writeVersion1(path(), tablesOfVersion1 + inForce, []);
    expect((await caught(() => openStoreToRead(`sqlite:${path()}`))).message).to.match(/version 1 of the audit tables .* start the service once/);
  });

  it('stays as it was where a record cannot be read', async () => {
    writeVersion1(path(), tablesOfVersion1 + inForce, [auditRecord(1)]);
    const db = new Database(path());
    db.exec(`UPDATE decision SET record = '{'`);
    expect(await caught(() => folder.open())).to.include({ code: 'store-unavailable' });
    expect([db.pragma('user_version', { simple: true }), db.prepare('SELECT count(*) FROM decision').pluck().get()]).to.deep.equal([1, 1]);
    db.close();
  });
});

describe('a store of the version whose chain only its head told the beginning of', () => {
  const folder = storeFolder();

  function takeBack(): void {
    const db = new Database(folder.path('slotguard.db'));
    db.exec('DROP TABLE origin');
    db.pragma('user_version = 2');
    db.close();
  }

  it('is taken over with its chain, and knows the log of another file', async () => {
    const verify = () => verifyStore(folder.path('slotguard.db'), { files: [], checkpoint: undefined });
    const store = folder.open();
    store.audit.append([auditRecord(1), auditRecord(2)]);
    store.close();
    const before = await verify();
    takeBack();
    const again = folder.open();
    again.audit.append([auditRecord(3)]);
    const { holds, store: origin, last } = await verify();
    expect({ holds, origin, last }).to.deep.equal({ holds: true, origin: before.store, last: 3 });

    folder.open('other.db').close();
    renameSync(folder.path('slotguard.db'), folder.path('old.db'));
    copyFileSync(folder.path('other.db'), folder.path('slotguard.db'));
    expect((await caught(() => folder.open())).message).to.contain('do not go together');
  });

  it('is taken over again where a service of that version, still running, made it its own again', () => {
    folder.open().close();
    takeBack();
    const store = folder.open();
    const db = new Database(folder.path('slotguard.db'));
    const heads = db.prepare('SELECT count(*) FROM head').pluck().get();
    expect(heads, 'what else that service would begin the chain with').to.equal(1);
    db.pragma('user_version = 2');
    db.close();
    store.audit.append([auditRecord(1)]);
    store.close();
    expect(folder.open().audit.listDecisions({ limit: 10 }).decisions).to.have.length(1);
  });

  it('is taken over where nothing was ever written', () => {
    folder.open().close();
    takeBack();
    expect(folder.open().audit.append([auditRecord(1)])).to.deep.equal([]);
  });
});

describe('a store of the version that found requests by originator and counter alone', () => {
  const folder = storeFolder();
  const inFile = <T>(ask: (db: Database.Database) => T): T => {
    const db = new Database(folder.path('slotguard.db'));
    try {
      return ask(db);
    } finally {
      db.close();
    }
  };
  const indexed = () => inFile((db) => ['entry_of_request', 'listing_by_stranger'].map((index) =>
    db.prepare<[string], string>('SELECT name FROM pragma_index_info(?)').pluck().all(index).join()));
  const asItIs = ['originator,counter,target,is_decision', 'stranger,strand,seq,at'];
  const records = ['A3', 'A4'].map((target, number) => auditRecord(number, {}, { requestKey: `90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-${target}:7` }));

  function takeBack(): void {
    inFile((db) => db.exec(`
      DROP INDEX entry_of_request;
      ALTER TABLE entry DROP COLUMN target;
      ALTER TABLE entry DROP COLUMN is_decision;
      CREATE INDEX entry_of_request ON entry (originator, counter);
      DROP INDEX listing_by_stranger;
      CREATE INDEX listing_by_stranger ON listing (stranger, seq, at) WHERE stranger IS NOT NULL;
      CREATE TABLE listing_day (day INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL) STRICT;
      INSERT INTO listing_day SELECT at / 86400000, min(seq), max(seq) FROM listing GROUP BY 1;
      DROP TABLE listing_hour;
      PRAGMA user_version = 3;
    `));
  }

  it('is taken over with all its records, and finds them by their target too', async () => {
    const hour = 3_600_000;
    const listed = Array.from({ length: 2_100 }, (_, number) => auditRecord(10 + number, { at: hour * (number < 2_000 ? 8 : 9) }));
    const store = folder.open();
    store.audit.append(records);
    store.audit.append(listed);
    store.close();
    takeBack();
    const again = folder.open();
    expect(again.audit.listDecisions({ from: 8 * hour, to: 9 * hour, limit: 1 }).decisions).to.deep.equal([listed[1_999]]);
    for (const record of records) expect(decisionsOfRequest(again.audit, record.request.requestKey)).to.deep.equal([record]);
    again.audit.append([auditRecord(2)]);
    expect(indexed()).to.deep.equal(asItIs);
    expect(await verifyStore(folder.path('slotguard.db'), { files: [], checkpoint: undefined })).to.include({ holds: true, last: 2_103 });
  });

  it('is taken over again where a service of that version, still running, made it its own again and wrote to it', () => {
    folder.open().close();
    takeBack();
    folder.open().close();
    inFile((db) => db.pragma('user_version = 3'));
    expect(folder.open().audit.append(records)).to.deep.equal([]);
    expect(indexed()).to.deep.equal(asItIs);
  });
});
