import type { Heading } from '../audit/heading.js';
import type { PartyDirectory } from '../domain/party.js';

/** Whom a row of the report is about: a party, or all User IDs together of which no party is known: they are in no directory, or it could not be looked at. */
export type Sender = Pick<Heading, 'supplier'>;

/** The same text for the same row; a party id has no blank in it. */
export function supplierKey({ supplier }: Sender): string {
  return supplier ?? 'no party';
}

export function supplierName({ supplier }: Sender, parties: PartyDirectory): string {
  return supplier === null ? 'User IDs of no known party' : (parties.findParty(supplier)?.name ?? supplier);
}
