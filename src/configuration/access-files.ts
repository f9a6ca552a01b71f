import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type Belief, createBelief } from '../access/certificate.js';
import { readTokenKeys, type TokenKeys } from '../access/token-keys.js';
import { Fault } from '../domain/fault.js';
import { secureContextOf, type TlsMaterial } from '../http/tls.js';
import type { Configuration } from './schema.js';

/** What the files of `server.tls` hold; undefined: no TLS. Throws `Fault('configuration-invalid')`, which names files and never what is in them. */
export function readTlsFiles({ certificateFile, keyFile, passphraseFile, minVersion, callerCertificates, callerAuthorityFiles }: Configuration['server']['tls']): TlsMaterial | undefined {
  if (certificateFile === null || keyFile === null) return undefined;
  const material: TlsMaterial = {
    certificate: readFile(certificateFile, 'server.tls.certificateFile'),
    key: readFile(keyFile, 'server.tls.keyFile'),
    passphrase: passphraseFile === null ? undefined : readFile(passphraseFile, 'server.tls.passphraseFile').replace(/\r?\n$/, ''),
    minVersion,
    callerCertificates,
    authorities: callerAuthorityFiles.flatMap((file) => certificatesIn(readFile(file, 'server.tls.callerAuthorityFiles'), file)),
  };
  const [own] = certificatesIn(material.certificate, certificateFile);
  requireRoot(material.authorities, callerAuthorityFiles);
  try {
    requireKeyOf(certificateIn(own), material);
    createSecureContext(secureContextOf(material));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
    throw unusable(keyFile, `TLS cannot use it with the certificate in ${certificateFile} (${code}): name the certificate's own key, and the file with its passphrase where it has one`, cause);
  }
  return material;
}

/** From when to when the server's own certificate is valid, epoch milliseconds. */
export function validityOf({ certificate }: TlsMaterial): { from: number; to: number } {
  const { validFrom, validTo } = certificateIn(certificate);
  return { from: Date.parse(validFrom), to: Date.parse(validTo) };
}

/** Whether the authorities believe a certificate; undefined: nobody is asked for one. */
export function beliefOf(material: TlsMaterial | undefined): Belief | undefined {
  return material === undefined || material.callerCertificates === 'off' ? undefined : createBelief(material.authorities.map(certificateIn));
}

/** The keys of `access.tokens.keysFile`; undefined: no token is read. Throws `Fault('configuration-invalid')`. */
export function readTokenKeysFile({ keysFile }: Configuration['access']['tokens']): TokenKeys | undefined {
  return keysFile === null ? undefined : readTokenKeys(readFile(keysFile, 'access.tokens.keysFile'), keysFile);
}

/** TLS itself takes a file without a key, such as one that is just being written, and then fails with everybody who connects. */
function requireKeyOf(certificate: X509Certificate, { key, passphrase }: TlsMaterial): void {
  if (!certificate.checkPrivateKey(createPrivateKey({ key, passphrase }))) throw Object.assign(new Error('another key'), { code: 'KEY_VALUES_MISMATCH' });
}

/** A chain is followed to a certificate that certifies itself: without one, nobody would be believed. */
function requireRoot(authorities: readonly string[], files: readonly string[]): void {
  const [file] = files;
  if (file === undefined || authorities.map(certificateIn).some((each) => each.checkIssued(each))) return;
  throw unusable(file, 'it holds no certificate that certifies itself: add that of the authority at the end of the chain, to this file or to another of server.tls.callerAuthorityFiles');
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** whatever it is of: the key of a server may stand beside its certificate */
const pemBlock = /-----BEGIN ([^-\n]+)-----(?:(?!-----)[^])*-----END \1-----/g;
/** what is left of a block that is not whole */
const piece = /-----[BE]|-\s*$/;

/** Throws `Fault('configuration-invalid')` where there is none, or one that is not whole or cannot be read: the file may be being written just now. */
function certificatesIn(text: string, file: string): [string, ...string[]] {
  const [first, ...others] = text.match(pemCertificate) ?? [];
  if (first === undefined) throw unusable(file, 'it holds no certificate: name a PEM file');
  if (piece.test(text.replace(pemBlock, ''))) throw unusable(file, 'it holds a block that begins or ends and is not whole: write the whole file, best under another name that is then changed to this one');
  const certificates: [string, ...string[]] = [first, ...others];
  for (const certificate of certificates) {
    try {
      certificateIn(certificate);
    } catch (cause) {
      throw unusable(file, 'it holds a certificate that cannot be read: name a PEM file', cause);
    }
  }
  return certificates;
}

function certificateIn(pem: string): X509Certificate {
  return new X509Certificate(pem);
}

function readFile(file: string, key: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
    throw unusable(file, `it cannot be read (${code}): ${key} must name a file that slotguard may read`, cause);
  }
}

function unusable(file: string, problem: string, cause?: unknown): Fault {
  return new Fault('configuration-invalid', `the file \`${file}\` cannot be used`, [{ at: file, problem }], { cause });
}
