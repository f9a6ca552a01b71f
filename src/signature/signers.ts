import { type KeyObject, X509Certificate } from 'node:crypto';
import { Fault, type Place } from '../domain/fault.js';
import type { OrganisationCertificate } from '../domain/organisation-certificate.js';
import { readCertificateStructure } from '../smki/certificate-structure.js';
import { nameText } from '../smki/name-text.js';
import { readCertificateDer } from '../smki/read-certificate.js';
import { type CertificateFile, readCertificatesOfFile } from '../smki/read-certificate-file.js';

/** Whoever may have signed a message. */
export interface Signer {
  certificate: OrganisationCertificate;
  key: KeyObject;
  thumbprint: string;
}

export interface Signers {
  /** by the issuer's name as RFC 2253 writes it, `CN=Z1,OU=07`, spaces after commas allowed, and the serial number in decimal */
  find(issuer: string, serialNumber: string): Signer | undefined;
  size: number;
}

/**
 * The signers of these files. Any SMKI Organisation certificate may be among them; whose signature counts is asked when it is verified.
 * Throws `Fault('configuration-invalid')` that names every file with a certificate that cannot be read, or that looks like another one.
 */
export function readSigners(files: readonly CertificateFile[], directory: string): Signers {
  const signers = new Map<string, Signer>();
  const places: Place[] = [];
  for (const { path, bytes } of files) {
    const problem = addFile(signers, bytes);
    if (problem !== undefined) places.push({ at: path, problem });
  }
  if (places.length === 0 && signers.size === 0) places.push({ at: directory, problem: 'there is no certificate in it' });
  if (places.length > 0) throw new Fault('configuration-invalid', `the certificates in ${directory} cannot be used to verify signatures`, places);
  return { find: (issuer, serialNumber) => signers.get(keyOf(issuer, serialNumber)), size: signers.size };
}

/** Answers what is wrong with the file. */
function addFile(signers: Map<string, Signer>, bytes: Uint8Array): string | undefined {
  try {
    const certificates = readCertificatesOfFile(bytes);
    if (certificates === undefined) return 'it holds XML, where a certificate is expected';
    for (const { label, der } of certificates) {
      const problem = addCertificate(signers, der);
      if (problem !== undefined) return `${label}: ${problem}`;
    }
    return undefined;
  } catch (cause) {
    if (cause instanceof Fault) return cause.message;
    throw cause;
  }
}

function addCertificate(signers: Map<string, Signer>, der: Uint8Array): string | undefined {
  const reading = readCertificateDer(der);
  if (!reading.readable) return reading.cause;
  const { certificate, thumbprint } = reading;
  const key = keyOf(issuerOf(der), certificate.serialNumber);
  const other = signers.get(key);
  if (other !== undefined && other.thumbprint !== thumbprint) return 'another certificate has the same issuer and serial number';
  signers.set(key, { certificate, thumbprint, key: new X509Certificate(der).publicKey });
  return undefined;
}

/** The last part first, as RFC 2253 has it. */
function issuerOf(der: Uint8Array): string {
  return nameText([...readCertificateStructure(der).issuer].reverse());
}

function keyOf(issuer: string, serialNumber: string): string {
  return `${issuer.replace(/(?<![ \t\n\r])[ \t\n\r]*,[ \t\n\r]*/g, ',')}\n${serialNumber}`;
}
