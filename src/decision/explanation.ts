import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FactProvider, FactValue } from '../domain/fact.js';
import { createTurnClock } from '../domain/turn-clock.js';
import { findFact } from '../facts/catalogue.js';
import type { FactSheet } from '../facts/fact-sheet.js';
import type { LookUps } from '../facts/look-ups.js';
import type { AuditRecord } from '../audit/record.js';
import type { RuleFinding } from '../rules/engine.js';
import { findAll } from '../rules/judge.js';
import type { RulesOfTheDay } from '../rules/rule-book.js';
import { type Counterfactual, findCounterfactuals } from './counterfactual.js';
import type { Comparison, Finding, Mode, Rule } from '../rules/rule.js';

/** What every rule of the set says of the request, in order of precedence, and every fact that this took. */
export interface Explanation {
  facts: Readonly<Record<string, FactValue>>;
  findings: readonly ExplainedFinding[];
  counterfactual: readonly Counterfactual[];
}

export interface ExplainedFinding {
  rule: string;
  title: string;
  stage: string;
  mode: Mode;
  /** null: a fact that the rule needs cannot be had, and `cause` says which */
  finding: Finding | null;
  /** the comparison that settled it: what was expected, what the fact was, and which provider told it */
  condition: (Comparison & { actual: FactValue; provider: FactProvider }) | null;
  cause: string | null;
}

/** Of a turn of the event loop: a thousand rules, each asked by itself, take as many in one explanation. */
const mostMilliseconds = 10;

export type Explain = (rules: RulesOfTheDay, facts: FactSheet, lookUps: LookUps, decided: AuditRecord) => Promise<Explanation>;

/**
 * Asks every rule, also those that the decision did not need; nothing here can change the decision. Explanations that are asked for together share the time
 * that a turn has for them.
 */
export function createExplainer(sinceTurnBegan = createTurnClock()): Explain {
  const mayGoOn = async (): Promise<void> => {
    while (sinceTurnBegan() >= mostMilliseconds) await nextTurn();
  };
  return async ({ plan, everyRule }, facts, lookUps, decided) => {
    const asked = (await findAll(everyRule, facts.valueOf, mayGoOn)).map(describeFinding);
    const notAsked = everyRule.notInForce.map((rule): ExplainedFinding => ({ ...describe(rule), finding: 'not-effective', condition: null, cause: null }));
    await mayGoOn();
    return { facts: facts.asked(), findings: [...asked, ...notAsked], counterfactual: await findCounterfactuals(plan, facts.asked(), decided.reason, lookUps) };
  };
}

function describeFinding(found: Awaited<ReturnType<typeof findAll>>[number]): ExplainedFinding {
  const rule = describe(found.rule);
  if ('cause' in found) return { ...rule, finding: null, condition: null, cause: messageOf(found.cause) };
  return { ...rule, finding: found.finding, condition: withProvider(found.settledBy), cause: null };
}

function withProvider(settledBy: RuleFinding['settledBy']): ExplainedFinding['condition'] {
  return settledBy === undefined ? null : { ...settledBy, provider: findFact(settledBy.fact)?.provider ?? 'request' };
}

function describe({ id, title, stage, mode }: Rule): Pick<ExplainedFinding, 'rule' | 'title' | 'stage' | 'mode'> {
  return { rule: id, title, stage, mode };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'the fact cannot be had';
}
