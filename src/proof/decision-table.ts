import type { FactValue } from '../domain/fact.js';
import type { RuleSet } from '../rules/rule.js';
import { coverOf } from './cover.js';
import { type Cube, diagramOf, factsOfCube } from './cube.js';
import type { FactSpace } from './fact-space.js';
import type { Period } from './periods.js';
import { decidingRules, mapPolicy, type Mapping, outcomeKey, type PeriodMap, type PolicyMap, ruleAt } from './policy-map.js';

/** The decision table that the rules amount to. Every row is true by itself: rows overlap only where they decide the same. */
export interface DecisionTable {
  ruleSet: RuleSet;
  space: FactSpace;
  periods: readonly { period: Period; rows: readonly TableRow[] }[];
  /** exactly the inputs that are left out as impossible, as values that the facts have together */
  impossible: readonly Readonly<Record<string, readonly FactValue[]>>[];
}

export interface TableRow {
  cube: Cube;
  /** of each fact that matters, the values that it may have */
  facts: Readonly<Record<string, readonly FactValue[]>>;
  /** null: no rule speaks */
  outcome: { decision: 'permit' | 'reject'; reason: string } | null;
  /** ids of the rules that decide somewhere in the row, in the order of asking */
  rules: readonly string[];
}

export async function tabulatePolicy(ruleSet: RuleSet, mapping: Mapping): Promise<DecisionTable> {
  const map = await mapPolicy(decidingRules(ruleSet), mapping);
  const { space } = map;
  const never = space.diagrams.not(space.possible);
  const impossible = coverOf(space, never, never).map((cube) => factsOfCube(space, cube));
  return { ruleSet, space, impossible, periods: map.periods.map((period) => ({ period: period.period, rows: rowsOf(map, period) })) };
}

function rowsOf(map: PolicyMap, period: PeriodMap): TableRow[] {
  const { diagrams, possible } = map.space;
  const outcomes = [...new Set([...period.rules.map(({ outcome }) => outcomeKey(outcome)), outcomeKey(undefined)])];
  return outcomes.flatMap((key) => {
    const wanted = diagrams.and(possible, diagrams.where(period.decided, (end) => outcomeKey(ruleAt(map, end)?.outcome) === key));
    return coverOf(map.space, wanted, diagrams.or(wanted, diagrams.not(possible))).map((cube) => rowOf(map, period, cube, key));
  });
}

function rowOf(map: PolicyMap, period: PeriodMap, cube: Cube, key: string): TableRow {
  const rules = rulesDecidingIn(map, period, cube);
  const outcome = map.ruleSet.rules.find((rule) => outcomeKey(rule.outcome) === key)?.outcome ?? null;
  return { cube, facts: factsOfCube(map.space, cube), outcome, rules };
}

/** In the order of asking. */
export function rulesDecidingIn({ space, ruleSet }: PolicyMap, { decided, rules }: PeriodMap, cube: Cube): string[] {
  const { diagrams, possible } = space;
  const ends = diagrams.endsOf(diagrams.choose(diagrams.and(possible, diagramOf(space, cube)), decided, diagrams.end(0)));
  return rules.filter((rule) => ends.has(ruleSet.rules.indexOf(rule) + 1)).map(({ id }) => id);
}
