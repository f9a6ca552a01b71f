import type { Heading } from '../audit/heading.js';
import type { CountedEntries, PanelCounts, RepeatedRequest } from '../audit/panel-source.js';

/** Some of what was counted, all days together: entries, and those of them whose RequestID was used more than once. */
export interface Group {
  entries: readonly Counted[];
  repeated: readonly RepeatedRequest[];
}

type Counted = Pick<CountedEntries, 'heading' | 'entries'>;
type Predicate = (heading: Heading) => boolean;

export const emptyGroup: Group = { entries: [], repeated: [] };
export const isCounted: Predicate = ({ counted }) => counted;

/** A heading that is one object on every day, as a store tells it, becomes one entry. */
export function overDays({ entries, repeated }: Pick<PanelCounts, 'entries' | 'repeated'>): Group {
  const sums = new Map<Heading, number>();
  for (const each of entries) sums.set(each.heading, (sums.get(each.heading) ?? 0) + each.entries);
  return { entries: [...sums].map(([heading, total]) => ({ heading, entries: total })), repeated };
}

export function only({ entries, repeated }: Group, isWanted: Predicate): Group {
  return { entries: entries.filter(({ heading }) => isWanted(heading)), repeated: repeated.filter(({ heading }) => isWanted(heading)) };
}

export function groupBy({ entries, repeated }: Group, keyOf: (heading: Heading) => string): Map<string, Group> {
  const entriesOf = listBy(entries, ({ heading }) => keyOf(heading));
  const repeatedOf = listBy(repeated, ({ heading }) => keyOf(heading));
  return new Map([...entriesOf].map(([key, group]) => [key, { entries: group, repeated: repeatedOf.get(key) ?? [] }]));
}

export function listBy<T>(list: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const each of list) {
    const key = keyOf(each);
    const found = lists.get(key);
    if (found === undefined) lists.set(key, [each]);
    else found.push(each);
  }
  return lists;
}

/** Everything that was sent. */
export function attemptsIn({ entries }: Pick<Group, 'entries'>): number {
  return sum(entries, (each) => each.entries);
}

/** What was sent, but not that which was answered from the record of an earlier, equal request. */
export function decisionsIn({ entries }: Pick<Group, 'entries'>): number {
  return sum(entries, (each) => (each.heading.repeated ? 0 : each.entries));
}

/** Distinct RequestIDs. */
export function requestsIn({ entries, repeated }: Group): number {
  return attemptsIn({ entries }) - sum(repeated, (each) => each.entries) + new Set(repeated.map(({ request }) => request)).size;
}

export function sum<T>(list: readonly T[], numberOf: (each: T) => number): number {
  return list.reduce((total, each) => total + numberOf(each), 0);
}
