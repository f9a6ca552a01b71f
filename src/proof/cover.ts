import { type Cube, diagramOf, shortestPath, shortNames } from './cube.js';
import { type Diagram, indexes, no, yes } from './diagram.js';
import { countInputs, type FactSpace } from './fact-space.js';
import { fewestThatCover, withoutNeedless } from './fewest.js';

/**
 * As few cubes as can be found that together are all of `wanted` and nothing outside `allowed`. No cube can be widened, none can be left
 * out; among the widened cubes that were found, their number is the least. The same input gives the same cubes in the same order.
 */
export function coverOf(space: FactSpace, wanted: Diagram, allowed: Diagram): Cube[] {
  if (wanted === no) return [];
  const forbidden = space.diagrams.not(allowed);
  const rough = roughCover(space, wanted, allowed);
  if (rough.length > mostSearched) return simpleCover(space, wanted, rough, forbidden);
  const beginnings = [...rough, ...waysThrough(space, wanted)];
  const wide = beginnings.flatMap((cube) => ordersOf(cube).flatMap((order) =>
    [false, true].map((isBackwards) => widened(space, cube, forbidden, { order, isBackwards })),
  ));
  const distinct = [...new Map(wide.map((cube) => [keyOf(cube), cube])).values()].sort(byNarrowness);
  const parts = distinct.map((cube) => space.diagrams.and(wanted, diagramOf(space, cube)));
  const chosen = fewestThatCover(wanted, parts, space.diagrams, (part) => countInputs(space, part));
  return chosen.map((index) => onlyPossible(space, distinct[index] ?? []));
}

/** Of very many rows nobody asks for the fewest: each is as wide as it can be, and none is left that the others make needless. */
const mostSearched = 150;

function simpleCover(space: FactSpace, wanted: Diagram, rough: readonly Cube[], forbidden: Diagram): Cube[] {
  const wide = rough.map((cube) => widened(space, cube, forbidden, { order: indexes(cube.length), isBackwards: false }));
  const cubes = [...new Map(wide.map((cube) => [keyOf(cube), cube])).values()].sort(byNarrowness);
  const parts = cubes.map((cube) => space.diagrams.and(wanted, diagramOf(space, cube)));
  return withoutNeedless(parts, wanted, space.diagrams).map((index) => onlyPossible(space, cubes[index] ?? []));
}

/** One cube of the condition that cannot be widened; the condition holds somewhere. */
export function wideCubeOf(space: FactSpace, condition: Diagram): Cube {
  const cube = shortestPath(space, condition) ?? [];
  return widened(space, cube, space.diagrams.not(condition), { order: indexes(cube.length), isBackwards: false });
}

/** Without the values that are impossible together with the others, where that is shorter to say: a cube may allow them, and a reader would wonder. */
function onlyPossible(space: FactSpace, cube: Cube): Cube {
  const { diagrams, possible } = space;
  const there = diagrams.and(possible, diagramOf(space, cube));
  if (there === no) return cube;
  return cube.map((classes, index) => {
    const axis = space.axes[index];
    if (classes === undefined || axis === undefined) return classes;
    const left = classes.filter((klass) => diagrams.and(there, diagrams.isOneOf(index, [klass])) !== no);
    return shortNames(axis, left).names.length <= shortNames(axis, classes).names.length ? left : classes;
  });
}

/** Orders in which to widen what the cube asks: from several beginnings, there and back, as each can lead to other rows. */
function ordersOf(cube: Cube): number[][] {
  const asked = indexes(cube.length).filter((axis) => cube[axis] !== undefined);
  const count = Math.min(asked.length, mostBeginnings);
  const rotated = indexes(count).map((each) => Math.floor((each * asked.length) / count)).map((first) => [...asked.slice(first), ...asked.slice(0, first)]);
  return asked.length < 2 ? [asked] : rotated.flatMap((order) => [order, order.toReversed()]);
}

const mostBeginnings = 3;

function keyOf(cube: Cube): string {
  return cube.map((classes) => classes?.join('.') ?? '*').join(' ');
}

/** Fewer facts first, and then by the order of facts and values. */
function byNarrowness(one: Cube, other: Cube): number {
  const asked = (cube: Cube) => cube.filter((classes) => classes !== undefined).length;
  return asked(one) - asked(other) || (keyOf(one) < keyOf(other) ? -1 : 1);
}

/** Allows each axis, in this order, as much as it can be allowed; its classes first to last or backwards. */
function widened(space: FactSpace, cube: Cube, forbidden: Diagram, { order, isBackwards }: { order: readonly number[]; isBackwards: boolean }): Cube {
  const fits = (wider: Cube) => space.diagrams.and(diagramOf(space, wider), forbidden) === no;
  return order.reduce((wide, axis) => {
    const any = wide.with(axis, undefined);
    if (fits(any)) return any;
    const classes = indexes(space.diagrams.arities[axis] ?? 0);
    return (isBackwards ? classes.reverse() : classes).reduce((so, klass) => withClass(so, axis, klass, fits), wide);
  }, cube);
}

function withClass(cube: Cube, axis: number, klass: number, fits: (cube: Cube) => boolean): Cube {
  const classes = cube[axis] ?? [];
  if (classes.includes(klass)) return cube;
  const wider = cube.with(axis, [...classes, klass].sort((a, b) => a - b));
  return fits(wider) ? wider : cube;
}

/** The narrowest cubes of a condition that has not too many of them: widened, they lead to rows that a rough cover misses. */
function waysThrough(space: FactSpace, condition: Diagram): Cube[] {
  const { diagrams } = space;
  let ways: { node: Diagram; cube: Cube }[] = [{ node: condition, cube: space.axes.map(() => undefined) }];
  while (ways.some(({ node }) => diagrams.valueOf(node) === undefined)) {
    ways = ways.flatMap(({ node, cube }) => {
      if (diagrams.valueOf(node) !== undefined) return [{ node, cube }];
      return diagrams.childrenOf(node)
        .map((child, klass) => ({ node: child, cube: cube.with(diagrams.axisOf(node), [klass]) }))
        .filter((way) => way.node !== no);
    });
    if (ways.length > mostWays) return [];
  }
  return ways.map(({ cube }) => cube);
}

const mostWays = 64;

/** Some cubes that cover: Minato's irredundant sums of products, for axes with more than two classes. */
function roughCover(space: FactSpace, wanted: Diagram, allowed: Diagram): Cube[] {
  const { diagrams } = space;
  const known = new Map<string, readonly Cube[]>();
  const everything: Cube = space.axes.map(() => undefined);

  function cover(least: Diagram, most: Diagram): readonly Cube[] {
    if (least === no) return [];
    if (most === yes) return [everything];
    const key = `${least} ${most}`;
    const cubes = known.get(key) ?? coverByAxis(least, most, Math.min(diagrams.axisOf(least), diagrams.axisOf(most)));
    known.set(key, cubes);
    return cubes;
  }

  /** First what depends on the axis, by groups of classes that are alike, and then the rest, which does not. */
  function coverByAxis(least: Diagram, most: Diagram, axis: number): readonly Cube[] {
    const classes = indexes(diagrams.arities[axis] ?? 0);
    const groups = alike(classes.map((klass) => ({ least: diagrams.at(least, axis, klass), most: diagrams.at(most, axis, klass) })));
    const always = groups.map((group) => group.most).reduce(diagrams.and, yes);
    const done = groups.map((group) => {
      const cubes = cover(diagrams.and(group.least, diagrams.not(always)), group.most);
      return { cubes: cubes.map((cube) => cube.with(axis, group.classes)), left: diagrams.and(group.least, diagrams.not(unionOf(cubes))) };
    });
    return [...done.flatMap(({ cubes }) => cubes), ...cover(done.map(({ left }) => left).reduce(diagrams.or, no), always)];
  }

  const unionOf = (cubes: readonly Cube[]) => cubes.map((cube) => diagramOf(space, cube)).reduce(diagrams.or, no);
  return [...cover(wanted, allowed)];
}

function alike(children: readonly { least: Diagram; most: Diagram }[]): { least: Diagram; most: Diagram; classes: number[] }[] {
  const groups = new Map<string, { least: Diagram; most: Diagram; classes: number[] }>();
  for (const [klass, { least, most }] of children.entries()) {
    const group = groups.get(`${least} ${most}`) ?? { least, most, classes: [] };
    group.classes.push(klass);
    groups.set(`${least} ${most}`, group);
  }
  return [...groups.values()];
}
