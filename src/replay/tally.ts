import type { AuditRecord } from '../audit/record.js';
import { type Counted, createCounter } from './counter.js';
import type { Origin } from './origin.js';
import type { UnrecordedFact } from './recorded-facts.js';

/** What rules say of a request. `none`: none of them decides it. */
export interface Said {
  decision: 'permit' | 'reject' | 'none';
  reason: string;
}

/** What other rules say of a recorded request, or the fact that they need and that cannot be had. */
export type Again = (Said & { rule: string | null }) | { fact: string; cannotBeHad: string };

export interface Change {
  from: Said;
  to: Said;
}

/** What changes, in this form also with `--json`: new fields may come, these stay. Records that are decided as before stand in the totals only. */
export interface ReplayResult {
  totals: {
    records: number;
    unchanged: number;
    changed: number;
    cannotBeDecidedAgain: number;
    /** of all records, those that needed a fact which was not recorded, wherever it came from */
    withUnrecordedFacts: number;
  };
  byReason: readonly Counted<Change>[];
  /** null: none decided */
  byRule: readonly Counted<{ from: string | null; to: string | null }>[];
  /** party id; null: the sender is of no party, or was not looked up */
  bySupplier: readonly Counted<{ supplier: string | null } & Change>[];
  /** null: the device is unknown, or was not looked up */
  byDeviceType: readonly Counted<{ deviceType: string | null } & Change>[];
  unrecordedFacts: readonly Counted<{ fact: string; origin: Origin }>[];
  cannotBeDecidedAgain: readonly Counted<{ fact: string; cannotBeHad: string }>[];
}

export interface Tally {
  add(record: AuditRecord, again: Again, unrecorded: readonly UnrecordedFact[]): void;
  /** Adds what came of records behind those that were added so far. */
  addResult(result: ReplayResult): void;
  result(): ReplayResult;
}

export function createTally(): Tally {
  const totals = { records: 0, unchanged: 0, changed: 0, cannotBeDecidedAgain: 0, withUnrecordedFacts: 0 };
  const missing = createCounter<{ fact: string; cannotBeHad: string }>();
  const unrecordedFacts = createCounter<UnrecordedFact>();
  const changes = countChanges();
  return {
    add: (record, again, unrecorded) => {
      totals.records += 1;
      if (unrecorded.length > 0 || 'cannotBeHad' in again) totals.withUnrecordedFacts += 1;
      for (const each of unrecorded) unrecordedFacts.add(each, record.decisionId);
      if ('cannotBeHad' in again) {
        totals.cannotBeDecidedAgain += 1;
        missing.add(again, record.decisionId);
      } else if (isSame(saidThen(record), again)) totals.unchanged += 1;
      else {
        totals.changed += 1;
        changes.add(record, again);
      }
    },
    addResult: (result) => {
      for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += result.totals[name];
      changes.addCounted(result);
      unrecordedFacts.addCounted(result.unrecordedFacts);
      missing.addCounted(result.cannotBeDecidedAgain);
    },
    result: () => ({ totals: { ...totals }, ...changes.list(), unrecordedFacts: unrecordedFacts.list(), cannotBeDecidedAgain: missing.list() }),
  };
}

function countChanges() {
  const byReason = createCounter<Change>();
  const byRule = createCounter<{ from: string | null; to: string | null }>();
  const bySupplier = createCounter<{ supplier: string | null } & Change>();
  const byDeviceType = createCounter<{ deviceType: string | null } & Change>();
  return {
    add: (record: AuditRecord, { decision, reason, rule }: Said & { rule: string | null }) => {
      const { decisionId, supplierParty, evidence } = record;
      const change = { from: saidThen(record), to: { decision, reason } };
      byReason.add(change, decisionId);
      byRule.add({ from: record.rule?.id ?? null, to: rule }, decisionId);
      bySupplier.add({ supplier: supplierParty, ...change }, decisionId);
      byDeviceType.add({ deviceType: evidence.deviceType, ...change }, decisionId);
    },
    addCounted: (result: ReplayResult) => {
      byReason.addCounted(result.byReason);
      byRule.addCounted(result.byRule);
      bySupplier.addCounted(result.bySupplier);
      byDeviceType.addCounted(result.byDeviceType);
    },
    list: () => ({ byReason: byReason.list(), byRule: byRule.list(), bySupplier: bySupplier.list(), byDeviceType: byDeviceType.list() }),
  };
}

/** Where the check was switched to observe, `observed` is what the rules said; what a trial said has a reason of its own. */
function saidThen({ decision, reason, observed }: AuditRecord): Said {
  return { decision: observed?.reason === reason ? observed.decision : decision, reason };
}

function isSame(one: Said, other: Said): boolean {
  return one.decision === other.decision && one.reason === other.reason;
}
