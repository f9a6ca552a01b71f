import { describeSettlement } from '../rules/cases.js';
import type { Reply } from './ask-service.js';
import type { Compared } from './compare.js';

/**
 * What is not as expected, for a person: the decisions first, then the rule that decided with the comparison that settled it, then
 * the rest. `explained`: the answer with its findings.
 */
export function describeDifference({ expected, got }: { expected: Compared; got: Compared }, names: readonly string[], explained: Reply | undefined): string {
  const rest = names.filter((name) => !inHeadline.includes(name)).map((name) => `${name}: expected ${shown(expected[name])}, got ${shown(got[name])}`);
  const head = headline(expected) === headline(got) ? [] : [`expected ${headline(expected)}, got ${headline(got)}`];
  return [...head, ...describeRule(explained), ...rest].join('; ');
}

const inHeadline = ['status', 'code', 'decision', 'reason'];

function headline({ status, code, decision, reason, detail }: Compared): string {
  if (status === 200) return `${String(decision)} ${String(reason)}`;
  return `no decision (${String(status)} ${String(code)}${typeof detail === 'string' ? `, ${detail}` : ''})`;
}

function describeRule(explained: Reply | undefined): string[] {
  if (explained === undefined || 'problem' in explained || explained.record.rule === null) return [];
  const { id } = explained.record.rule;
  const condition = explained.told.findings?.find(({ rule }) => rule === id)?.condition;
  const settled = condition === null || condition === undefined ? '' : `, because ${describeSettlement(condition)}`;
  return [`rule ${id} decided${settled}`];
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
