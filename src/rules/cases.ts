import type { FactValue } from '../domain/fact.js';
import { createRuleGroup, type RuleFinding, type Watch } from './engine.js';
import { type Finding, isInForce, type Rule, type RuleCase } from './rule.js';

export interface CaseResult {
  rule: Rule;
  case: RuleCase;
  /** `given`, changed by the case's `with` */
  facts: Readonly<Record<string, FactValue>>;
  got: Finding;
  /** what settled the finding, for a person to read */
  settledBy: RuleFinding['settledBy'];
  passed: boolean;
  durationMs: number;
}

/** Runs a rule's own cases, or some of them, on the engine that serves requests. */
export async function runCases(rule: Rule, { cases = rule.cases.expect, watch }: { cases?: readonly RuleCase[]; watch?: Watch } = {}): Promise<CaseResult[]> {
  const group = createRuleGroup([rule]);
  const results: CaseResult[] = [];
  for (const each of cases) {
    const start = performance.now();
    const facts: Record<string, FactValue> = { ...rule.cases.given, ...each.with };
    const { got, settledBy } = isInForce(rule, each.at ?? rule.effective.from) ? await ask(facts) : notEffective;
    results.push({ rule, case: each, facts, got, settledBy, passed: got === each.finding, durationMs: performance.now() - start });
  }
  return results;

  async function ask(facts: Record<string, FactValue>): Promise<{ got: Finding; settledBy: RuleFinding['settledBy'] }> {
    const [found] = await group.run((fact) => facts[fact] ?? '', watch);
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
