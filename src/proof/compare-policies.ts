import type { FactValue } from '../domain/fact.js';
import type { RuleSet } from '../rules/rule.js';
import { coverOf } from './cover.js';
import { type Cube, diagramOf, factsOfCube } from './cube.js';
import { type Diagram, no } from './diagram.js';
import { countInputs, createFactSpace, type FactSpace } from './fact-space.js';
import { rulesDecidingIn } from './decision-table.js';
import { type Period, periodsOf } from './periods.js';
import { conditionsInOrder, decidingRules, mapRules, type Mapping, outcomeKey, type PeriodMap, type PolicyMap, ruleAt } from './policy-map.js';

/** Inputs that one rule set decides otherwise than another. */
export interface PolicyDifference {
  space: FactSpace;
  periods: readonly { period: Period; changes: readonly Change[] }[];
}

export interface Change {
  cube: Cube;
  /** of each fact that matters, the values that it may have */
  facts: Readonly<Record<string, readonly FactValue[]>>;
  /** how many inputs the change is about, of those that the facts named by either can make; overlapping changes count an input twice */
  inputs: bigint;
  /** `permit verified`, or `no decision` */
  from: string;
  to: string;
  /** ids of the rules that decide there, in the order of asking */
  fromRules: readonly string[];
  toRules: readonly string[];
}

/**
 * Exactly which possible inputs are decided differently, on the days from `mapping.from` on, merged to few rows. Days on which nothing
 * changes are left out.
 */
export async function comparePolicies(before: RuleSet, after: RuleSet, mapping: Mapping): Promise<PolicyDifference> {
  const { vocabulary } = mapping;
  const [old, young] = [decidingRules(before), decidingRules(after)];
  const space = createFactSpace([old, young].flatMap((ruleSet) => conditionsInOrder(ruleSet, vocabulary)), vocabulary);
  const [one, other] = [await mapRules(old, space, mapping), await mapRules(young, space, mapping)];
  const periods = periodsOf([...old.rules, ...young.rules], mapping.from).map((period) => ({ period, changes: changesBetween(one, other, period) }));
  return { space, periods: periods.reduce(joinAlike, []).filter(({ changes }) => changes.length > 0) };
}

function changesBetween(one: PolicyMap, other: PolicyMap, period: Period): Change[] {
  const sidesOf = (map: PolicyMap) => lastAt(map, period.from).flatMap((at) => outcomesOf({ map, period: at }));
  return sidesOf(one).flatMap((before) => sidesOf(other).flatMap((after) => (before.key === after.key ? [] : changesOf(before, after))));
}

/** Both maps begin on the same day, so that there is one. */
function lastAt({ periods }: PolicyMap, day: string): PeriodMap[] {
  return periods.filter(({ period }) => period.from <= day).slice(-1);
}

type Periods = PolicyDifference['periods'];

/** A day on which something comes into force on both sides alike is no border. */
function joinAlike(joined: Periods, next: Periods[number]): Periods {
  const last = joined.at(-1);
  if (last === undefined || !isAlike(last.changes, next.changes)) return [...joined, next];
  return [...joined.slice(0, -1), { ...last, period: { from: last.period.from, to: next.period.to } }];
}

function isAlike(some: readonly Change[], others: readonly Change[]): boolean {
  const said = (changes: readonly Change[]) => JSON.stringify(changes.map(({ facts, from, to, fromRules, toRules }) => [facts, from, to, fromRules, toRules]));
  return said(some) === said(others);
}

interface Outcome {
  map: PolicyMap;
  period: PeriodMap;
  key: string;
  /** the possible inputs that have this outcome */
  there: Diagram;
}

function outcomesOf({ map, period }: Pick<Outcome, 'map' | 'period'>): Outcome[] {
  const { diagrams, possible } = map.space;
  const keyAt = (end: number) => outcomeKey(ruleAt(map, end)?.outcome);
  const keys = new Set([...period.rules.map(({ outcome }) => outcomeKey(outcome)), outcomeKey(undefined)]);
  return [...keys].map((key) => ({ map, period, key, there: diagrams.and(possible, diagrams.where(period.decided, (end) => keyAt(end) === key)) }));
}

function changesOf(before: Outcome, after: Outcome): Change[] {
  const { space } = before.map;
  const { and, or, not } = space.diagrams;
  const there = and(before.there, after.there);
  if (there === no) return [];
  return coverOf(space, there, or(there, not(space.possible))).map((cube) => ({
    cube,
    facts: factsOfCube(space, cube),
    inputs: countInputs(space, and(space.possible, diagramOf(space, cube))),
    from: before.key,
    to: after.key,
    fromRules: rulesDecidingIn(before.map, before.period, cube),
    toRules: rulesDecidingIn(after.map, after.period, cube),
  }));
}
