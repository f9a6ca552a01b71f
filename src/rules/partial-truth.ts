import type { FactValue } from '../domain/fact.js';
import type { Comparison, Condition } from './rule.js';

/** Values of some of the facts; the others are open. */
export type PartialFacts = Readonly<Record<string, FactValue>>;

/** Whether the condition holds of a request with these facts; undefined: that depends on facts that are open. Decides nothing, only where to look. */
export function truthOf(condition: Condition, facts: PartialFacts): boolean | undefined {
  if ('all' in condition) return both(condition.all.map((part) => truthOf(part, facts)));
  if ('any' in condition) return opposite(both(condition.any.map((part) => opposite(truthOf(part, facts)))));
  if ('not' in condition) return opposite(truthOf(condition.not, facts));
  const actual = facts[condition.fact];
  return actual === undefined ? undefined : holds(condition, actual);
}

function both(truths: readonly (boolean | undefined)[]): boolean | undefined {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function opposite(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}

function holds({ operator, value }: Comparison, actual: FactValue): boolean {
  const values: readonly FactValue[] = typeof value === 'object' ? value : [value];
  switch (operator) {
    case 'equal':
    case 'in':
      return values.includes(actual);
    case 'notEqual':
    case 'notIn':
      return !values.includes(actual);
    case 'lessThan':
      return Number(actual) < Number(value);
    case 'lessThanInclusive':
      return Number(actual) <= Number(value);
    case 'greaterThan':
      return Number(actual) > Number(value);
    case 'greaterThanInclusive':
      return Number(actual) >= Number(value);
  }
}
