import { type Diagram, type Diagrams, indexes, no } from './diagram.js';

/** Beyond these the search for the fewest takes the widest instead. */
const mostAtoms = 5_000;
const mostSteps = 50_000;

/** The fewest of `parts` (earlier ones preferred) that together are `whole`, by their indexes. `sizeOf` says how much a part is. */
export function fewestThatCover(whole: Diagram, parts: readonly Diagram[], diagrams: Diagrams, sizeOf: (part: Diagram) => bigint): number[] {
  const atoms = atomsOf(whole, parts, diagrams);
  const greedy = withoutNeedless(widestFirst(whole, parts, diagrams, sizeOf), whole, parts, diagrams);
  if (atoms === undefined) return greedy;
  const covering = atoms.map((atom) => indexes(parts.length).filter((index) => diagrams.and(atom, parts[index] ?? no) === atom));
  return searchFewest(covering, greedy);
}

/** The pieces that the parts cut the whole into; undefined: too many. */
function atomsOf(whole: Diagram, parts: readonly Diagram[], { and, not }: Diagrams): Diagram[] | undefined {
  let atoms = [whole];
  for (const part of parts) {
    const rest = not(part);
    atoms = atoms.flatMap((atom) => [and(atom, part), and(atom, rest)].filter((each) => each !== no));
    if (atoms.length > mostAtoms) return undefined;
  }
  return atoms;
}

function widestFirst(whole: Diagram, parts: readonly Diagram[], { and, not }: Diagrams, sizeOf: (part: Diagram) => bigint): number[] {
  const chosen: number[] = [];
  for (let left = whole; left !== no;) {
    const gains = parts.map((part) => sizeOf(and(left, part)));
    const best = gains.reduce((widest, gain, index) => (gain > (gains[widest] ?? 0n) ? index : widest), 0);
    chosen.push(best);
    left = and(left, not(parts[best] ?? no));
  }
  return chosen.sort((a, b) => a - b);
}

function withoutNeedless(chosen: readonly number[], whole: Diagram, parts: readonly Diagram[], { and, or }: Diagrams): number[] {
  return chosen.reduceRight<number[]>((kept, index) => {
    const others = kept.filter((each) => each !== index);
    return and(whole, others.map((each) => parts[each] ?? no).reduce(or, no)) === whole ? others : kept;
  }, [...chosen]);
}

/** Branch and bound over the piece that fewest parts cover. `covering`: for each piece the parts that cover it. */
function searchFewest(covering: readonly (readonly number[])[], known: readonly number[]): number[] {
  let best = known;
  let steps = 0;
  const search = (left: readonly (readonly number[])[], chosen: readonly number[]): void => {
    steps += 1;
    if (left.length === 0) {
      if (chosen.length < best.length) best = chosen;
      return;
    }
    if (steps > mostSteps || chosen.length + atLeast(left) >= best.length) return;
    const rarest = left.reduce((fewest, each) => (each.length < fewest.length ? each : fewest));
    for (const part of rarest) search(left.filter((each) => !each.includes(part)), [...chosen, part]);
  };
  search(covering, []);
  return [...best].sort((a, b) => a - b);
}

/** Pieces of which no part covers two need a part each. */
function atLeast(left: readonly (readonly number[])[]): number {
  const used = new Set<number>();
  let count = 0;
  for (const piece of [...left].sort((a, b) => a.length - b.length)) {
    if (piece.some((part) => used.has(part))) continue;
    count += 1;
    piece.forEach((part) => used.add(part));
  }
  return count;
}
