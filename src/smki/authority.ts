import { X509Certificate } from 'node:crypto';
import type { CertificateStructure, Extension } from './certificate-structure.js';
import { keyUsageOid, readKeyUsages } from './key-usage.js';
import { malformed } from './malformed.js';
import { nameText } from './name-text.js';
import { requireSmkiForm } from './organisation-profile.js';
import { basicConstraintsOid, readPathLength, requireUnderstood } from './path-extensions.js';
import { readSoundly } from './read-certificate.js';

/** Who issues certificates: a root, or an issuing authority (OCA) below one. */
export interface SmkiAuthority {
  /** in the order of its encoding */
  subject: string;
  issuer: string;
  /** how many authorities may stand between it and an organisation; undefined: any number */
  pathLength: number | undefined;
  certificate: X509Certificate;
}

/** Throws `Fault('malformed-value')` unless these bytes are the certificate of an authority: CA, keyCertSign, P-256 (RFC 5280, 4.2.1.3 and 4.2.1.9). */
export function readAuthority(der: Uint8Array): SmkiAuthority {
  return { ...readSoundly(der, readAuthorityProfile), certificate: new X509Certificate(der) };
}

/** Whether this authority issued the certificate: its name and its key say so. Knows no clock. */
export function hasIssued(authority: SmkiAuthority, issuer: string, certificate: X509Certificate): boolean {
  return authority.subject === issuer && certificate.verify(authority.certificate.publicKey);
}

function readAuthorityProfile(structure: CertificateStructure): Omit<SmkiAuthority, 'certificate'> {
  requireSmkiForm(structure);
  requireUnderstood(structure.extensions);
  if (!readKeyUsages(readCritical(structure.extensions, keyUsageOid, 'keyUsage')).includes('keyCertSign')) {
    throw malformed('keyUsage lacks keyCertSign, which whoever issues certificates has');
  }
  return {
    subject: nameText(structure.subject),
    issuer: nameText(structure.issuer),
    pathLength: readPathLength(readCritical(structure.extensions, basicConstraintsOid, 'basicConstraints')),
  };
}

function readCritical(extensions: readonly Extension[], oid: string, name: string): Uint8Array {
  const extension = extensions.find((each) => each.oid === oid);
  if (!extension) throw malformed(`the extension ${name} is absent, which the certificate of an authority has`);
  if (!extension.critical) throw malformed(`the extension ${name} is not critical; a critical one is expected`);
  return extension.value;
}
