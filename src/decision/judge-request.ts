import { Fault } from '../domain/fault.js';
import type { FactSheet } from '../facts/fact-sheet.js';
import type { Rule, RuleSet } from '../rules/rule.js';
import type { RulesOfTheDay } from '../rules/rule-book.js';

/** What to do when a fact could not be looked up: no decision at all, or one that is recorded as given without a check. */
export type WhenUnavailable = 'refuse' | 'permit' | 'reject';

export interface Judged {
  ruleSet: RuleSet;
  decision: 'permit' | 'reject';
  reason: string;
  counted: boolean;
  /** undefined: given without a check */
  rule: Rule | undefined;
  /** what could not be looked up, where it was given without a check */
  missing?: string;
}

/** The reason that no rule gives: a store that the rules need did not answer (DOMAIN 13, A39). */
export const unavailableReason = 'unavailable';

export async function judgeRequest(rules: RulesOfTheDay, facts: FactSheet, whenUnavailable: WhenUnavailable): Promise<Judged> {
  const { ruleSet } = rules.plan;
  try {
    const { rule, outcome } = await rules.judge(facts.valueOf);
    return { ruleSet, rule, ...outcome, counted: ruleSet.policy.reasons[outcome.reason]?.counted ?? false };
  } catch (cause) {
    if (whenUnavailable === 'refuse' || !(cause instanceof Fault) || cause.code !== 'fact-unavailable') throw cause;
    return { ruleSet, rule: undefined, decision: whenUnavailable, reason: unavailableReason, counted: false, missing: cause.message };
  }
}
