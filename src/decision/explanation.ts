import type { FactValue } from '../domain/fact.js';
import type { FactSheet } from '../facts/fact-sheet.js';
import { findAll } from '../rules/judge.js';
import type { Plan } from '../rules/plan.js';
import type { Comparison, Finding, Mode, Rule } from '../rules/rule.js';

/** What every rule of the set says of the request, in order of precedence, and every fact that this took. */
export interface Explanation {
  facts: Readonly<Record<string, FactValue>>;
  findings: readonly ExplainedFinding[];
}

export interface ExplainedFinding {
  rule: string;
  title: string;
  stage: string;
  mode: Mode;
  /** null: a fact that the rule needs cannot be had, and `cause` says which */
  finding: Finding | null;
  /** the comparison that settled it: what was expected, and what the fact was */
  condition: (Comparison & { actual: FactValue }) | null;
  cause: string | null;
}

/** Asks every rule, also those that the decision did not need; nothing here can change the decision. */
export async function explain(plan: Plan, facts: FactSheet): Promise<Explanation> {
  const found = await findAll(plan, facts.valueOf);
  const asked = found.map((each): ExplainedFinding => {
    const rule = describe(each.rule);
    if ('cause' in each) return { ...rule, finding: null, condition: null, cause: messageOf(each.cause) };
    return { ...rule, finding: each.finding, condition: each.settledBy ?? null, cause: null };
  });
  const notAsked = plan.notInForce.map((rule): ExplainedFinding => ({ ...describe(rule), finding: 'not-effective', condition: null, cause: null }));
  return { facts: facts.asked(), findings: [...asked, ...notAsked] };
}

function describe({ id, title, stage, mode }: Rule): Pick<ExplainedFinding, 'rule' | 'title' | 'stage' | 'mode'> {
  return { rule: id, title, stage, mode };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'the fact cannot be had';
}
