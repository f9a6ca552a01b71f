import { Fault } from '../domain/fault.js';

/**
 * Functions of several facts as decision diagrams: a node asks one axis and has a child for each class of its values, equal parts are one node,
 * and a node that makes no difference is left out. So two functions are equal exactly when they are the same number, however many
 * inputs they have. Ends carry a whole number; in a condition 0 is no and 1 is yes.
 */
export type Diagram = number;

export interface Diagrams {
  /** how many classes each axis has */
  arities: readonly number[];
  end: (value: number) => Diagram;
  /** undefined for a node that asks an axis */
  valueOf: (diagram: Diagram) => number | undefined;
  /** the first axis that the diagram asks; the number of axes for an end */
  axisOf: (diagram: Diagram) => number;
  /** what it is for each class of the axis that it asks; none for an end */
  childrenOf: (diagram: Diagram) => readonly Diagram[];
  /** what it is where `axis` has that class; `axis` is not after the one that the diagram asks first */
  at: (diagram: Diagram, axis: number, klass: number) => Diagram;
  /** asks `axis`, which comes before every axis that the children ask */
  ask: (axis: number, children: readonly Diagram[]) => Diagram;
  /** whether `axis` has one of the classes */
  isOneOf: (axis: number, classes: readonly number[]) => Diagram;
  /** `condition` ? `then` : `otherwise` */
  choose: (condition: Diagram, then: Diagram, otherwise: Diagram) => Diagram;
  and: (one: Diagram, other: Diagram) => Diagram;
  or: (one: Diagram, other: Diagram) => Diagram;
  not: (condition: Diagram) => Diagram;
  /** where the two differ */
  differ: (one: Diagram, other: Diagram) => Diagram;
  /** every end that it has */
  endsOf: (diagram: Diagram) => ReadonlySet<number>;
  /** where the end is one that is wanted */
  where: (diagram: Diagram, isWanted: (end: number) => boolean) => Diagram;
  /** the same with other ends */
  map: (diagram: Diagram, change: (end: number) => number) => Diagram;
  /** whether the condition holds for some class of the axes that `isGone` names: they are asked no more */
  exists: (condition: Diagram, isGone: (axis: number) => boolean) => Diagram;
}

/** How many nodes there can be, and how many children of all together. */
export interface DiagramLimits {
  nodes: number;
  children: number;
}

/** Some hundred times what the shipped rules need; more would take the memory that a service needs, or end it. */
const limits: DiagramLimits = { nodes: 2_000_000, children: 60_000_000 };

export const no: Diagram = 0;
export const yes: Diagram = 1;

/** Whatever makes a diagram throws `Fault('rules-invalid')` once there are more than `most`. */
export function createDiagrams(arities: readonly number[], most = limits): Diagrams {
  const store = createNodes(arities, most);
  const { valueOf, axisOf, at, ask } = store;
  const choices = new Map<number, Map<number, Diagram>>();

  function choose(condition: Diagram, then: Diagram, otherwise: Diagram): Diagram {
    if (condition === yes || then === otherwise) return then;
    if (condition === no) return otherwise;
    if (then === yes && otherwise === no) return condition;
    const known = choices.get(condition)?.get(pair(then, otherwise));
    if (known !== undefined) return known;
    const axis = Math.min(axisOf(condition), axisOf(then), axisOf(otherwise));
    const chosen = ask(axis, listOf(arities[axis] ?? 0, (klass) => choose(at(condition, axis, klass), at(then, axis, klass), at(otherwise, axis, klass))));
    const ofCondition = choices.get(condition) ?? new Map<number, Diagram>();
    choices.set(condition, ofCondition.set(pair(then, otherwise), chosen));
    return chosen;
  }

  const and = (one: Diagram, other: Diagram) => (one < other ? choose(one, other, no) : choose(other, one, no));
  const or = (one: Diagram, other: Diagram) => (one < other ? choose(one, yes, other) : choose(other, yes, one));
  const not = (condition: Diagram) => choose(condition, no, yes);
  return {
    ...store,
    arities,
    choose,
    and,
    or,
    not,
    isOneOf: (axis, classes) => {
      const wanted = new Set(classes);
      return ask(axis, listOf(arities[axis] ?? 0, (klass) => (wanted.has(klass) ? yes : no)));
    },
    differ: (one, other) => differ(store, one, other, new Map()),
    map: (diagram, change) => map(store, diagram, change),
    endsOf: (diagram) => endsOf(store, diagram),
    where: (diagram, isWanted) => map(store, diagram, (value) => (isWanted(value) ? 1 : 0)),
    exists: (condition, isGone) =>
      walk<Diagram>(condition, new Map(), (node, deeper) => {
        if (valueOf(node) !== undefined) return node;
        const children = store.childrenOf(node).map(deeper);
        return isGone(axisOf(node)) ? children.reduce(or, no) : ask(axisOf(node), children);
      }),
  };
}

function endsOf({ valueOf, childrenOf }: Nodes, diagram: Diagram): ReadonlySet<number> {
  const ends = new Set<number>();
  walk<undefined>(diagram, new Map(), (node, deeper) => {
    const value = valueOf(node);
    if (value !== undefined) ends.add(value);
    else childrenOf(node).forEach(deeper);
    return undefined;
  });
  return ends;
}

function map({ valueOf, axisOf, childrenOf, end, ask }: Nodes, diagram: Diagram, change: (end: number) => number): Diagram {
  return walk<Diagram>(diagram, new Map(), (node, deeper) => {
    const value = valueOf(node);
    return value === undefined ? ask(axisOf(node), childrenOf(node).map(deeper)) : end(change(value));
  });
}

type Nodes = Pick<Diagrams, 'arities' | 'end' | 'valueOf' | 'axisOf' | 'childrenOf' | 'at' | 'ask'>;

function createNodes(arities: readonly number[], most: DiagramLimits): Nodes {
  const axes: number[] = [];
  const children: (readonly Diagram[])[] = [];
  const values: number[] = [];
  const known = new Map<number, Diagram[]>();
  const last = arities.length;
  let childrenOfAll = 0;

  function add(axis: number, parts: readonly Diagram[], value: number): Diagram {
    const hash = hashOf(axis, parts, value);
    const alike = known.get(hash) ?? [];
    const found = alike.find((each) => axes[each] === axis && values[each] === value && isSame(children[each] ?? [], parts));
    if (found !== undefined) return found;
    childrenOfAll += parts.length;
    if (axes.length >= most.nodes || childrenOfAll > most.children) throw tooMany();
    axes.push(axis);
    children.push(parts);
    values.push(value);
    known.set(hash, [...alike, axes.length - 1]);
    return axes.length - 1;
  }

  const axisOf = (diagram: Diagram) => axes[diagram] ?? last;
  const end = (value: number) => add(last, [], value);
  end(0);
  end(1);
  return {
    arities,
    end,
    axisOf,
    childrenOf: (diagram) => children[diagram] ?? [],
    valueOf: (diagram) => (axisOf(diagram) === last ? values[diagram] : undefined),
    at: (diagram, axis, klass) => (axisOf(diagram) === axis ? (children[diagram]?.[klass] ?? no) : diagram),
    ask: (axis, parts) => {
      const [first = no] = parts;
      return parts.every((part) => part === first) ? first : add(axis, parts, 0);
    },
  };
}

function tooMany(): Fault {
  const cure = 'write fewer conditions into one rule, one rule with a list for several that differ in a value, or fewer such rules';
  return new Fault('rules-invalid', `the rules tell so many requests apart that they cannot all be decided: ${cure}`, [{ at: 'the rules', problem: 'too many conditions are mixed' }]);
}

function differ(nodes: Nodes, one: Diagram, other: Diagram, known: Map<number, Diagram>): Diagram {
  if (one === other) return no;
  const axis = Math.min(nodes.axisOf(one), nodes.axisOf(other));
  if (axis === nodes.arities.length) return yes;
  const key = one < other ? pair(one, other) : pair(other, one);
  const found = known.get(key);
  if (found !== undefined) return found;
  const different = nodes.ask(axis, listOf(nodes.arities[axis] ?? 0, (klass) =>
    differ(nodes, nodes.at(one, axis, klass), nodes.at(other, axis, klass), known),
  ));
  known.set(key, different);
  return different;
}

/** Answers each node once, from its children's answers. */
export function walk<T>(diagram: Diagram, known: Map<Diagram, T>, answer: (node: Diagram, deeper: (child: Diagram) => T) => T): T {
  const deeper = (node: Diagram): T => {
    if (known.has(node)) return known.get(node) as T;
    const answered = answer(node, deeper);
    known.set(node, answered);
    return answered;
  };
  return deeper(diagram);
}

const widest = 2 ** 26;

function pair(one: Diagram, other: Diagram): number {
  return one * widest + other;
}

export function indexes(length: number): number[] {
  return listOf(length, (index) => index);
}

/** `Array.from` takes several times as long, which is most of a proof where facts have many values. */
function listOf<T>(length: number, make: (index: number) => T): T[] {
  const list: T[] = [];
  for (let index = 0; index < length; index += 1) list.push(make(index));
  return list;
}

/** Of 32 bits; nodes of the same hash are held against each other. */
function hashOf(axis: number, parts: readonly Diagram[], value: number): number {
  return parts.reduce((hash, part) => Math.imul(hash ^ part, 0x01000193) ^ (hash >>> 15), Math.imul(axis + 1, 0x9e3779b1) ^ value);
}

function isSame(some: readonly Diagram[], others: readonly Diagram[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index]);
}
