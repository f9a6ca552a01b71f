import type { Rule } from '../rules/rule.js';
import { no } from './diagram.js';
import { otherwiseWithout, type PeriodMap, type PolicyMap } from './policy-map.js';

/**
 * Rules without which every request would be decided alike, as other rules decide the same where it does. No fault: such a rule can
 * say why, or spare a look-up. Each is looked at by itself: of two that say the same, either is one.
 */
export function findRedundant(map: PolicyMap): Rule[] {
  const needed = new Set(map.periods.flatMap((period) => neededIn(map, period)));
  const inForce = new Set(map.periods.flatMap(({ rules }) => rules));
  return map.ruleSet.rules.filter((rule) => inForce.has(rule) && rule.replaces === undefined && !needed.has(rule));
}

function neededIn(map: PolicyMap, period: PeriodMap): Rule[] {
  return period.rules.filter((rule) => otherwiseWithout(map, period, rule) !== no);
}
