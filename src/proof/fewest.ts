import { type Diagram, type Diagrams, indexes, no } from './diagram.js';

/** Beyond these the search for the fewest takes the widest instead. */
const mostAtoms = 5_000;
const mostSteps = 50_000;

/** The fewest of `parts` (earlier ones preferred) that together are `whole`, by their indexes. `sizeOf` says how much a part is. */
export function fewestThatCover(whole: Diagram, parts: readonly Diagram[], diagrams: Diagrams, sizeOf: (part: Diagram) => bigint): number[] {
  const atoms = atomsOf(whole, parts, diagrams);
  const widest = widestFirst(whole, parts, diagrams, sizeOf);
  const greedy = withoutNeedless(widest.map((index) => parts[index] ?? no), whole, diagrams).map((index) => widest[index] ?? 0);
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

/** The parts, by their indexes, without those that the others make needless; the last ones go first. */
export function withoutNeedless(parts: readonly Diagram[], whole: Diagram, { and, or }: Diagrams): number[] {
  const before = [no];
  for (const part of parts) before.push(or(before.at(-1) ?? no, part));
  const kept: number[] = [];
  let behind: Diagram = no;
  for (const index of indexes(parts.length).reverse()) {
    const others = or(before[index] ?? no, behind);
    if (and(whole, others) === whole) continue;
    kept.unshift(index);
    behind = or(behind, parts[index] ?? no);
  }
  return kept;
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
