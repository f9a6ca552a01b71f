import type { Eui64 } from '../domain/eui64.js';
import type { CertificateReading } from '../domain/organisation-certificate.js';
import { type CertificateStructure, readCertificateStructure } from './certificate-structure.js';
import { type KeyUsageName, keyUsageOid, readKeyUsages } from './key-usage.js';
import { nameText } from './name-text.js';
import { readSerialNumber } from './organisation-profile.js';
import { readEntityId, readRemotePartyRoleCode } from './organisation-subject.js';
import { readCertificateDer, thumbprintOf } from './read-certificate.js';
import { maxCertificateBytes } from './strict-base64.js';

/** Whatever can be read of any X.509 certificate; a field that cannot is undefined. Only `reading` says whether it may be relied on. */
export interface CertificateDescription {
  reading: CertificateReading;
  /** SHA-256, lower-case hex */
  thumbprint: string;
  subject: string | undefined;
  issuer: string | undefined;
  /** decimal */
  serialNumber: string | undefined;
  /** epoch milliseconds */
  notBefore: number | undefined;
  notAfter: number | undefined;
  keyUsages: readonly KeyUsageName[] | undefined;
  remotePartyRoleCode: string | undefined;
  entityId: Eui64 | undefined;
}

/** For a person who looks at a certificate, an authority's among them. Never throws. */
export function describeCertificate(der: Uint8Array): CertificateDescription {
  const structure = attempt(() => (der.length > maxCertificateBytes ? undefined : readCertificateStructure(der)));
  const ask = <T>(read: (structure: CertificateStructure) => T): T | undefined => (structure ? attempt(() => read(structure)) : undefined);
  return {
    reading: readCertificateDer(der),
    thumbprint: thumbprintOf(der),
    subject: ask(({ subject }) => nameText(subject)),
    issuer: ask(({ issuer }) => nameText(issuer)),
    serialNumber: ask(({ serialNumber }) => readSerialNumber(serialNumber)),
    notBefore: ask(({ notBefore }) => notBefore),
    notAfter: ask(({ notAfter }) => notAfter),
    keyUsages: ask(findKeyUsages),
    remotePartyRoleCode: ask(({ subject }) => readRemotePartyRoleCode(subject)),
    entityId: ask(({ subject }) => readEntityId(subject)),
  };
}

function findKeyUsages({ extensions }: CertificateStructure): readonly KeyUsageName[] | undefined {
  const extension = extensions.find(({ oid }) => oid === keyUsageOid);
  return extension && readKeyUsages(extension.value);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
