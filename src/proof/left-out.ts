import { describeCondition } from '../rules/describe-condition.js';
import type { Comparison, Condition, Rule } from '../rules/rule.js';

type Path = readonly (string | number)[];

/** A rule from which one condition, or one value of a list, was left out. */
export interface LeftOut {
  /** what was left out, as it is written */
  what: string;
  /** where it stands in the file */
  path: Path;
  rule: Rule;
  /** the facts that it asks */
  fact: string | undefined;
  /** one value of a list */
  isValue: boolean;
}

/** Every way to leave something out of the rule's conditions that leaves a condition. */
export function* leavingOut(rule: Rule): Generator<LeftOut> {
  for (const part of partsOf(rule.applies, ['applies'])) yield { ...part, rule: { ...rule, applies: part.rest } };
  if (rule.requires === undefined) return;
  for (const part of partsOf(rule.requires, ['requires'])) yield { ...part, rule: { ...rule, requires: part.rest } };
}

type Part = Omit<LeftOut, 'rule'> & { rest: Condition };

function* partsOf(condition: Condition, path: Path): Generator<Part> {
  if ('all' in condition) yield* partsOfList(condition.all, [...path, 'all'], (all) => ({ all }));
  else if ('any' in condition) yield* partsOfList(condition.any, [...path, 'any'], (any) => ({ any }));
  else if ('not' in condition) {
    for (const part of partsOf(condition.not, [...path, 'not'])) yield { ...part, rest: { not: part.rest } };
  } else yield* partsOfComparison(condition, path);
}

function* partsOfList(list: readonly Condition[], path: Path, wrap: (rest: Condition[]) => Condition): Generator<Part> {
  for (const [index, part] of list.entries()) {
    const others = list.toSpliced(index, 1);
    if (others.length > 0) yield { what: describeCondition(part), path: [...path, index], rest: wrap(others), fact: 'fact' in part ? part.fact : undefined, isValue: false };
    for (const inner of partsOf(part, [...path, index])) yield { ...inner, rest: wrap(list.with(index, inner.rest)) };
  }
}

function* partsOfComparison(comparison: Comparison, path: Path): Generator<Part> {
  const { fact, operator, value } = comparison;
  if (typeof value !== 'object' || value.length < 2) return;
  for (const [index, left] of value.entries()) {
    yield { what: `the value ${String(left)} in \`${describeCondition(comparison)}\``, path: [...path, 'value', index], rest: { fact, operator, value: value.toSpliced(index, 1) }, fact, isValue: true };
  }
}
