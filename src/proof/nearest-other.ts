import type { FactValue } from '../domain/fact.js';
import type { RuleOutcome } from '../rules/rule.js';
import { coverOf, wideCubeOf } from './cover.js';
import { type Cube, diagramOf, factsOfCube, inputIn } from './cube.js';
import { type Diagram, indexes, no, walk } from './diagram.js';
import { classOf, type FactSpace } from './fact-space.js';
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

/** Sets of facts that are followed up; beyond these, nobody reads further. */
const mostWays = 200;

/**
 * The smallest changes of `facts` (values by name) that turn the decision of the period from permit to reject or the other way round, by at
 * most `most` sets of facts, those nearest to the end of the policy first. A fact that is not given counts as changed where it has to be something.
 */
export function nearestOther(map: PolicyMap, { decided }: PeriodMap, facts: Readonly<Record<string, FactValue>>, decision: RuleOutcome['decision'], most: number): Turn[] {
  const { space } = map;
  const { choose, end, where } = space.diagrams;
  const possibly = choose(space.possible, decided, end(0));
  const turned = where(possibly, (each) => ![undefined, decision].includes(ruleAt(map, each)?.outcome.decision));
  const own = space.axes.map(({ fact, classes }) => classOf(classes, facts[fact.name]));
  const ways = fewestChanges(space, turned, own).sort(lastFirst).slice(0, most);
  return ways.flatMap((axes) => turnsBy(map, whereOthersStay(space, possibly, own, axes), axes, decision));
}

interface Reached {
  cost: number;
  ways: number[][];
}

/** Sets of axes, all of the least size, by changing which the condition can be reached. */
function fewestChanges({ diagrams }: FactSpace, condition: Diagram, own: readonly number[]): number[][] {
  const { ways } = walk<Reached>(condition, new Map(), (node, deeper) => {
    const value = diagrams.valueOf(node);
    if (value !== undefined) return value === 1 ? { cost: 0, ways: [[]] } : { cost: Infinity, ways: [] };
    const axis = diagrams.axisOf(node);
    const options = diagrams.childrenOf(node).map((child, klass): Reached => {
      const { cost, ways: below } = deeper(child);
      return klass === own[axis] ? { cost, ways: below } : { cost: cost + 1, ways: below.map((way) => [axis, ...way]) };
    });
    const cost = Math.min(...options.map((option) => option.cost));
    const best = options.filter((option) => option.cost === cost && cost < Infinity).flatMap((option) => option.ways);
    return { cost, ways: [...new Map(best.map((way) => [way.join(), way])).values()].slice(0, mostWays) };
  });
  return ways.filter((way) => way.length > 0);
}

/** Later facts first: they are nearer to what the check is about. */
function lastFirst(one: readonly number[], other: readonly number[]): number {
  return Math.min(...other) - Math.min(...one) || Math.max(...other) - Math.max(...one);
}

/** The diagram of the axes that change alone: every other one has its own class. */
function whereOthersStay({ diagrams }: FactSpace, diagram: Diagram, own: readonly number[], changing: readonly number[]): Diagram {
  return walk<Diagram>(diagram, new Map(), (node, deeper) => {
    if (diagrams.valueOf(node) !== undefined) return node;
    const axis = diagrams.axisOf(node);
    const children = diagrams.childrenOf(node);
    const staying = changing.includes(axis) ? undefined : children[own[axis] ?? -1];
    return staying === undefined ? diagrams.ask(axis, children.map(deeper)) : deeper(staying);
  });
}

/** Of larger changes one is enough for each reason: they are far from what was asked. */
const mostCovered = 3;

/** What is decided by changing those axes, apart by reason. */
function turnsBy(map: PolicyMap, possibly: Diagram, axes: readonly number[], decision: RuleOutcome['decision']): Turn[] {
  const { space } = map;
  const { and, where, arities } = space.diagrams;
  const reasons = Object.entries(map.ruleSet.policy.reasons).filter(([, reason]) => reason.decision !== decision);
  return reasons.flatMap(([reason]) => {
    const there = where(possibly, (end) => ruleAt(map, end)?.outcome.reason === reason);
    const cubes = there === no ? [] : axes.length > mostCovered ? [wideCubeOf(space, there)] : coverOf(space, there, there);
    return cubes.flatMap((found): Turn[] => {
      const rule = ruleAt(map, endFor(map, possibly, inputIn(space, and(there, diagramOf(space, found)))));
      const cube = found.map((classes, axis) => (axes.includes(axis) ? (classes ?? indexes(arities[axis] ?? 0)) : undefined));
      return rule === undefined ? [] : [{ changes: factsOfCube(space, cube), cube, outcome: rule.outcome, rule: rule.id }];
    });
  });
}
