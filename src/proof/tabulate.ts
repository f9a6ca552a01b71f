import { setImmediate } from 'node:timers/promises';
import type { FactValue } from '../domain/fact.js';
import { type AskedRule, createRuleGroup, type ValueOf } from '../rules/engine.js';
import { type Comparison, comparisonsOf, type Condition, conditionsOf, type Finding } from '../rules/rule.js';
import { Fault } from '../domain/fault.js';
import { type Diagram, no, yes } from './diagram.js';
import type { FactSpace, ValueClass } from './fact-space.js';

/** What a rule can find, as the ends of its diagram. */
export const foundEnds = ['not-applicable', 'passed', 'violated'] as const satisfies readonly Finding[];

/** What was found out by the engine that serves requests. */
export interface Tabulated {
  diagram: Diagram;
  /** how often the engine was run */
  runs: number;
}

/** Beyond so many runs, ways of answering all that it asks, or comparisons in it, a rule is run through the engine part by part. */
const mostRuns = 400;
const mostAnswers = 20_000;
const mostComparisons = 16;
/** Runs between which others get their turn: a service goes on answering while it proves. */
const runsAtOnce = 64;

/**
 * What the rule finds of every input: the engine is run once for every combination of values that the rule asks for and tells apart, and
 * for nothing else, as it asks its facts in the author's order and no more of them than it needs. Of a rule that would need too many runs,
 * the engine is asked for each part of its conditions, and `all`, `any` and `not` are put together from those.
 */
export async function tabulateRule(rule: AskedRule, space: FactSpace): Promise<Tabulated> {
  const whole = await runThrough(rule, space);
  if (whole !== undefined) return whole;
  const applies = await tabulateCondition(rule.applies, space);
  const requires = rule.requires === undefined ? { diagram: yes, runs: 0 } : await tabulateCondition(rule.requires, space);
  const { choose, end } = space.diagrams;
  const [not, passed, violated] = foundEnds.map((_, index) => end(index)) as [Diagram, Diagram, Diagram];
  return { diagram: choose(applies.diagram, choose(requires.diagram, passed, violated), not), runs: applies.runs + requires.runs };
}

/** Where a condition by itself holds: 1, elsewhere 0. One that was asked for before, as part of another rule, is not run again. */
export async function tabulateCondition(condition: Condition, space: FactSpace): Promise<Tabulated> {
  const ofSpace = known.get(space) ?? new WeakMap<Condition, Diagram>();
  known.set(space, ofSpace);
  const diagram = ofSpace.get(condition);
  if (diagram !== undefined) return { diagram, runs: 0 };
  const tabulated = await tabulateAnew(condition, space);
  ofSpace.set(condition, tabulated.diagram);
  return tabulated;
}

const known = new WeakMap<FactSpace, WeakMap<Condition, Diagram>>();

async function tabulateAnew(condition: Condition, space: FactSpace): Promise<Tabulated> {
  const whole = await runThrough({ id: 'condition', applies: condition, requires: undefined }, space);
  if (whole !== undefined) return whole;
  const { and, or, not } = space.diagrams;
  if ('all' in condition) return tabulateAll(condition.all, space, and, yes);
  if ('any' in condition) return tabulateAll(condition.any, space, or, no);
  if ('not' in condition) {
    const inner = await tabulateCondition(condition.not, space);
    return { ...inner, diagram: not(inner.diagram) };
  }
  throw new Fault('rules-invalid', `one comparison of ${condition.fact} tells too many values apart`);
}

async function tabulateAll(
  conditions: readonly Condition[],
  space: FactSpace,
  join: (one: Diagram, other: Diagram) => Diagram,
  first: Diagram,
): Promise<Tabulated> {
  let joined: Tabulated = { diagram: first, runs: 0 };
  for (const condition of conditions) {
    const { diagram, runs } = await tabulateCondition(condition, space);
    joined = { diagram: join(joined.diagram, diagram), runs: joined.runs + runs };
    if (runs > 0) await setImmediate();
  }
  return joined;
}

/** The whole rule; undefined where that takes too many runs. */
async function runThrough(rule: AskedRule, space: FactSpace): Promise<Tabulated | undefined> {
  const comparisons = conditionsOf(rule).flatMap(comparisonsOf);
  if (comparisons.length > mostComparisons) return undefined;
  const group = createRuleGroup([rule]);
  const branches = branchesOf(comparisons, space);
  if ([...branches.values()].reduce((product, each) => product * each.length, 1) > mostAnswers) return undefined;
  return tabulate(space, branches, async (valueOf) => {
    const [found] = await group.run(valueOf);
    return foundEnds.indexOf(found?.finding ?? 'not-applicable');
  });
}

/** Values that the engine need not tell apart, with one that is tried for all of them. */
interface Branch {
  tried: FactValue;
  classes: readonly number[];
}

type Branches = ReadonlyMap<string, readonly Branch[]>;

/** Of each fact: classes that stand alike to every value that these conditions compare it with are one. */
function branchesOf(comparisons: readonly Comparison[], { axes }: FactSpace): Branches {
  return new Map(axes.map(({ fact, classes }) => {
    const compared = comparisons.filter((each) => each.fact === fact.name).map(({ value }) => new Set([value].flat()));
    const branches = new Map<string, { tried: FactValue; classes: number[] }>();
    for (const [klass, each] of classes.entries()) {
      const standing = compared.map((values) => standingTo(values, firstOf(each))).join(' ');
      const branch = branches.get(standing) ?? { tried: firstOf(each), classes: [] };
      branch.classes.push(klass);
      branches.set(standing, branch);
    }
    return [fact.name, [...branches.values()]];
  }));
}

/** All that an operator can tell of a value: whether it is one of those, and of a number where it lies among them. */
function standingTo(values: ReadonlySet<FactValue>, value: FactValue): string {
  if (typeof value !== 'number') return values.has(value) ? 'in' : 'out';
  return [...values].map((each) => Math.sign(value - Number(each))).join();
}

function firstOf({ values: [value = ''] }: ValueClass): FactValue {
  return value;
}

interface Choice {
  fact: string;
  branch: number;
}

/** What came of one run: the answers that it was given, in the order in which it asked. */
interface Run {
  path: readonly Choice[];
  end: number;
}

/** Tries every way of answering what is asked: the last answer changes for the next run until none is left. */
async function tabulate(space: FactSpace, branches: Branches, run: (valueOf: ValueOf) => Promise<number>): Promise<Tabulated | undefined> {
  const choices: Choice[] = [];
  const found: Run[] = [];
  do {
    const asked = new Map<string, FactValue>();
    const end = await run((fact) => {
      const known = asked.get(fact);
      if (known !== undefined) return known;
      const choice = (choices[asked.size] ??= { fact, branch: 0 });
      const value = branches.get(fact)?.[choice.branch]?.tried ?? '';
      asked.set(fact, value);
      return value;
    });
    found.push({ path: choices.map((choice) => ({ ...choice })), end });
    if (found.length > mostRuns) return undefined;
    if (found.length % runsAtOnce === 0) await setImmediate();
    while (isLast(choices.at(-1), branches)) choices.pop();
    const last = choices.at(-1);
    if (last !== undefined) last.branch += 1;
  } while (choices.length > 0);
  return { diagram: drawn(space, branches, found), runs: found.length };
}

function isLast(choice: Choice | undefined, branches: Branches): boolean {
  return choice !== undefined && choice.branch + 1 >= (branches.get(choice.fact)?.length ?? 0);
}

/** The runs are a tree that asks facts in the rule's order; the diagram asks them in that of the space. */
function drawn(space: FactSpace, branches: Branches, found: readonly Run[], depth = 0): Diagram {
  const [first] = found;
  const asked = first?.path[depth];
  if (asked === undefined) return space.diagrams.end(first?.end ?? 0);
  const answers = branches.get(asked.fact) ?? [];
  const within = answers.map((): Run[] => []);
  for (const run of found) within[run.path[depth]?.branch ?? 0]?.push(run);
  const axis = space.axisOf(asked.fact) ?? 0;
  const { choose, isOneOf } = space.diagrams;
  return answers.reduce((others, { classes }, branch) => choose(isOneOf(axis, classes), drawn(space, branches, within[branch] ?? [], depth + 1), others), no);
}
