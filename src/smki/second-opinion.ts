import { X509Certificate } from 'node:crypto';
import { malformed } from './malformed.js';
import type { CertificateStructure } from './certificate-structure.js';

/** SubjectPublicKeyInfo of a P-256 key up to its uncompressed point */
const p256KeyHeader = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');

/**
 * Throws `Fault('malformed-value')` unless OpenSSL, through node:crypto, reads the same bytes, serial number, validity and public key,
 * and finds the key's point on its curve. Subject and key usage are not asked: node:crypto renders them unusably (DOMAIN 3.3).
 */
export function requireSecondOpinion(der: Uint8Array, structure: CertificateStructure): void {
  const other = readWithOpenSsl(der);
  const differing = [
    ['encoding', other.encoding.equals(der)],
    ['serial number', BigInt(`0x${other.serialNumber}`) === BigInt(`0x${Buffer.from(structure.serialNumber).toString('hex')}`)],
    ['notBefore', other.notBefore === structure.notBefore],
    ['notAfter', other.notAfter === structure.notAfter],
    ['public key', other.publicKey.equals(Buffer.concat([p256KeyHeader, structure.publicKey.bits]))],
  ].flatMap(([field, agrees]) => (agrees === true ? [] : [String(field)]));
  if (differing.length > 0) throw malformed(`two readers of certificates disagree on its ${differing.join(', ')}`);
}

function readWithOpenSsl(der: Uint8Array) {
  try {
    const { raw, serialNumber, validFrom, validTo, publicKey } = new X509Certificate(der);
    return {
      encoding: raw,
      serialNumber,
      notBefore: Date.parse(validFrom),
      notAfter: Date.parse(validTo),
      publicKey: publicKey.export({ format: 'der', type: 'spki' }),
    };
  } catch (cause) {
    throw malformed('openssl cannot read the certificate or its public key', cause);
  }
}
