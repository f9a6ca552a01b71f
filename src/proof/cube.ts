import type { FactValue } from '../domain/fact.js';
import { type Diagram, indexes, no, walk, yes } from './diagram.js';
import type { FactAxis, FactSpace } from './fact-space.js';

/** A group of inputs: for each axis the classes that its fact may have; undefined: any. */
export type Cube = readonly (readonly number[] | undefined)[];

export function diagramOf({ diagrams }: FactSpace, cube: Cube): Diagram {
  return cube.reduceRight<Diagram>((so, classes, axis) => (classes === undefined ? so : diagrams.and(diagrams.isOneOf(axis, classes), so)), yes);
}

/** Few facts that are enough for the condition to hold, whatever the others are, as far as inputs are possible; undefined: it never holds. */
export function smallestCube(space: FactSpace, condition: Diagram): Cube | undefined {
  const path = shortestPath(space, condition);
  if (path === undefined) return undefined;
  const { diagrams, possible } = space;
  const never = diagrams.and(possible, diagrams.not(condition));
  const candidates = [indexes(path.length), indexes(path.length).reverse()].map((order) => withoutNeedless(space, path, never, order));
  return candidates.reduce((best, each) => (countAsked(each) < countAsked(best) ? each : best));
}

/** Leaves out each axis that can be left out without touching `never`. */
function withoutNeedless(space: FactSpace, cube: Cube, never: Diagram, order: readonly number[]): Cube {
  return order.reduce<Cube>((kept, axis) => {
    const wider = kept.with(axis, undefined);
    return space.diagrams.and(diagramOf(space, wider), never) === no ? wider : kept;
  }, cube);
}

function countAsked(cube: Cube): number {
  return cube.filter((classes) => classes !== undefined).length;
}

/** One class of as few axes as the diagram can do with. */
export function shortestPath({ axes, diagrams }: FactSpace, condition: Diagram): Cube | undefined {
  const lengths = new Map<Diagram, number>();
  const lengthOf = (diagram: Diagram): number => walk(diagram, lengths, (node, deeper) => {
    const value = diagrams.valueOf(node);
    if (value !== undefined) return value === 1 ? 0 : Infinity;
    return 1 + Math.min(...diagrams.childrenOf(node).map(deeper));
  });
  if (lengthOf(condition) === Infinity) return undefined;
  const cube: (readonly number[] | undefined)[] = axes.map(() => undefined);
  for (let node = condition; diagrams.valueOf(node) === undefined;) {
    const children = diagrams.childrenOf(node);
    const klass = children.reduce((best, child, index) => (lengthOf(child) < lengthOf(children[best] ?? no) ? index : best), 0);
    cube[diagrams.axisOf(node)] = [klass];
    node = children[klass] ?? no;
  }
  return cube;
}

/** One input of those where the condition holds, as facts. */
export function inputIn(space: FactSpace, condition: Diagram): Record<string, FactValue> {
  const path = shortestPath(space, condition) ?? [];
  return Object.fromEntries(space.axes.map(({ fact, classes }, axis) => [fact.name, classes[path[axis]?.[0] ?? 0]?.values[0] ?? '']));
}

/** Only the facts that matter, each with the values that it may have. */
export function factsOfCube({ axes }: FactSpace, cube: Cube): Record<string, FactValue[]> {
  return Object.fromEntries(axes.flatMap(({ fact, classes }, axis) => {
    const allowed = cube[axis];
    return allowed === undefined ? [] : [[fact.name, allowed.flatMap((klass) => classes[klass]?.values ?? [])]];
  }));
}

/** `srv is 6.21, userRole is ED or GT and networkOperatorMatch is not match`. */
export function describeCube({ axes }: FactSpace, cube: Cube): string {
  const parts = axes.flatMap((axis, index) => (cube[index] === undefined ? [] : [`${axis.fact.name} is ${describeValues(axis, cube[index])}`]));
  return parts.length === 0 ? 'any fact is anything' : joined(parts, 'and');
}

/** `IS or GS`, `neither 6.15.1 nor 6.21`, `not match` */
export function describeValues(axis: FactAxis, allowed: readonly number[]): string {
  const { names, isComplement } = shortNames(axis, allowed);
  if (!isComplement) return joined(names, 'or');
  return names.length > 1 ? `neither ${joined(names, 'nor')}` : `not ${joined(names, 'or')}`;
}

/** The values, or those that it does not have where they are fewer. */
export function shortNames({ classes }: FactAxis, allowed: readonly number[]): { names: string[]; isComplement: boolean } {
  const namesOf = (wanted: boolean) => classes.flatMap((each, klass) => (allowed.includes(klass) === wanted ? (each.isFresh ? ['any that no rule names'] : each.values.map(String)) : []));
  const [inside, outside] = [namesOf(true), namesOf(false)];
  const isFreshInside = classes.some(({ isFresh }, klass) => isFresh && allowed.includes(klass));
  const isComplement = outside.length > 0 && (isFreshInside ? inside.length > 1 || outside.length < 3 : outside.length * 2 < inside.length);
  return { names: isComplement ? outside : inside, isComplement };
}

export function joined(parts: readonly string[], word: string): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1) ?? ''}`;
}
