import { setImmediate } from 'node:timers/promises';
import type { AuditReader, Span } from '../audit/record.js';
import { Fault } from '../domain/fault.js';
import type { ValueOf } from '../rules/engine.js';
import type { Judgement } from '../rules/judge.js';
import type { Present } from './past.js';
import { recordedFacts } from './recorded-facts.js';
import { type Again, createTally, type ReplayResult } from './tally.js';

export interface Replaying {
  audit: AuditReader;
  present: Present;
  /** the other rules */
  judge: (valueOf: ValueOf) => Promise<Judgement>;
  span: Span;
  /** called now and then with the share of all there is to read, 0 to 1, and the records so far */
  onProgress: (share: number, records: number) => void;
}

const undecided: Again = { decision: 'none', reason: 'no-rule-decides', rule: null };

/** Decides every recorded request again, by other rules and from the facts that were recorded; throws `Fault` when a store does not answer. */
export async function replay({ audit, present, judge, span, onProgress }: Replaying): Promise<ReplayResult> {
  const tally = createTally();
  let count = 0;
  for (const { records, progress } of audit.readDecisions(span)) {
    for (const record of records) {
      const { valueOf, unrecorded } = recordedFacts(record, present);
      tally.add(record, await decideAgain(judge, valueOf), unrecorded);
    }
    count += records.length;
    onProgress(progress, count);
    await letGoOfReferenceData();
  }
  return tally.result();
}

/** What look-ups see is held for one turn of the event loop: longer, and an import could not empty its log. */
async function letGoOfReferenceData(): Promise<void> {
  await setImmediate();
}

async function decideAgain(judge: Replaying['judge'], valueOf: ValueOf): Promise<Again> {
  try {
    const { rule, outcome } = await judge(valueOf);
    return { ...outcome, rule: rule.id };
  } catch (cause) {
    const again = readFault(cause);
    if (again === undefined) throw cause;
    return again;
  }
}

function readFault(cause: unknown): Again | undefined {
  if (!(cause instanceof Fault)) return undefined;
  if (cause.code === 'no-rule-decides') return undecided;
  const [place] = cause.places;
  return cause.code === 'not-recorded' && place !== undefined ? { fact: place.at, cannotBeHad: place.problem } : undefined;
}
