import { X509Certificate } from 'node:crypto';
import { Fault, type Place } from '../domain/fault.js';
import { type SmkiAuthority, hasIssued, readAuthority } from './authority.js';
import { readCertificateStructure } from './certificate-structure.js';
import { quoted } from './name-text.js';
import { requireEndOfChain } from './path-extensions.js';
import { type CertificateFile, readCertificatesOfFile } from './read-certificate-file.js';
import { readStrictBase64 } from './strict-base64.js';

/** By whom certificates may be issued. */
export interface Authorities {
  /**
   * Why a readable certificate does not chain to a root, by authorities of the directory or of `path`: each link by name, signature, CA flag,
   * keyCertSign and path length, and no critical extension that is not understood. Undefined: it does. Knows no clock: an authority that
   * has expired vouches for what it issued.
   */
  whyUnchained(base64: string, issuer: string, path: readonly string[]): string | undefined;
}

interface Issuers {
  roots: readonly SmkiAuthority[];
  others: readonly SmkiAuthority[];
}

/** root, two below it, organisation: SMKI has one fewer */
const mostBelowRoot = 2;

/**
 * Reads the certificates of roots, which have issued themselves, and of authorities below them. Throws `Fault('configuration-invalid')` that
 * names every file with a certificate that is no authority's or does not chain to a root.
 */
export function readAuthorities(files: readonly CertificateFile[], directory: string): Authorities {
  const read = files.map(readFile);
  const all = read.flatMap(({ authorities }) => authorities);
  const roots = all.filter(isRoot);
  const issuers = { roots, others: all.filter((each) => !roots.includes(each)) };
  const isChained = (each: SmkiAuthority): boolean => roots.includes(each) || hasChain(issuers, each.issuer, each.certificate, 1);
  const places = read.flatMap(({ path, authorities, problem }): Place[] => {
    const found = problem ?? (authorities.every(isChained) ? undefined : 'it does not chain to a root in this directory');
    return found === undefined ? [] : [{ at: path, problem: found }];
  });
  if (places.length === 0 && roots.length === 0) places.push({ at: directory, problem: 'there is no root certificate in it, one that has issued itself' });
  if (places.length > 0) throw new Fault('configuration-invalid', `the certificates in ${directory} cannot be used to verify chains`, places);
  const readPath = createPathReader();
  return { whyUnchained: (base64, issuer, path) => whyUnchained(issuers, { base64, issuer, readPath: () => readPath(path) }) };
}

/** The certificates of one request come with the same path, which is read once for all of them. */
function createPathReader(): (path: readonly string[]) => readonly SmkiAuthority[] {
  const read = new WeakMap<readonly string[], readonly SmkiAuthority[]>();
  return (path) => {
    const authorities = read.get(path) ?? path.flatMap(findAuthority);
    read.set(path, authorities);
    return authorities;
  };
}

interface Question {
  base64: string;
  issuer: string;
  readPath: () => readonly SmkiAuthority[];
}

function whyUnchained(issuers: Issuers, { base64, issuer, readPath }: Question): string | undefined {
  const der = readStrictBase64(base64);
  const certificate = new X509Certificate(der);
  const withPath = (): Issuers => ({ ...issuers, others: [...issuers.others, ...readPath()] });
  const isChained = hasChain(issuers, issuer, certificate, 0) || hasChain(withPath(), issuer, certificate, 0);
  return isChained ? whyNoEnd(der) : `no authority named ${quoted(issuer)} that chains to a configured root has issued it`;
}

function whyNoEnd(der: Uint8Array): string | undefined {
  try {
    requireEndOfChain(readCertificateStructure(der).extensions);
    return undefined;
  } catch (cause) {
    if (cause instanceof Fault) return cause.message;
    throw cause;
  }
}

/** Below the issuer that is looked for stand `below` authorities already. */
function hasChain(issuers: Issuers, issuer: string, certificate: X509Certificate, below: number): boolean {
  const mayIssue = (each: SmkiAuthority): boolean => (each.pathLength ?? below) >= below && hasIssued(each, issuer, certificate);
  if (issuers.roots.some(mayIssue)) return true;
  return below < mostBelowRoot && issuers.others.some((each) => mayIssue(each) && hasChain(issuers, each.issuer, each.certificate, below + 1));
}

function isRoot(authority: SmkiAuthority): boolean {
  return hasIssued(authority, authority.issuer, authority.certificate);
}

interface ReadFile {
  path: string;
  authorities: readonly SmkiAuthority[];
  /** what is wrong with it */
  problem?: string;
}

function readFile({ path, bytes }: CertificateFile): ReadFile {
  try {
    const certificates = readCertificatesOfFile(bytes);
    if (certificates === undefined) return { path, authorities: [], problem: 'it holds XML, where a certificate is expected' };
    return { path, authorities: certificates.map(({ der }) => readAuthority(der)) };
  } catch (cause) {
    if (cause instanceof Fault) return { path, authorities: [], problem: cause.message };
    throw cause;
  }
}

/** What came along is used where it can be; rubbish vouches for nobody. */
function findAuthority(base64: string): SmkiAuthority[] {
  try {
    return [readAuthority(readStrictBase64(base64))];
  } catch (cause) {
    if (cause instanceof Fault) return [];
    throw cause;
  }
}
