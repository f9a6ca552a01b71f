import type { FactValue } from '../domain/fact.js';
import { describeSettlement } from '../rules/cases.js';
import type { RuleFinding } from '../rules/engine.js';
import type { Reply } from './ask-service.js';
import type { Compared } from './compare.js';

/** Why it was decided so. */
export interface Reasoning {
  /** the rule that decided; null where there is none */
  rule: string | null;
  /** the comparison that settled it, and what the fact was */
  settledBy: NonNullable<RuleFinding['settledBy']> | null;
  facts: Readonly<Record<string, FactValue>>;
}

/** `explained`: the answer with its findings. */
export function reasoningOf(explained: Reply | undefined): Reasoning {
  if (explained === undefined || 'problem' in explained) return { rule: null, settledBy: null, facts: {} };
  const rule = explained.record.rule?.id ?? null;
  const condition = explained.told.findings?.find((each) => each.rule === rule)?.condition ?? null;
  const settledBy = condition && { fact: condition.fact, operator: condition.operator, value: condition.value, actual: condition.actual };
  return { rule, settledBy, facts: explained.told.facts ?? explained.record.facts };
}

/**
 * What is not as expected, for a person: the decisions first, then the rule that decided with the comparison that settled it, then
 * the rest.
 */
export function describeDifferences({ expected, got }: { expected: Compared; got: Compared }, names: readonly string[], reasoning: Reasoning): string[] {
  const rest = names.filter((name) => !inHeadline.includes(name)).map((name) => `${name}: expected ${shown(expected[name])}, got ${shown(got[name])}`);
  const head = headline(expected) === headline(got) ? [] : [`expected ${headline(expected)}, got ${headline(got)}`];
  return [...head, ...describeRule(reasoning), ...rest];
}

const inHeadline = ['status', 'code', 'decision', 'reason'];

/** What was decided, in a few words. */
export function headline({ status, code, decision, reason, detail }: Compared): string {
  if (status === 200) return `${String(decision)} ${String(reason)}`;
  return `no decision (${String(status)} ${String(code)}${typeof detail === 'string' ? `, ${detail}` : ''})`;
}

function describeRule({ rule, settledBy }: Reasoning): string[] {
  if (rule === null) return [];
  return [`rule ${rule} decided${settledBy === null ? '' : `, because ${describeSettlement(settledBy)}`}`];
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
