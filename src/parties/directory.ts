import { eui64FromBigInt, type Eui64 } from '../domain/eui64.js';
import { Fault } from '../domain/fault.js';
import type { Party, PartyDirectory, UserRole } from '../domain/party.js';
import { ambiguitiesBetween, conflictsBetween, type PartyConflict } from './conflicts.js';

/** The parties by everything that they are found by. Throws `Fault('data-invalid')` where two cannot stand side by side. */
export function createDirectory(parties: readonly Party[]): PartyDirectory {
  refuseConflicts(parties, ambiguitiesBetween(parties));
  const byId = indexBy(parties, ({ id }) => [id]);
  const byMarketParticipantId = indexBy(parties, ({ marketParticipantIds }) => marketParticipantIds);
  const byDistributorId = indexBy(parties, ({ distributorIds }) => distributorIds);
  const users = indexUsers(parties);
  const findOwner = ownerFinder(parties);
  return {
    parties,
    findParty: (id) => byId.get(id),
    findUser: (userId) => users.get(userId),
    findByEntityId: findOwner,
    findByMarketParticipantId: (id) => byMarketParticipantId.get(id),
    findByDistributorId: (id) => byDistributorId.get(id),
  };
}

/** Throws `Fault('data-invalid')` where these parties cannot be taken in together. A store that holds such parties is read all the same. */
export function requireNoConflicts(parties: readonly Party[]): void {
  refuseConflicts(parties, conflictsBetween(parties));
}

function refuseConflicts(parties: readonly Party[], conflicts: readonly PartyConflict[]): void {
  const [conflict] = conflicts;
  if (conflict !== undefined) {
    const places = conflicts.map(({ problem, second }) => ({ at: `party ${parties[second.party]?.id ?? ''}`, problem }));
    throw new Fault('data-invalid', `the parties contradict each other: ${conflict.problem}`, places);
  }
}

function indexBy(parties: readonly Party[], list: (party: Party) => readonly string[]): ReadonlyMap<string, Party> {
  return new Map(parties.flatMap((party) => list(party).map((name) => [name, party] as const)));
}

function indexUsers(parties: readonly Party[]): ReadonlyMap<Eui64, { party: Party; role: UserRole }> {
  return new Map(parties.flatMap((party) => party.users.map(({ id, role }) => [id, { party, role }] as const)));
}

interface Span {
  from: Eui64;
  to: Eui64;
  owner: Party;
}

function ownerFinder(parties: readonly Party[]): (entityId: Eui64) => Party | undefined {
  const spans = spansOf(parties);
  return (entityId) => {
    const span = spans[countUpTo(spans, entityId) - 1];
    return span !== undefined && entityId <= span.to ? span.owner : undefined;
  };
}

/** Ascending, which is the same by number and by text, and apart: what overlaps belongs to one party, and becomes one span. */
function spansOf(parties: readonly Party[]): Span[] {
  const all = parties.flatMap((owner) => owner.entityIds.map(({ from, to }): Span => ({ from: eui64FromBigInt(from), to: eui64FromBigInt(to), owner })));
  const spans: Span[] = [];
  for (const span of all.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = spans.at(-1);
    if (last !== undefined && span.from <= last.to) {
      last.to = span.to > last.to ? span.to : last.to;
    } else {
      spans.push(span);
    }
  }
  return spans;
}

/** how many of the ascending spans do not begin after `entityId` */
function countUpTo(spans: readonly Span[], entityId: Eui64): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const span = spans[middle];
    if (span !== undefined && span.from <= entityId) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
