import type { Heading } from '../audit/heading.js';
import type { PartyDirectory } from '../domain/party.js';

/** Whom a row of the report is about: a party, or a User ID that is in no directory. */
export type Sender = Pick<Heading, 'supplier' | 'originator'>;

/** The same text for the same row; a party id has no blank in it. */
export function supplierKey({ supplier, originator }: Sender): string {
  return supplier ?? `user ${originator}`;
}

export function supplierName({ supplier, originator }: Sender, parties: PartyDirectory): string {
  return supplier === null ? originator : (parties.findParty(supplier)?.name ?? supplier);
}
