import { isInForce, type Rule } from '../rules/rule.js';
import { type Diagram, no } from './diagram.js';
import type { PeriodMap, PolicyMap } from './policy-map.js';

const mostNamed = 3;

/**
 * `: x would decide some of them, but is not in force before 2099-01-01 (rules/x.yaml:10:20)`, of the rules that would speak of inputs where `there` holds were
 * they in force in the period; nothing where there is none. `mends`: whether it would help that the rule decides them.
 */
export function notInForceThere({ ruleSet, speaks, space: { diagrams } }: PolicyMap, { period }: Pick<PeriodMap, 'period'>, there: Diagram, mends: (rule: Rule) => boolean): string {
  const asleep = ruleSet.rules.filter((rule) => !isInForce(rule, period.from) && mends(rule) && diagrams.and(speaks.get(rule) ?? no, there) !== no);
  const told = asleep.slice(0, mostNamed).map((rule) => `${rule.id} would decide some of them, but ${whenNot(rule, period.from)}`);
  return told.length === 0 ? '' : `: ${told.join('; ')}${asleep.length > mostNamed ? `; so would ${asleep.length - mostNamed} more` : ''}`;
}

function whenNot(rule: Rule, day: string): string {
  const { from, to = '' } = rule.effective;
  return day < from ? `is not in force before ${from} (${rule.placeOf(['effective', 'from'])})` : `is no longer in force since ${to} (${rule.placeOf(['effective', 'to'])})`;
}
