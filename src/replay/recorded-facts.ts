import type { AuditRecord } from '../audit/record.js';
import type { FactValue } from '../domain/fact.js';
import { Fault } from '../domain/fault.js';
import { createFactSheet, type FactSheet } from '../facts/fact-sheet.js';
import type { ValueOf } from '../rules/engine.js';
import { type Origin, originOf } from './origin.js';
import { type Past, pastOf, type Present } from './past.js';
import { lookUpsOf } from './recorded-look-ups.js';

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
  let finding: { past: Past; sheet: FactSheet } | undefined;

  async function findAnew(fact: string): Promise<FactValue> {
    const { past, sheet } = (finding ??= beginFinding(record, present));
    try {
      const value = await sheet.valueOf(fact);
      if (!unrecorded.some((each) => each.fact === fact)) unrecorded.push({ fact, origin: originOf(fact, past) });
      return value;
    } catch (cause) {
      throw cannotBeHad(fact, cause);
    }
  }

  return { valueOf: (fact) => record.facts[fact] ?? findAnew(fact), unrecorded };
}

function beginFinding(record: AuditRecord, present: Present): { past: Past; sheet: FactSheet } {
  const past = pastOf(record, present);
  return { past, sheet: createFactSheet(lookUpsOf(past)) };
}

function cannotBeHad(fact: string, cause: unknown): unknown {
  if (!(cause instanceof Fault)) return cause;
  if (cause.code === 'not-recorded') return new Fault('not-recorded', `fact ${fact} cannot be had: ${cause.message}`, [{ at: fact, problem: cause.message }]);
  if (cause.code === 'fact-malformed') return new Fault('not-recorded', cause.message, [{ at: fact, problem: 'what is known makes no sense' }]);
  return cause;
}
