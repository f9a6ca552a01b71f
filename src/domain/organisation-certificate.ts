import type { Eui64 } from './eui64.js';

/** What an SMKI Organisation certificate says of itself. It names no organisation: the EUI-64 is the only link to one. */
export interface OrganisationCertificate {
  /** subject OU: two hex digits, upper case: `03` Network Operator, `02` supplier, `04` ACB, `01` recovery, `87` XML signing, ... */
  remotePartyRoleCode: string;
  /** subject x500UniqueIdentifier */
  entityId: Eui64;
  keyUsage: 'digitalSignature' | 'keyAgreement';
  commonName: string | undefined;
  issuer: string;
  /** decimal */
  serialNumber: string;
  /** epoch milliseconds */
  notBefore: number;
  notAfter: number;
}

/** A certificate is readable or it is not, and then `cause` says precisely why. `thumbprint`: SHA-256 of the bytes, hex; absent where there are none. */
export type CertificateReading =
  | { readable: true; thumbprint: string; certificate: OrganisationCertificate }
  | { readable: false; thumbprint: string | undefined; cause: string };

/** Names of the RemotePartyRole codes known from published test material (GBCS). */
export const remotePartyRoleNames: Readonly<Record<string, string>> = {
  '00': 'root',
  '01': 'recovery',
  '02': 'supplier',
  '03': 'network operator',
  '04': 'access control broker',
  '05': 'transitional change of supplier',
  '06': 'WAN provider',
  '07': 'issuing authority',
  '08': 'load controller',
  '7F': 'other user',
  '87': 'XML signing',
  '89': 'DSP XML signing',
};
