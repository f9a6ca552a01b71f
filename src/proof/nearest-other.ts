import type { FactValue } from '../domain/fact.js';
import type { RuleOutcome } from '../rules/rule.js';
import { coverOf } from './cover.js';
import { type Cube, diagramOf, factsOfCube, inputIn } from './cube.js';
import { type Diagram, indexes, no, walk } from './diagram.js';
import type { FactSpace } from './fact-space.js';
import { endFor, type PeriodMap, type PolicyMap, ruleAt } from './policy-map.js';

/** A smallest change of facts that turns a decision, and what is decided then. */
export interface Turn {
  /** the facts that change, each with any of the values that it may change to; as few facts as any change needs */
  changes: Readonly<Record<string, readonly FactValue[]>>;
  /** the same, by axis */
  cube: Cube;
  outcome: RuleOutcome;
  /** id of the rule that decides then */
  rule: string;
}

/** Beyond these, a person reads no further. */
const mostWays = 200;

/**
 * The smallest changes of `facts` (values by name) that turn the decision of the period from permit to reject or the other way round, those
 * nearest to the end of the policy first. A fact that is not given can be anything, and counts as changed where it has to be something.
 */
export function nearestOther(map: PolicyMap, { decided }: PeriodMap, facts: Readonly<Record<string, FactValue>>, decision: RuleOutcome['decision']): Turn[] {
  const { space } = map;
  const { and, where } = space.diagrams;
  const isTurned = (end: number) => ![undefined, decision].includes(ruleAt(map, end)?.outcome.decision);
  const turned = and(space.possible, where(decided, isTurned));
  const own = space.axes.map(({ fact, classes }) => classOf(classes, facts[fact.name]));
  const ways = fewestChanges(space, turned, own);
  return ways.sort(lastFirst).flatMap((axes) =>
    turnsOf(map, decided, whereOthersStay(space, turned, own, axes)).map(({ cube, outcome, rule }) => {
      const changing = cube.map((classes, axis) => (axes.includes(axis) ? (classes ?? indexes(space.diagrams.arities[axis] ?? 0)) : undefined));
      return { changes: factsOfCube(space, changing), cube: changing, outcome, rule };
    }),
  );
}

/** -1 where the fact is not given; any text that no rule names is the fresh one. */
function classOf(classes: FactSpace['axes'][number]['classes'], value: FactValue | undefined): number {
  if (value === undefined) return -1;
  const named = classes.findIndex(({ values }) => values.includes(value));
  return named >= 0 ? named : classes.findIndex(({ isFresh }) => isFresh);
}

/** Sets of axes, all of the least size, by changing which the condition can be reached. */
function fewestChanges({ axes, diagrams }: FactSpace, condition: Diagram, own: readonly number[]): number[][] {
  interface Reached {
    cost: number;
    ways: number[][];
  }
  const { ways } = walk<Reached>(condition, new Map(), (node, deeper) => {
    const value = diagrams.valueOf(node);
    if (value !== undefined) return value === 1 ? { cost: 0, ways: [[]] } : { cost: Infinity, ways: [] };
    const axis = diagrams.axisOf(node);
    const options = diagrams.childrenOf(node).map((child, klass): Reached => {
      const below = deeper(child);
      return klass === own[axis] ? below : { cost: below.cost + 1, ways: below.ways.map((way) => [axis, ...way]) };
    });
    const cost = Math.min(...options.map((option) => option.cost));
    const best = options.filter((option) => option.cost === cost && cost < Infinity).flatMap((option) => option.ways);
    return { cost, ways: [...new Map(best.map((way) => [way.join(), way])).values()].slice(0, mostWays) };
  });
  return ways.filter((way) => way.length > 0 && axes.length > 0);
}

/** Later facts first: they are nearer to what the check is about. */
function lastFirst(one: readonly number[], other: readonly number[]): number {
  return Math.min(...other) - Math.min(...one) || Math.max(...other) - Math.max(...one);
}

function whereOthersStay({ axes, diagrams }: FactSpace, condition: Diagram, own: readonly number[], changing: readonly number[]): Diagram {
  return indexes(axes.length).reduce((so, axis) => {
    const klass = own[axis] ?? -1;
    return changing.includes(axis) || klass < 0 ? so : diagrams.and(so, diagrams.isOneOf(axis, [klass]));
  }, condition);
}

/** What is decided there, apart by reason. */
function turnsOf(map: PolicyMap, decided: Diagram, there: Diagram): { cube: Cube; outcome: RuleOutcome; rule: string }[] {
  const { space } = map;
  const { and, where } = space.diagrams;
  return Object.keys(map.ruleSet.policy.reasons).flatMap((reason) => {
    const so = and(there, where(decided, (end) => ruleAt(map, end)?.outcome.reason === reason));
    if (so === no) return [];
    return coverOf(space, so, so).flatMap((cube) => {
      const rule = ruleAt(map, endFor(map, decided, inputIn(space, and(so, diagramOf(space, cube)))));
      return rule === undefined ? [] : [{ cube, outcome: rule.outcome, rule: rule.id }];
    });
  });
}
