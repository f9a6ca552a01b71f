import type { Eui64 } from './eui64.js';

/** RemotePartyRole as DUIS enumerates it (DUIS V5.4, simpleType RemotePartyRole). */
export const remotePartyRoles = ['ACB', 'NetworkOperator', 'Recovery', 'Root', 'Supplier', 'TransCoS', 'LoadController'] as const;
export type RemotePartyRole = (typeof remotePartyRoles)[number];

/** The three certificates that a 6.15.1 or a 6.21 can place, by the DUIS element's name without `Certificate`. */
export const certificateUses = ['DigitalSigning', 'KeyAgreement', 'KeyAgreementTopUp'] as const;
export type CertificateUse = (typeof certificateUses)[number];

export interface PlacedCertificate {
  use: CertificateUse;
  /** the element's text without white space; said to be base64 of one DER certificate, which only smki/ finds out */
  base64: string;
}

/** A DUIS Service Request as far as slotguard reads it, from XML or from JSON. */
export interface ServiceRequest {
  /** as sent; a response echoes it */
  requestId: string;
  originator: Eui64;
  target: Eui64;
  /** originator counter, 0 to 2^64 - 1 */
  counter: bigint;
  /** 1 to 9 */
  commandVariant: number;
  /** Service Reference Variant: `6.15.1`, `6.21`, ... */
  srv: string;
  /** Service Reference: `6.15`, `6.21`, ... */
  serviceReference: string;
  schemaVersion: string;
  /** only 6.15.1 and 6.21 name one */
  remotePartyRole: RemotePartyRole | undefined;
  /** the instant in epoch milliseconds; undefined: at once */
  executionDateTime: number | undefined;
  certificates: readonly PlacedCertificate[];
  /** SHA-256, hex, over the fields above and what else the body says: two messages with the same digest say the same, in whatever form they came */
  contentDigest: string;
  /** base64 of authorities' certificates, sent along to show by whom the others were issued; JSON has none. They are placed nowhere */
  certificationPath?: readonly string[] | undefined;
}

/** `ExecutionDateTime` that cancels a future-dated request: 3000-12-31T00:00:00Z, as an instant. */
export const cancellationInstant = Date.UTC(3000, 11, 31);

/** One spelling for one RequestID: EUI-64s in upper case. */
export function requestKey(request: Pick<ServiceRequest, 'originator' | 'target' | 'counter'>): string {
  return `${request.originator}:${request.target}:${request.counter.toString()}`;
}
