import type { FactValue } from '../domain/fact.js';
import type { Comparison, Condition } from './rule.js';

/** A condition on one line, as its author would say it: `userRole in [IS, GS]`. */
export function describeCondition(condition: Condition): string {
  if ('all' in condition) return `all of (${condition.all.map(describeCondition).join('; ')})`;
  if ('any' in condition) return `any of (${condition.any.map(describeCondition).join('; ')})`;
  if ('not' in condition) return `not (${describeCondition(condition.not)})`;
  return `${condition.fact} ${condition.operator} ${describeOperand(condition.value)}`;
}

function describeOperand(value: Comparison['value']): string {
  return typeof value === 'object' ? `[${value.map(String).join(', ')}]` : String(value);
}

/** `userRole GS, srv 6.21` */
export function describeFacts(facts: Readonly<Record<string, FactValue>>): string {
  return Object.entries(facts).map(([fact, value]) => `${fact} ${String(value)}`).join(', ');
}
