import type { EntityIdRange, Party } from '../domain/party.js';
import { writeEntityIdRange } from './entity-id-range.js';

/** One entry of one party in a list of parties. */
export interface Claim {
  /** index in the list */
  party: number;
  field: 'id' | 'entityIds' | 'users' | 'marketParticipantIds' | 'distributorIds';
  /** index in the field's own list; 0 for `id` */
  entry: number;
}

/** What two parties cannot both have. `problem` names both. */
export interface PartyConflict {
  problem: string;
  /** in the order of the list */
  first: Claim;
  second: Claim;
}

/**
 * Everything that keeps these parties from standing in one directory: a party id, User ID, market participant id or distributor id that
 * stands twice, and EUI-64s allocated to two parties. Allocations of one party may overlap each other.
 */
export function conflictsBetween(parties: readonly Party[]): PartyConflict[] {
  return [
    ...repeatedIds(parties),
    ...overlaps(parties),
    ...repeats(parties, 'users', 'User ID', ({ users }) => users.map(({ id }) => id)),
    ...repeats(parties, 'marketParticipantIds', 'market participant id', (party) => distinct(party.marketParticipantIds)),
    ...repeats(parties, 'distributorIds', 'distributor id', (party) => distinct(party.distributorIds)),
  ];
}

/** harmless within one party; the place of a repeated entry is taken by an empty one, so that indices stay */
function distinct(entries: readonly string[]): (string | undefined)[] {
  const firsts = new Map(entries.map((entry, index) => [entry, index] as const).reverse());
  return entries.map((entry, index) => (firsts.get(entry) === index ? entry : undefined));
}

function repeatedIds(parties: readonly Party[]): PartyConflict[] {
  const conflicts = repeats(parties, 'id', 'party id', ({ id }) => [id.toLowerCase()]);
  return conflicts.map(({ first, second }) => ({ first, second, problem: `the party id \`${nameAt(parties, second)}\` stands twice: keep one` }));
}

type Listing = (party: Party) => readonly (string | undefined)[];

function repeats(parties: readonly Party[], field: Claim['field'], noun: string, list: Listing): PartyConflict[] {
  const firsts = new Map<string, Claim>();
  const conflicts: PartyConflict[] = [];
  for (const { name, claim } of namedClaims(parties, field, list)) {
    const first = firsts.get(name);
    if (first === undefined) {
      firsts.set(name, claim);
    } else {
      conflicts.push({ problem: repeated(`the ${noun} \`${name}\``, nameAt(parties, first), nameAt(parties, claim)), first, second: claim });
    }
  }
  return conflicts;
}

function namedClaims(parties: readonly Party[], field: Claim['field'], list: Listing): { name: string; claim: Claim }[] {
  return parties.flatMap((party, index) =>
    list(party).flatMap((name, entry) => (name === undefined ? [] : [{ name, claim: { party: index, field, entry } }])),
  );
}

function repeated(what: string, first: string, second: string): string {
  const where = first === second ? `twice under \`${first}\`` : `under both \`${first}\` and \`${second}\``;
  return `${what} stands ${where}: keep one`;
}

interface Allocation extends Claim {
  range: EntityIdRange;
}

/** Each allocation is held against the one that reaches furthest among those that begin before it under another party. */
function overlaps(parties: readonly Party[]): PartyConflict[] {
  const conflicts: PartyConflict[] = [];
  let furthest: Allocation | undefined;
  let furthestOfOthers: Allocation | undefined;
  for (const current of allocationsOf(parties)) {
    const rival = furthest?.party === current.party ? furthestOfOthers : furthest;
    if (rival !== undefined && rival.range.to >= current.range.from) {
      conflicts.push(overlapOf(parties, rival, current));
    }
    if (furthest === undefined || current.range.to > furthest.range.to) {
      furthestOfOthers = furthest?.party === current.party ? furthestOfOthers : furthest;
      furthest = current;
    } else if (current.party !== furthest.party && (furthestOfOthers === undefined || current.range.to > furthestOfOthers.range.to)) {
      furthestOfOthers = current;
    }
  }
  return conflicts;
}

function allocationsOf(parties: readonly Party[]): Allocation[] {
  return parties
    .flatMap(({ entityIds }, party) => entityIds.map((range, entry): Allocation => ({ party, field: 'entityIds', entry, range })))
    .sort((a, b) => (a.range.from < b.range.from ? -1 : a.range.from > b.range.from ? 1 : a.party - b.party || a.entry - b.entry));
}

function overlapOf(parties: readonly Party[], one: Allocation, other: Allocation): PartyConflict {
  const [first, second] = one.party < other.party ? [one, other] : [other, one];
  const shared = { from: other.range.from, to: one.range.to < other.range.to ? one.range.to : other.range.to };
  const what = `the EUI-64s ${writeEntityIdRange(shared)} are allocated to both`;
  return { problem: `${what} \`${nameAt(parties, first)}\` and \`${nameAt(parties, second)}\``, first: claimOf(first), second: claimOf(second) };
}

function claimOf({ party, field, entry }: Claim): Claim {
  return { party, field, entry };
}

function nameAt(parties: readonly Party[], { party }: Claim): string {
  return parties[party]?.id ?? '';
}
