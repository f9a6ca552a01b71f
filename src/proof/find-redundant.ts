import type { Rule } from '../rules/rule.js';
import { type Diagram, no } from './diagram.js';
import { outcomeKey, type PeriodMap, type PolicyMap, ruleAt } from './policy-map.js';

/**
 * Rules without which every request would be decided alike, as other rules decide the same where it does. No fault: such a rule can
 * say why, or spare a look-up. Each is looked at by itself: of two that say the same, either is one.
 */
export function findRedundant(map: PolicyMap): Rule[] {
  const needed = new Set(map.periods.flatMap((period) => neededIn(map, period)));
  const inForce = new Set(map.periods.flatMap(({ rules }) => rules));
  return map.ruleSet.rules.filter((rule) => inForce.has(rule) && rule.replaces === undefined && !needed.has(rule));
}

function neededIn(map: PolicyMap, { rules }: PeriodMap): Rule[] {
  const { space: { diagrams, possible }, ruleSet, speaks } = map;
  const later: Diagram[] = [diagrams.end(0)];
  for (const rule of [...rules].reverse()) later.unshift(diagrams.choose(speaks.get(rule) ?? no, diagrams.end(ruleSet.rules.indexOf(rule) + 1), later[0] ?? no));
  let left = possible;
  return rules.filter((rule, index) => {
    const there = diagrams.and(left, speaks.get(rule) ?? no);
    left = diagrams.and(left, diagrams.not(speaks.get(rule) ?? no));
    const otherwise = diagrams.where(later[index + 1] ?? no, (end) => outcomeKey(ruleAt(map, end)?.outcome) !== outcomeKey(rule.outcome));
    return diagrams.and(there, otherwise) !== no;
  });
}
