import type { Eui64 } from './eui64.js';

export const partyKinds = ['network-operator', 'supplier', 'dcc', 'other'] as const;
export type PartyKind = (typeof partyKinds)[number];

/** SEC User Roles by their DUIS code (IS and GS are what the source document calls EIS and GIS). */
export const userRoles = ['IS', 'ES', 'GS', 'ED', 'GT', 'RSA', 'OU'] as const;
export type UserRole = (typeof userRoles)[number];

/** A contiguous allocation of EUI-64s, both ends included, as unsigned 64-bit integers. */
export interface EntityIdRange {
  from: bigint;
  to: bigint;
}

export interface Party {
  id: string;
  name: string;
  kind: PartyKind;
  entityIds: readonly EntityIdRange[];
  users: readonly { id: Eui64; role: UserRole }[];
  marketParticipantIds: readonly string[];
  distributorIds: readonly string[];
  group: string | undefined;
}

export interface PartyDirectory {
  parties: readonly Party[];
  findParty(id: string): Party | undefined;
  findUser(userId: Eui64): { party: Party; role: UserRole } | undefined;
  /** the party to whom the EUI-64 is allocated */
  findByEntityId(entityId: Eui64): Party | undefined;
  findByMarketParticipantId(id: string): Party | undefined;
  /** by the first two digits of an MPAN */
  findByDistributorId(id: string): Party | undefined;
}
