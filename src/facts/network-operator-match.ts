import type { Party } from '../domain/party.js';
import type { ResponsibleOperator } from './responsible-operator.js';

export type NetworkOperatorMatch = 'match' | 'mismatch' | 'owner-unknown' | 'operator-unknown' | 'none';

/**
 * Compares the owners of the Network Operator certificates with the responsible operator, at SEC Party (DOMAIN 13).
 * One owner that is another known party is a mismatch whatever the others are, also when the responsible operator is
 * not in the directory: it cannot be that party then (DOMAIN 11, A8 and A10).
 */
export function matchNetworkOperator(
  owners: readonly (Party | undefined)[],
  responsible: ResponsibleOperator | undefined,
  equivalentGroups: readonly string[],
): NetworkOperatorMatch {
  if (owners.length === 0) return 'none';
  if (responsible === undefined) return 'operator-unknown';
  const accepted = responsible.party === undefined ? responsible.alsoAccepted : [responsible.party, ...responsible.alsoAccepted];
  const isAccepted = (owner: Party) => accepted.some((party) => isSameOperator(owner, party, equivalentGroups));
  if (owners.some((owner) => owner !== undefined && !isAccepted(owner))) return 'mismatch';
  if (owners.every((owner) => owner !== undefined)) return 'match';
  return responsible.party === undefined ? 'operator-unknown' : 'owner-unknown';
}

function isSameOperator(one: Party, other: Party, equivalentGroups: readonly string[]): boolean {
  return one.id === other.id || (one.group !== undefined && one.group === other.group && equivalentGroups.includes(one.group));
}
