import type { AuditRecord } from '../audit/record.js';
import type { FactValue } from '../domain/fact.js';
import { Fault } from '../domain/fault.js';
import { createFactSheet } from '../facts/fact-sheet.js';
import type { ValueOf } from '../rules/engine.js';
import { type Origin, origins, type Present } from './past.js';
import { lookUpsFor } from './recorded-look-ups.js';

export interface UnrecordedFact {
  fact: string;
  origin: Origin;
}

/** The facts of a request that was decided before. */
export interface RecordedFacts {
  /** as recorded, else found anew; throws `Fault('not-recorded')` whose place is the fact and why it cannot be had */
  valueOf: ValueOf;
  /** those found anew so far */
  unrecorded: readonly UnrecordedFact[];
}

export function recordedFacts(record: AuditRecord, present: Present): RecordedFacts {
  const unrecorded: UnrecordedFact[] = [];
  const begun = new Map<string, Promise<FactValue>>();
  const findAnew = (fact: string) => {
    const already = begun.get(fact);
    if (already !== undefined) return already;
    const finding = findUnrecorded(fact, record, present).then(({ value, origin }) => {
      unrecorded.push({ fact, origin });
      return value;
    });
    begun.set(fact, finding);
    return finding;
  };
  return { valueOf: (fact) => record.facts[fact] ?? findAnew(fact), unrecorded };
}

/** Each fact has look-ups of its own: what it came from is then its own, too. */
async function findUnrecorded(fact: string, record: AuditRecord, present: Present): Promise<{ value: FactValue; origin: Origin }> {
  let worst = 0;
  const lookUps = lookUpsFor(fact, record, present, (origin) => {
    worst = Math.max(worst, origins.indexOf(origin));
  });
  try {
    const value = await createFactSheet(lookUps).valueOf(fact);
    return { value, origin: origins[worst] ?? 'today' };
  } catch (cause) {
    throw cannotBeHad(fact, cause);
  }
}

function cannotBeHad(fact: string, cause: unknown): unknown {
  if (!(cause instanceof Fault)) return cause;
  if (cause.code === 'not-recorded') return new Fault('not-recorded', `fact ${fact} cannot be had: ${cause.message}`, [{ at: fact, problem: cause.message }]);
  if (cause.code === 'fact-malformed') return new Fault('not-recorded', cause.message, [{ at: fact, problem: 'what is known makes no sense' }]);
  return cause;
}
