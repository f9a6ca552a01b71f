import type { FactValue } from '../domain/fact.js';
import { createRuleGroup, type RuleFinding } from './engine.js';
import { type Finding, isInForce, type Rule, type RuleCase } from './rule.js';

export interface CaseResult {
  rule: Rule;
  case: RuleCase;
  got: Finding;
  /** what settled the finding, for a person to read */
  settledBy: RuleFinding['settledBy'];
  passed: boolean;
}

/** Runs a rule's own cases: `given`, changed by each case's `with`, on the engine that serves requests. */
export async function runCases(rule: Rule): Promise<CaseResult[]> {
  const group = createRuleGroup([rule]);
  const results: CaseResult[] = [];
  for (const each of rule.cases.expect) {
    const facts: Record<string, FactValue> = { ...rule.cases.given, ...each.with };
    const { got, settledBy } = isInForce(rule, each.at ?? rule.effective.from) ? await ask(facts) : notEffective;
    results.push({ rule, case: each, got, settledBy, passed: got === each.finding });
  }
  return results;

  async function ask(facts: Record<string, FactValue>): Promise<{ got: Finding; settledBy: RuleFinding['settledBy'] }> {
    const [found] = await group.run((fact) => facts[fact] ?? '');
    return { got: found?.finding ?? 'not-applicable', settledBy: found?.settledBy };
  }
}

const notEffective = { got: 'not-effective' as const, settledBy: undefined };

/** One line for a person: which comparison settled the finding, and what the fact was. */
export function describeSettlement(settledBy: RuleFinding['settledBy']): string {
  if (settledBy === undefined) return 'not in force on that day';
  const { fact, operator, value, actual } = settledBy;
  return `${fact} ${operator} ${JSON.stringify(value)}, and it was ${JSON.stringify(actual)}`;
}
