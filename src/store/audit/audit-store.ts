import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { heldByAnother } from '../../audit/audit-log.js';
import type { Appended, AttemptRecord, Attempts, AuditRecord, AuditStore, DecisionPage, DecisionQuery, EarlierDecisions, RuleSetInForce } from '../../audit/record.js';
import { Fault } from '../../domain/fault.js';
import { answering } from '../sqlite/answering.js';
import { takingBack } from '../sqlite/take-back.js';
import { withoutWaiting } from '../sqlite/without-waiting.js';
import { earlierDecisionsIn } from './chain/earlier-decisions.js';
import { decisionsOf, type EntryRow, openRow } from './chain/entry-rows.js';
import { listDecisionsOf } from './listing/list-decisions.js';
import { createListingIndex } from './listing/listing-index.js';
import { newestCountersIn } from './chain/newest-counters.js';
import { attemptsOfRequest, valuesOfRequest } from './chain/request-key.js';
import { createEntryWriter } from './chain/write-entries.js';

/**
 * The audit in one open file. All of it answers at once, but for what is written of rule sets; what `append` returned from is on the disk,
 * and in a file that is in its place.
 */
export interface SqliteAuditStore extends AuditStore {
  append(entries: readonly (AuditRecord | AttemptRecord)[]): Appended;
  findDecision(decisionId: string): AuditRecord | undefined;
  findEarlier(requestKey: string, contentDigest: string): EarlierDecisions;
  findAttempts(decision: AuditRecord): Attempts;
  listDecisions(query: DecisionQuery): DecisionPage;
  keepRuleSet(version: string, text: string): Promise<void>;
  findRuleSet(version: string): string | undefined;
  noteRuleSetInForce(version: string, since: number): Promise<void>;
  listRuleSetsInForce(limit: number): readonly RuleSetInForce[];
}

export interface AuditStoreWatchers {
  /** Throws once the file is no longer where it was opened. */
  requireInPlace: () => void;
  /** Hears how many records were just committed. */
  onCommit: (records: number) => void;
}

/** For so long after a look, no other is needed where another process held the audit then: whoever waits for that asks again and again. */
const lookedLatelyMilliseconds = 2;

export function createAuditStore(
  db: Database,
  { requireInPlace = () => undefined, onCommit = () => undefined }: Partial<AuditStoreWatchers> = {},
): SqliteAuditStore {
  const newest = newestCountersIn(db);
  const writeEntries = createEntryWriter<AuditRecord | AttemptRecord>(db, newest);
  const listing = createListingIndex(db);
  const findEarlier = earlierDecisionsIn(db, newest);
  const { byId, attempts, areMoreAttempts, keep, kept, noteInForce, inForce } = prepareQuestions(db);
  const listDecisions = listDecisionsOf(db);

  /** Before what is to be written; what was written ends it. */
  let lookedAt = -Infinity;

  /** Where the file lies is nothing for callers. */
  function requirePlace(): void {
    try {
      requireInPlace();
    } catch (cause) {
      throw new Fault('audit-unavailable', 'the file of the audit is not in its place', [], { cause });
    }
  }

  function inPlace<T>(ask: () => T): T {
    requirePlace();
    return answeringAudit(ask);
  }

  return {
    append: (entries) => {
      if (entries.length === 0) return [];
      if (performance.now() - lookedAt > lookedLatelyMilliseconds) {
        requirePlace();
        lookedAt = performance.now();
      }
      const appended = answeringAudit(() => takingBack(db, () => writeEntries(entries)));
      if (appended === 'busy') return 'busy';
      lookedAt = -Infinity;
      listing.follow(entries.length);
      requirePlace();
      onCommit(entries.length);
      return appended;
    },
    findDecision: (decisionId) => inPlace(() => {
      const row = byId.get(decisionId);
      return row === undefined ? undefined : decisionsOf([openRow(row)])[0];
    }),
    findEarlier: (requestKey, contentDigest) => answeringAudit(() => findEarlier(requestKey, contentDigest)),
    findAttempts: ({ decisionId, request: { requestKey } }) => inPlace(() => {
      const values = valuesOfRequest(requestKey);
      const found = attempts.all(...values, decisionId).map(openRow);
      return { attempts: found.filter((entry): entry is AttemptRecord => entry.kind === 'attempt'), hasEarlier: areMoreAttempts.get(...values) === 1 };
    }),
    listDecisions: (query) => inPlace(() => listDecisions(query)),
    keepRuleSet: (version, text) => whenFree(() => keep(version, text)),
    findRuleSet: (version) => inPlace(() => kept.get(version)),
    noteRuleSetInForce: (version, since) => whenFree(() => noteInForce({ version, since })),
    listRuleSetsInForce: (limit) => inPlace(() => inForce.all(limit)),
  };
}

/** A caller who goes on trying sends a request any number of times: so many make nobody wait. */
const mostAttempts = 1_000;

function prepareQuestions(db: Database) {
  const keep = db.prepare<[string, string]>('INSERT INTO rule_set (version, text) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const noteInForce = db.prepare<[RuleSetInForce]>(`
    INSERT INTO rule_set_in_force (version, since) SELECT @version, @since
    WHERE @version IS NOT (SELECT version FROM rule_set_in_force ORDER BY seq DESC LIMIT 1)`);
  return {
    byId: db.prepare<[string], EntryRow>('SELECT record, mpxn FROM entry WHERE id = ?'),
    attempts: db.prepare<[string, string, string, string], EntryRow>(`
      SELECT record, mpxn FROM (SELECT seq, record, mpxn FROM ${attemptsOfRequest} ORDER BY seq DESC LIMIT ${mostAttempts}) WHERE record ->> '$.decisionId' = ? ORDER BY seq`),
    areMoreAttempts: db.prepare<[string, string, string], number>(`SELECT EXISTS (SELECT 1 FROM ${attemptsOfRequest} ORDER BY seq DESC LIMIT 1 OFFSET ${mostAttempts})`).pluck(),
    keep: withoutWaiting(db, (version: string, text: string) => keep.run(version, text)),
    kept: db.prepare<[string], string>('SELECT text FROM rule_set WHERE version = ?').pluck(),
    noteInForce: withoutWaiting(db, (ruleSet: RuleSetInForce) => noteInForce.run(ruleSet)),
    inForce: db.prepare<[number], RuleSetInForce>('SELECT version, since FROM rule_set_in_force ORDER BY seq DESC LIMIT ?'),
  };
}

const patienceMilliseconds = 2_000;
const pauseMilliseconds = 5;

/** Writes as soon as no other process does. SQLite itself would wait asleep, and with it every request. */
async function whenFree(write: () => unknown): Promise<void> {
  for (const end = performance.now() + patienceMilliseconds; answeringAudit(write) === 'busy'; await pause(pauseMilliseconds)) {
    if (performance.now() > end) throw heldByAnother(patienceMilliseconds);
  }
}

function answeringAudit<T>(ask: () => T): T {
  return answering('audit-unavailable', ask);
}
