import { type KeyObject, X509Certificate } from 'node:crypto';
import { Fault, type Place } from '../domain/fault.js';
import type { OrganisationCertificate } from '../domain/organisation-certificate.js';
import { readCertificateStructure } from '../smki/certificate-structure.js';
import { nameText } from '../smki/name-text.js';
import { readCertificateDer, thumbprintOf } from '../smki/read-certificate.js';
import { type FoundFile, readCertificatesOfFile } from '../smki/read-certificate-file.js';

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

/** By issuer and serial number. */
export type SignersOfFile = ReadonlyMap<string, Signer>;

export interface GatheredSigners {
  signers: Signers;
  /** by path: whom each file stands for now */
  held: ReadonlyMap<string, SignersOfFile>;
  /** what is wrong with files */
  problems: readonly Place[];
}

/**
 * The signers of these files. Any SMKI Organisation certificate may be among them; whose signature counts is asked when it is verified.
 * Throws `Fault('configuration-invalid')` that names every file with a certificate that cannot be read, or that looks like another one.
 */
export function readSigners(files: readonly FoundFile[], directory: string): Signers {
  return requireUsable(gatherSigners(files), directory).signers;
}

/** Throws `Fault('configuration-invalid')` where a file cannot be used, or there is nobody. */
export function requireUsable(gathered: GatheredSigners, directory: string): GatheredSigners {
  const places = [...gathered.problems];
  if (places.length === 0 && gathered.signers.size === 0) places.push({ at: directory, problem: 'there is no certificate in it' });
  if (places.length > 0) throw new Fault('configuration-invalid', `the certificates in ${directory} cannot be used to verify signatures`, places);
  return gathered;
}

/**
 * The signers of these files, where one that cannot be used stands for whom it stood for before. Whoever stands in no file any more is nobody. Certificates
 * that stood in any of them before are not read again: each takes a millisecond, and there may be hundreds beside one that changes.
 */
export function gatherSigners(files: readonly FoundFile[], before: ReadonlyMap<string, SignersOfFile> = new Map()): GatheredSigners {
  const all = new Map<string, Signer>();
  const held = new Map<string, SignersOfFile>();
  const problems: Place[] = [];
  const known = byThumbprint(before);
  for (const file of files) {
    const read = readFile(file, all, known);
    if ('problem' in read) problems.push({ at: file.path, problem: read.problem });
    const signers = 'problem' in read ? stillHeld(file, before, all) : read.signers;
    signers.forEach((signer, key) => all.set(key, signer));
    held.set(file.path, signers);
  }
  return { signers: { find: (issuer, serialNumber) => all.get(keyOf(issuer, serialNumber)), size: all.size }, held, problems };
}

function stillHeld(file: FoundFile, before: ReadonlyMap<string, SignersOfFile>, others: SignersOfFile): SignersOfFile {
  const signers = 'isGone' in file && file.isGone ? undefined : before.get(file.path);
  return signers === undefined || clashes(signers, others) ? new Map<string, Signer>() : signers;
}

function clashes(signers: SignersOfFile, others: SignersOfFile): boolean {
  return [...signers].some(([key, { thumbprint }]) => (others.get(key)?.thumbprint ?? thumbprint) !== thumbprint);
}

interface KnownSigner {
  key: string;
  signer: Signer;
}

function byThumbprint(before: ReadonlyMap<string, SignersOfFile>): ReadonlyMap<string, KnownSigner> {
  return new Map([...before.values()].flatMap((signers) => [...signers].map(([key, signer]) => [signer.thumbprint, { key, signer }] as const)));
}

/** Whom the file stands for, or what is wrong with it. */
function readFile(file: FoundFile, others: SignersOfFile, known: ReadonlyMap<string, KnownSigner>): { signers: SignersOfFile } | { problem: string } {
  if ('problem' in file) return { problem: file.problem };
  try {
    const certificates = readCertificatesOfFile(file.bytes);
    if (certificates === undefined) return { problem: 'it holds XML, where a certificate is expected' };
    const signers = new Map<string, Signer>();
    for (const { label, der } of certificates) {
      const read = known.get(thumbprintOf(der)) ?? readSigner(der);
      const problem = 'problem' in read ? read.problem : addSigner(signers, others, read);
      if (problem !== undefined) return { problem: `${label}: ${problem}` };
    }
    return { signers };
  } catch (cause) {
    if (cause instanceof Fault) return { problem: cause.message };
    throw cause;
  }
}

function readSigner(der: Uint8Array): KnownSigner | { problem: string } {
  const reading = readCertificateDer(der);
  if (!reading.readable) return { problem: reading.cause };
  const { certificate, thumbprint } = reading;
  return { key: keyOf(issuerOf(der), certificate.serialNumber), signer: { certificate, thumbprint, key: new X509Certificate(der).publicKey } };
}

/** Answers what is wrong with the certificate beside the others. */
function addSigner(signers: Map<string, Signer>, others: SignersOfFile, { key, signer }: KnownSigner): string | undefined {
  const other = signers.get(key) ?? others.get(key);
  if (other !== undefined && other.thumbprint !== signer.thumbprint) return 'another certificate has the same issuer and serial number';
  signers.set(key, signer);
  return undefined;
}

/** The last part first, as RFC 2253 has it. */
function issuerOf(der: Uint8Array): string {
  return nameText([...readCertificateStructure(der).issuer].reverse());
}

function keyOf(issuer: string, serialNumber: string): string {
  return `${issuer.replace(/(?<![ \t\n\r])[ \t\n\r]*,[ \t\n\r]*/g, ',')}\n${serialNumber}`;
}
