import { findDay } from '../reference/day-number.js';

/** One period of one MPxN, in days. `line`: where it stands in the file; undefined: it is stored. An open one has no `to`. */
export interface Period {
  from: number;
  to: number | null;
  line?: number;
}

/** A period of the file that cannot stand beside another. */
export interface Overlap {
  period: Period;
  other: Period;
}

/** The periods of the file that must go until none overlaps another. A stored one stays, unless the file has one of the same `from` that takes its place. */
export function findOverlaps(stored: readonly Period[], arrived: readonly Period[]): Overlap[] {
  const storedByFrom = new Map(stored.map((period) => [period.from, period]));
  const byFrom = new Map([...storedByFrom, ...arrived.map((period) => [period.from, period] as const)]);
  const kept: Period[] = [];
  const overlaps: Overlap[] = [];
  for (const period of [...byFrom.values()].sort((a, b) => a.from - b.from)) place(kept, period, storedByFrom, overlaps);
  return overlaps;
}

/** Puts `next` behind the kept ones. What the file cannot have leaves the stored period of the same day standing. */
function place(kept: Period[], next: Period, stored: ReadonlyMap<number, Period>, overlaps: Overlap[]): void {
  const last = kept.at(-1);
  if (last === undefined || endOf(last) <= next.from) {
    kept.push(next);
  } else if (next.line !== undefined) {
    overlaps.push({ period: next, other: last });
    const back = stored.get(next.from);
    if (back !== undefined) place(kept, back, stored, overlaps);
  } else {
    if (last.line !== undefined) overlaps.push({ period: last, other: next });
    const back = stored.get(last.from);
    kept.splice(-1, 1, ...(back === undefined ? [] : [back]), next);
  }
}

function endOf({ to }: Period): number {
  return to ?? Infinity;
}

export function describeOverlap({ period, other }: Overlap): string {
  const [earlier, later] = period.from < other.from ? [period, other] : [other, period];
  const hint = earlier.to === null ? `: give ${earlier === period ? 'it' : nameOf(earlier)} an effective_to, ${findDay(later.from) ?? ''} at the latest` : '';
  return `the period ${describe(period)} overlaps ${describe(other)} of ${nameOf(other)}${hint}`;
}

function describe({ from, to }: Period): string {
  return `${findDay(from) ?? ''} to ${to === null ? 'open' : findDay(to) ?? ''}`;
}

function nameOf({ line }: Period): string {
  return line === undefined ? 'the stored registration' : `line ${line}`;
}
