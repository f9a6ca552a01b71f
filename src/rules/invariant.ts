import type { DecisionPattern, Invariant, RuleOutcome } from './rule.js';

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
