import { eui64ToBigInt } from '../domain/eui64.js';
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

/** What keeps these parties from being imported: what is ambiguous between them, and a User ID of one among the EUI-64s allocated to another (DOMAIN 7). */
export function conflictsBetween(parties: readonly Party[]): PartyConflict[] {
  return [...ambiguitiesBetween(parties), ...strayUsers(parties)];
}

/**
 * Everything for which two parties could be found: a party id, User ID, market participant id or distributor id that stands twice, and EUI-64s
 * allocated to two parties. Allocations of one party may overlap each other.
 */
export function ambiguitiesBetween(parties: readonly Party[]): PartyConflict[] {
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
  const reach = createReach();
  return allocationsOf(parties).sort(inOrder).flatMap((current) => {
    const rival = reach.furthestBeside(current);
    reach.add(current);
    return rival !== undefined && rival.range.to >= current.range.from ? [overlapOf(parties, rival, current)] : [];
  });
}

/** User IDs among the EUI-64s of another party. */
function strayUsers(parties: readonly Party[]): PartyConflict[] {
  const reach = createReach();
  const users = parties.flatMap((party, index) => party.users.map(({ id }, entry): Allocation => ({ party: index, field: 'users', entry, range: { from: eui64ToBigInt(id), to: eui64ToBigInt(id) } })));
  return [...allocationsOf(parties), ...users].sort(inOrder).flatMap((current) => {
    const owner = reach.furthestBeside(current);
    if (current.field === 'entityIds') reach.add(current);
    return current.field === 'users' && owner !== undefined && owner.range.to >= current.range.from ? [strayOf(parties, owner, current)] : [];
  });
}

function strayOf(parties: readonly Party[], owner: Allocation, user: Allocation): PartyConflict {
  const problem = `the User ID \`${writeEntityIdRange(user.range)}\` of \`${nameAt(parties, user)}\` is among the EUI-64s allocated to \`${nameAt(parties, owner)}\` (${writeEntityIdRange(owner.range)}): mend one of them`;
  return { problem, first: claimOf(owner), second: claimOf(user) };
}

/** Of the allocations added so far, the one that reaches furthest under another party. */
function createReach(): { add: (allocation: Allocation) => void; furthestBeside: (claim: Claim) => Allocation | undefined } {
  let furthest: Allocation | undefined;
  let furthestOfOthers: Allocation | undefined;
  const furthestBeside = ({ party }: Claim): Allocation | undefined => (furthest?.party === party ? furthestOfOthers : furthest);
  return {
    furthestBeside,
    add: (current) => {
      if (furthest === undefined || current.range.to > furthest.range.to) {
        furthestOfOthers = furthestBeside(current);
        furthest = current;
      } else if (current.party !== furthest.party && (furthestOfOthers === undefined || current.range.to > furthestOfOthers.range.to)) {
        furthestOfOthers = current;
      }
    },
  };
}

function allocationsOf(parties: readonly Party[]): Allocation[] {
  return parties.flatMap(({ entityIds }, party) => entityIds.map((range, entry): Allocation => ({ party, field: 'entityIds', entry, range })));
}

/** By their beginnings, allocations before User IDs. */
function inOrder(a: Allocation, b: Allocation): number {
  if (a.range.from !== b.range.from) return a.range.from < b.range.from ? -1 : 1;
  return Number(a.field === 'users') - Number(b.field === 'users') || a.party - b.party || a.entry - b.entry;
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
