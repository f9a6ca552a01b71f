import type { Database } from 'better-sqlite3';
import type { AuditRecord, AuditStore, DecisionPage, DecisionQuery, RuleSetInForce } from '../../audit/record.js';
import { answering } from '../sqlite/answering.js';
import { listDecisionsOf } from './list-decisions.js';
import { createListingIndex } from './listing-index.js';
import { readRecord, writeRecord } from './record-text.js';
import { splitRequestKey } from './request-key.js';

/** The audit in one open file. All of it answers at once; what `append` returned from is on the disk. */
export interface SqliteAuditStore extends AuditStore {
  append(records: readonly AuditRecord[]): void;
  findDecision(decisionId: string): AuditRecord | undefined;
  findByRequest(requestKey: string): readonly AuditRecord[];
  listDecisions(query: DecisionQuery): DecisionPage;
  keepRuleSet(version: string, text: string): void;
  findRuleSet(version: string): string | undefined;
  noteRuleSetInForce(version: string, since: number): void;
  listRuleSetsInForce(limit: number): readonly RuleSetInForce[];
}

export function createAuditStore(db: Database): SqliteAuditStore {
  const insertAll = insertAllOf(db);
  const listing = createListingIndex(db);
  const { byId, byRequest, keep, kept, noteInForce, inForce } = prepareQuestions(db);
  const listDecisions = listDecisionsOf(db);
  return {
    append: (records) => {
      if (records.length === 0) return;
      answeringAudit(() => { insertAll.immediate(records); });
      listing.follow(records.length);
    },
    findDecision: (decisionId) => answeringAudit(() => {
      const text = byId.get(decisionId);
      return text === undefined ? undefined : readRecord(text);
    }),
    findByRequest: (requestKey) => answeringAudit(() => {
      const { originator, counter } = splitRequestKey(requestKey);
      return byRequest.all(originator, counter).map(readRecord).filter((record) => record.request.requestKey === requestKey);
    }),
    listDecisions: (query) => answeringAudit(() => listDecisions(query)),
    keepRuleSet: (version, text) => { answeringAudit(() => keep.run(version, text)); },
    findRuleSet: (version) => answeringAudit(() => kept.get(version)),
    noteRuleSetInForce: (version, since) => { answeringAudit(() => noteInForce.run({ version, since })); },
    listRuleSetsInForce: (limit) => answeringAudit(() => inForce.all(limit)),
  };
}

function prepareQuestions(db: Database) {
  return {
    byId: db.prepare<[string], string>('SELECT record FROM decision WHERE decision_id = ?').pluck(),
    byRequest: db.prepare<[string, string], string>('SELECT record FROM decision WHERE originator = ? AND counter = ? ORDER BY seq').pluck(),
    keep: db.prepare<[string, string]>('INSERT INTO rule_set (version, text) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    kept: db.prepare<[string], string>('SELECT text FROM rule_set WHERE version = ?').pluck(),
    noteInForce: db.prepare<[RuleSetInForce]>(`
      INSERT INTO rule_set_in_force (version, since) SELECT @version, @since
      WHERE @version IS NOT (SELECT version FROM rule_set_in_force ORDER BY seq DESC LIMIT 1)`),
    inForce: db.prepare<[number], RuleSetInForce>('SELECT version, since FROM rule_set_in_force ORDER BY seq DESC LIMIT ?'),
  };
}

function insertAllOf(db: Database) {
  const insert = db.prepare<[string, string, string, number, string | null, string, string, string]>(`
    INSERT INTO decision (decision_id, originator, counter, decided_at, supplier, reason, decision, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  return db.transaction((records: readonly AuditRecord[]) => {
    for (const record of records) {
      const { originator, counter } = splitRequestKey(record.request.requestKey);
      insert.run(record.decisionId, originator, counter, Date.parse(record.decidedAt), record.supplierParty,
        record.reason, record.decision, writeRecord(record));
    }
  });
}

function answeringAudit<T>(ask: () => T): T {
  return answering('audit-unavailable', ask);
}
