import type { FactDeclaration, FactValue, FactVocabulary, ImpossibleCombination } from '../domain/fact.js';
import { type Comparison, comparisonsOf, type Condition } from '../rules/rule.js';
import { createDiagrams, type Diagram, type Diagrams, indexes, yes } from './diagram.js';

/** Values of a fact that no condition tells apart. */
export interface ValueClass {
  /** all of them, but of an open fact only one that stands for the rest */
  values: readonly FactValue[];
  /** of an open fact: any text that no condition mentions */
  isFresh: boolean;
}

export interface FactAxis {
  fact: FactDeclaration;
  classes: readonly ValueClass[];
}

/** Every input that the facts allow, as far as the conditions can tell inputs apart. */
export interface FactSpace {
  axes: readonly FactAxis[];
  diagrams: Diagrams;
  /** the axis of a fact; undefined where no condition mentions it */
  axisOf(fact: string): number | undefined;
  /** inputs that no declared impossibility rules out */
  possible: Diagram;
  /** the declared impossibilities between facts that are asked */
  impossible: readonly ImpossibleCombination[];
}

/** `conditions`: all that are to be told apart, in the order in which their facts are asked. */
export function createFactSpace(conditions: readonly Condition[], vocabulary: FactVocabulary): FactSpace {
  const comparisons = conditions.flatMap(comparisonsOf);
  const asked = [...new Set(comparisons.map(({ fact }) => fact))];
  const constrained = vocabulary.impossible.flatMap(({ facts }) => Object.keys(facts)).filter((name) => !asked.includes(name));
  const axesFor = (names: Iterable<string>) => [...names].flatMap((name) => axisFor(name, comparisons, vocabulary) ?? []);
  const ofAsked = widestFirst(axesFor(asked));
  return spaceOf([...ofAsked, ...axesFor(new Set(constrained))], ofAsked.length, vocabulary.impossible);
}

/**
 * A node has a place for every class of its axis: a fact of a thousand values is asked once in a diagram, and not behind everything that is
 * asked before it.
 */
function widestFirst(axes: readonly FactAxis[]): FactAxis[] {
  const isWide = ({ classes }: FactAxis) => classes.length > 32;
  return [...axes.filter(isWide), ...axes.filter((axis) => !isWide(axis))];
}

/** The axes behind the first `asked` are only there because an impossibility mentions them: they are factored out. */
function spaceOf(axes: readonly FactAxis[], asked: number, impossible: readonly ImpossibleCombination[]): FactSpace {
  const diagrams = createDiagrams(axes.map(({ classes }) => classes.length));
  const byFact = new Map(axes.map(({ fact }, axis) => [fact.name, axis]));
  const areAll = (facts: ImpossibleCombination['facts']) =>
    Object.entries(facts).reduce((so, [name, values]) => diagrams.and(so, isIn(diagrams, axes, byFact.get(name) ?? 0, values)), yes);
  const factored = (condition: Diagram) => diagrams.exists(condition, (axis) => axis >= asked);
  const out = impossible.map(({ facts }) => areAll(facts));
  const possible = factored(out.reduce((left, each) => diagrams.and(left, diagrams.not(each)), yes));
  const isAsked = (name: string) => (byFact.get(name) ?? asked) < asked;
  return {
    axes: axes.slice(0, asked),
    diagrams,
    axisOf: (fact) => (isAsked(fact) ? byFact.get(fact) : undefined),
    possible,
    impossible: impossible.filter(({ facts }) => Object.keys(facts).filter(isAsked).length > 1),
  };
}

function isIn(diagrams: Diagrams, axes: readonly FactAxis[], axis: number, values: ImpossibleCombination['facts'][string]): Diagram {
  const classes = axes[axis]?.classes ?? [];
  const isOne = 'not' in values ? (value: FactValue) => !values.not.includes(value) : (value: FactValue) => values.includes(value);
  return diagrams.isOneOf(axis, indexes(classes.length).filter((klass) => classes[klass]?.values.some(isOne)));
}

function axisFor(name: string, comparisons: readonly Comparison[], vocabulary: FactVocabulary): FactAxis | undefined {
  const fact = vocabulary.findFact(name);
  if (fact === undefined) return undefined;
  const mentioned = new Set([...comparisons.filter((each) => each.fact === name).flatMap(({ value }) => value), ...mentionedIn(vocabulary.impossible, name)]);
  return { fact, classes: fact.values === 'open' ? openClasses(name, mentioned) : closedClasses(fact.values.map(({ value }) => value), mentioned, fact.type === 'integer') };
}

function mentionedIn(impossible: readonly ImpossibleCombination[], name: string): FactValue[] {
  return impossible.flatMap(({ facts }) => {
    const values = facts[name] ?? [];
    return 'not' in values ? values.not : values;
  });
}

/** -1 where the fact is not given; any text that no rule names is the fresh one. */
export function classOf(classes: readonly ValueClass[], value: FactValue | undefined): number {
  if (value === undefined) return -1;
  const named = classes.findIndex(({ values }) => values.includes(value));
  return named >= 0 ? named : classes.findIndex(({ isFresh }) => isFresh);
}

/** Each mentioned value by itself, and one fresh text for all others. */
function openClasses(name: string, mentioned: ReadonlySet<FactValue>): ValueClass[] {
  let fresh = `another ${name}`;
  while (mentioned.has(fresh)) fresh += "'";
  return [...[...mentioned].map((value) => ({ values: [value], isFresh: false })), { values: [fresh], isFresh: true }];
}

/** Each mentioned value by itself, and the others together; integers, which conditions order, each by itself. */
function closedClasses(declared: readonly FactValue[], mentioned: ReadonlySet<FactValue>, isOrdered: boolean): ValueClass[] {
  const apart = declared.filter((value) => isOrdered || mentioned.has(value));
  const rest = declared.filter((value) => !apart.includes(value));
  const classes = apart.map((value) => ({ values: [value], isFresh: false }));
  return rest.length === 0 ? classes : [...classes, { values: rest, isFresh: false }];
}

/** How many inputs make the condition true, each declared value counted; an open fact counts its mentioned values and one fresh. */
export function countInputs({ axes, diagrams }: FactSpace, condition: Diagram): bigint {
  const sizes = axes.map(({ classes }) => classes.map(({ values }) => values.length));
  const sums = sizes.map((each) => BigInt(each.reduce((sum, size) => sum + size, 0)));
  const known = new Map<Diagram, bigint>();
  const countFrom = (diagram: Diagram, axis: number): bigint => {
    if (axis === axes.length) return BigInt(diagrams.valueOf(diagram) ?? 0);
    if (diagrams.axisOf(diagram) !== axis) return (sums[axis] ?? 0n) * countFrom(diagram, axis + 1);
    const found = known.get(diagram);
    if (found !== undefined) return found;
      const children = [...sizesByChild(diagrams.childrenOf(diagram), sizes[axis] ?? [])];
      const count = children.reduce((sum, [child, size]) => sum + BigInt(size) * countFrom(child, axis + 1), 0n);
    known.set(diagram, count);
    return count;
  };
  return countFrom(condition, 0);
}

/** Most classes of a fact with many lead to the same child. */
function sizesByChild(children: readonly Diagram[], sizes: readonly number[]): Map<Diagram, number> {
  const byChild = new Map<Diagram, number>();
  for (const [klass, child] of children.entries()) byChild.set(child, (byChild.get(child) ?? 0) + (sizes[klass] ?? 0));
  return byChild;
}
