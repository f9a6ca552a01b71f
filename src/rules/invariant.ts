import type { Condition, RuleOutcome, Source } from './rule.js';

/** What a decision can be held to: the decision, and any of the reasons. */
export interface DecisionPattern {
  decision?: RuleOutcome['decision'] | undefined;
  reasons?: readonly string[] | undefined;
}

/** A promise that holds whatever the rules are: of every request that `when` is about, the decision must, or must never, be so. */
export interface Invariant {
  id: string;
  /** one sentence, as the clause promises it */
  says: string;
  /** `file:line:column` */
  at: string;
  source: Source;
  /** the scopes that it is within, the narrowest first */
  scopes: readonly string[];
  /** `YYYY-MM-DD`, days in Great Britain on which it is held; undefined: always */
  effective: { from?: string | undefined; to?: string | undefined } | undefined;
  /** undefined: of every request */
  when: Condition | undefined;
  then: { must: DecisionPattern } | { never: DecisionPattern };
}

/** Whether a decision is as the invariant wants it. */
export function isKept({ then }: Invariant, outcome: RuleOutcome): boolean {
  return 'must' in then ? fits(then.must, outcome) : !fits(then.never, outcome);
}

function fits({ decision, reasons }: DecisionPattern, outcome: RuleOutcome): boolean {
  return (decision === undefined || decision === outcome.decision) && (reasons === undefined || reasons.includes(outcome.reason));
}

export function isHeldOn({ effective }: Invariant, day: string): boolean {
  return (effective?.from === undefined || effective.from <= day) && (effective?.to === undefined || day < effective.to);
}
