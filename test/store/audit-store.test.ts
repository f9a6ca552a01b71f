import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { AuditRecord, AuditStore } from '../../src/audit/record.js';
import { auditSchema } from '../../src/store/audit/audit-schema.js';
import { createAuditStore } from '../../src/store/audit/audit-store.js';
import { openDatabase } from '../../src/store/sqlite/database.js';
import { auditRecord, decisionsOfRequest } from './audit-records.js';
import { verify } from './chain-file.js';
import { caught, storeFolder } from './store-folder.js';

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('the audit', () => {
  const folder = storeFolder();

  it('gives a record back exactly as it was written', () => {
    const { audit } = folder.store();
    const record = auditRecord(1, { observed: { decision: 'reject', reason: 'x', responseCode: 'E1' }, supplierParty: null, rule: null });
    audit.append([record]);
    expect(audit.findDecision(record.decisionId)).to.deep.equal(record);
    expect(audit.findDecision('018f0000-0000-7000-8000-00000000ffff')).to.equal(undefined);
    expect(folder.open().audit.findDecision(record.decisionId)).to.deep.equal(record);
  });

  it('gives all records of one request, oldest first, and of no other', () => {
    const { audit } = folder.store();
    const key = 'AA-AA-AA-AA-AA-AA-AA-AA:BB-BB-BB-BB-BB-BB-BB-BB:18446744073709551615';
    const otherTarget = key.replace('BB:18', 'BC:18');
    audit.append([auditRecord(3, { at: 3_000 }, { requestKey: key }), auditRecord(4, {}, { requestKey: otherTarget }), auditRecord(5, {}, { requestKey: `${key}0` })]);
    audit.append([auditRecord(1, { at: 1_000 }, { requestKey: key })]);
    expect(decisionsOfRequest(audit, key).map(({ decidedAt }) => Date.parse(decidedAt))).to.deep.equal([3_000, 1_000]);
    expect(decisionsOfRequest(audit, otherTarget)).to.have.length(1);
    for (const unknown of ['', ':', 'nonsense', key.slice(1)]) expect(decisionsOfRequest(audit, unknown)).to.deep.equal([]);
  });

  it('writes all of several records or none', async () => {
    const { audit } = folder.store();
    audit.append([auditRecord(1)]);
    expect(await caught(() => { audit.append([auditRecord(2), auditRecord(3), auditRecord(1)]); })).to.include({ code: 'audit-unavailable' });
    expect([1, 2, 3].map((number) => audit.findDecision(auditRecord(number).decisionId) !== undefined)).to.deep.equal([true, false, false]);
    audit.append([auditRecord(2), auditRecord(3)]);
    expect(audit.listDecisions({ limit: 10 }).decisions).to.have.length(3);
  });

  it('counts whatever strangers make up under a few headings', () => {
    const { audit } = folder.store();
    audit.append(numbers(0, 300).map((number) => auditRecord(number, { supplierParty: null }, { requestKey: `AA-AA-AA-AA-AA-AA-${String(number).padStart(4, '0').replace(/(..)$/, '-$1')}:T:1`, srv: `99.${number}` })));
    const db = new Database(folder.path('slotguard.db'), { readonly: true });
    expect(db.prepare('SELECT count(*) FROM heading').pluck().get()).to.equal(1);
    db.close();
    expect(audit.listDecisions({ limit: 10, supplier: 'aa-aa-aa-aa-aa-aa-02-99' }).decisions.map(({ decisionId }) => decisionId)).to.deep.equal([auditRecord(299).decisionId]);
  });

  it('does not write a record that it could not list', async () => {
    const { audit } = folder.store();
    const endless = auditRecord(2);
    Object.assign(endless.facts, { self: endless });
    for (const record of [{ ...auditRecord(1), decidedAt: 'yesterday' }, endless]) {
      expect(await caught(() => { audit.append([record]); })).to.include({ code: 'audit-unavailable' });
    }
    expect(audit.listDecisions({ limit: 10 }).decisions).to.deep.equal([]);
  });

  it('writes nothing when there is nothing to write', () => {
    folder.store().audit.append([]);
    expect(folder.store().audit.listDecisions({ limit: 1 })).to.deep.equal({ decisions: [], nextCursor: undefined });
  });

  it('leaves nothing half written on a full disk, and writes again when there is room', async () => {
    const db = openDatabase(folder.path('audit.db'), auditSchema, { busyTimeout: 100 });
    const audit = createAuditStore(db);
    audit.append([auditRecord(0)]);
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages + 3}`);
    const fault = await caught(() => { audit.append(numbers(1, 100).map((number) => auditRecord(number))); });
    expect(fault).to.include({ code: 'audit-unavailable' });
    expect(fault.cause).to.include({ code: 'SQLITE_FULL' });
    expect(audit.listDecisions({ limit: 10 }).decisions).to.have.length(1);
    db.pragma('max_page_count = 1000000');
    audit.append(numbers(1, 100).map((number) => auditRecord(number)));
    expect(audit.listDecisions({ limit: 1_000 }).decisions).to.have.length(100);
    db.close();
  });

  it('says of a file that it may only read who must be let write', async () => {
    folder.store().audit.append([auditRecord(1)]);
    const db = new Database(folder.path('slotguard.db'), { readonly: true });
    const audit = createAuditStore(db);
    expect(await caught(() => { audit.append([auditRecord(2)]); })).to.include({
      code: 'audit-unavailable', message: 'the store did not answer: it can only be read: let this user write to the files of store.url, and to their folder',
    });
    db.close();
  });

  it('does not take a listing that cannot follow for a record that was not written', () => {
    const db = openDatabase(folder.path('audit.db'), auditSchema, { busyTimeout: 100 });
    const audit = createAuditStore(db);
    db.exec(`CREATE TRIGGER no_listing BEFORE INSERT ON listing BEGIN SELECT raise(ABORT, 'no listing today'); END`);
    audit.append(numbers(0, 1_500).map((number) => auditRecord(number)));
    audit.append([auditRecord(1_500)]);
    expect(audit.listDecisions({ limit: 2_000 }).decisions).to.have.length(1_501);
    db.exec('DROP TRIGGER no_listing');
    audit.append(numbers(1_501, 2_600).map((number) => auditRecord(number)));
    expect(db.prepare('SELECT count(*) FROM listing').pluck().get()).to.equal(2_600);
    expect(audit.listDecisions({ limit: 3_000 }).decisions).to.have.length(2_600);
    db.close();
  });

  it('says at once that another process is writing, and writes when it is done', () => {
    const { audit } = folder.store();
    const other = new Database(folder.path('slotguard.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(audit.append([auditRecord(1)])).to.equal('busy');
    expect(audit.findDecision(auditRecord(1).decisionId)).to.equal(undefined);
    other.exec('COMMIT');
    other.close();
    expect(audit.append([auditRecord(1)])).to.deep.equal([]);
    expect(audit.findDecision(auditRecord(1).decisionId)).not.to.equal(undefined);
  });

  it('looks where its file is before a record is written and after it, however soon after another, but not each time that it asks whether another process is done', () => {
    folder.store();
    const db = openDatabase(folder.path('slotguard.db'), auditSchema, { busyTimeout: 0 });
    let looks = 0;
    const audit = createAuditStore(db, { requireInPlace: () => { looks += 1; } });
    const other = new Database(folder.path('slotguard.db'));
    other.exec('BEGIN IMMEDIATE');
    const began = performance.now();
    const asked = numbers(0, 100).map(() => audit.append([auditRecord(1)]));
    expect(new Set(asked)).to.deep.equal(new Set(['busy']));
    expect(looks).to.be.within(1, 1 + (performance.now() - began) / 2).and.below(100);
    other.exec('COMMIT');
    audit.append([auditRecord(1)]);
    const before = looks;
    for (const number of [2, 3, 4]) audit.append([auditRecord(number)]);
    expect(looks).to.equal(before + 6);
    other.close();
    db.close();
  });

  it('writes what had to wait with what came since, each as it is, however often it had to', async () => {
    const { audit } = folder.store();
    const other = new Database(folder.path('slotguard.db'));
    const [one, two, three, four] = [1, 2, 3, 4].map((number) => auditRecord(number)) as [AuditRecord, AuditRecord, AuditRecord, AuditRecord];
    other.exec('BEGIN IMMEDIATE');
    for (const waiting of [[one], [one, two], [one, two, three]]) expect(audit.append(waiting)).to.equal('busy');
    other.exec('COMMIT');
    expect(audit.append([two, one, four])).to.deep.equal([]);
    expect(audit.append([three])).to.deep.equal([]);
    expect([one, two, three, four].map(({ decisionId }) => audit.findDecision(decisionId))).to.deep.equal([one, two, three, four]);
    expect(other.prepare('SELECT id FROM entry ORDER BY seq').pluck().all()).to.deep.equal([two, one, four, three].map(({ decisionId }) => decisionId));
    other.close();
    expect(await verify(folder.path('slotguard.db'))).to.deep.include({ holds: true, problem: null });
  });

  it('leaves out what another process decided first, and writes the rest', () => {
    const [mine, others] = [folder.store(), folder.open()];
    const requestKey = 'AA-AA-AA-AA-AA-AA-AA-AA:BB-BB-BB-BB-BB-BB-BB-BB:7';
    const decided = auditRecord(1, {}, { requestKey, contentDigest: 'c1' });
    others.audit.append([decided]);
    const again = auditRecord(2, {}, { requestKey, contentDigest: 'c1' });
    const reused = auditRecord(3, { requestIdReused: true, firstDecisionId: decided.decisionId }, { requestKey, contentDigest: 'c2' });
    expect(mine.audit.append([again, auditRecord(4), reused])).to.deep.equal([again]);
    expect(decisionsOfRequest(mine.audit, requestKey).map(({ decisionId }) => decisionId)).to.deep.equal([decided.decisionId, reused.decisionId]);
    const reusedToo = auditRecord(5, { requestIdReused: true, firstDecisionId: decided.decisionId }, { requestKey, contentDigest: 'c2' });
    expect(others.audit.append([auditRecord(6), reusedToo]), 'another content of the same RequestID').to.deep.equal([reusedToo]);
    expect(others.audit.listDecisions({ limit: 10 }).decisions).to.have.length(4);
  });

  it('leaves out what another process decided first also when it has written others since, whatever the clock says', () => {
    const [mine, others] = [folder.store(), folder.open()];
    const request = { requestKey: 'AA-AA-AA-AA-AA-AA-AA-AA:BB-BB-BB-BB-BB-BB-BB-BB:8', contentDigest: 'c1' };
    const decided = auditRecord(1, {}, request);
    others.audit.append([decided]);
    mine.audit.append([auditRecord(2)]);
    for (const at of [0, Date.now(), Date.now() + 3_600_000]) {
      const again = auditRecord(3, { at }, request);
      expect(mine.audit.append([again])).to.deep.equal([again]);
    }
    expect(decisionsOfRequest(mine.audit, request.requestKey)).to.deep.equal([decided]);
  });

  it('takes records of several processes in turn, and lists them as one', () => {
    const stores = [folder.store(), folder.open(), folder.open()];
    for (const number of numbers(0, 3_000)) stores[number % 3]?.audit.append([auditRecord(number)]);
    for (const { audit } of stores) {
      const all = audit.listDecisions({ limit: 5_000 }).decisions;
      expect(all.map(({ decisionId }) => decisionId)).to.deep.equal(numbers(0, 3_000).reverse().map((number) => auditRecord(number).decisionId));
    }
  });

  it('keeps the text of a rule set once', async () => {
    const store = folder.store();
    await store.audit.keepRuleSet('v1', 'first');
    await store.audit.keepRuleSet('v1', 'second');
    await store.audit.keepRuleSet('v2', 'other');
    const db = new Database(folder.path('slotguard.db'), { readonly: true });
    expect(db.prepare('SELECT version, text FROM rule_set ORDER BY version').raw().all()).to.deep.equal([['v1', 'first'], ['v2', 'other']]);
    db.close();
  });

  it('gives the text of a rule set back', async () => {
    const store = folder.store();
    await store.audit.keepRuleSet('v1', 'first');
    expect([folder.open().audit.findRuleSet('v1'), store.audit.findRuleSet('v2')]).to.deep.equal(['first', undefined]);
  });

  it('tells which rule sets were in force, the present one first, whatever the clock did', async () => {
    const { audit } = folder.store();
    expect(audit.listRuleSetsInForce(5)).to.deep.equal([]);
    for (const [version, since] of [['v1', 5_000], ['v1', 6_000], ['v2', 4_000], ['v1', 7_000]] as const) await audit.noteRuleSetInForce(version, since);
    await folder.open().audit.noteRuleSetInForce('v1', 9_000);
    const all = [{ version: 'v1', since: 7_000 }, { version: 'v2', since: 4_000 }, { version: 'v1', since: 5_000 }];
    expect(audit.listRuleSetsInForce(5)).to.deep.equal(all);
    expect(audit.listRuleSetsInForce(2)).to.deep.equal(all.slice(0, 2));
  });

  it('says of every question that it cannot answer it, when it cannot', async () => {
    const store = folder.store();
    const { audit } = store;
    audit.append([auditRecord(1)]);
    const spoilt = new Database(folder.path('slotguard.db'));
    spoilt.exec(`UPDATE entry SET record = '{'`);
    spoilt.close();
    expect(await caught(() => audit.findDecision(auditRecord(1).decisionId))).to.include({ code: 'audit-unavailable' });
    store.close();
    const questions: ((closed: AuditStore) => unknown)[] = [
      (closed) => closed.append([auditRecord(2)]), (closed) => closed.findDecision('x'), (closed) => closed.findEarlier('x', 'y'),
      (closed) => closed.listDecisions({ limit: 1 }), (closed) => closed.keepRuleSet('a', 'b'),
      (closed) => closed.findRuleSet('a'), (closed) => closed.noteRuleSetInForce('a', 1), (closed) => closed.listRuleSetsInForce(1),
    ];
    for (const question of questions) expect(await caught(() => question(audit))).to.include({ code: 'audit-unavailable' });
  });
});
