import type { DecisionPattern, Invariant, Policy, RuleOutcome } from './rule.js';

/** Whether a decision is as the invariant wants it. */
export function isKept({ then }: Invariant, outcome: RuleOutcome, policy: Policy): boolean {
  return 'must' in then ? fits(then.must, outcome, policy) : !fits(then.never, outcome, policy);
}

function fits({ decision, reasons, counted }: DecisionPattern, outcome: RuleOutcome, policy: Policy): boolean {
  if (counted !== undefined && counted !== (policy.reasons[outcome.reason]?.counted ?? false)) return false;
  return (decision === undefined || decision === outcome.decision) && (reasons === undefined || reasons.includes(outcome.reason));
}

export function isHeldOn({ effective }: Invariant, day: string): boolean {
  return (effective?.from === undefined || effective.from <= day) && (effective?.to === undefined || day < effective.to);
}
