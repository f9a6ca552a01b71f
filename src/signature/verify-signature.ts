import { createHash, verify } from 'node:crypto';
import { readXml } from '../duis/read-xml.js';
import type { XmlElement } from '../duis/xml-tree.js';
import { quoted } from '../smki/name-text.js';
import { canonicalText, declaredWithin, noNamespaces } from './canonical-xml.js';
import { readSignature, readSignedInfo, type SignatureParts } from './read-signature.js';
import { refuseSignature } from './refuse-signature.js';
import type { Signer, Signers } from './signers.js';

export interface Verified {
  /** the very octets that the signature is about: the message in canonical form, without the signature */
  octets: Buffer;
  signer: Signer;
}

/**
 * Verifies the enveloped signature of a message. Whatever is said here of what was signed is read from octets that were
 * digested, never from the message as it came. Throws `Fault('signature-invalid')`.
 */
export function verifySignature(root: XmlElement, signature: XmlElement, signers: Signers): Verified {
  const parts = readSignature(signature);
  // as it came, before any work is done for whoever may have made it up
  readSignedInfo(parts.signedInfo);
  const signer = findSigner(parts, signers);
  const signedInfo = canonicalSignedInfo(root, signature, parts.signedInfo);
  const { digest, form } = readSignedInfo(readXml(signedInfo));
  if (!verify('sha256', signedInfo, { key: signer.key, dsaEncoding: 'ieee-p1363' }, parts.value)) {
    refuseSignature('element ds:SignatureValue', 'the key of the certificate that ds:KeyInfo names did not sign this');
  }
  const octets = Buffer.from(canonicalText(root, { form, without: signature }));
  if (!createHash('sha256').update(octets).digest().equals(digest)) {
    refuseSignature('element ds:DigestValue', 'the message is another than the one that was signed');
  }
  return { octets, signer };
}

function findSigner({ issuer, serialNumber }: SignatureParts, signers: Signers): Signer {
  const signer = signers.find(issuer, serialNumber);
  return signer ?? refuseSignature('element ds:X509IssuerSerial', `no certificate of a known signer has issuer ${quoted(issuer)} and serial number ${quoted(serialNumber)}`);
}

function canonicalSignedInfo(root: XmlElement, signature: XmlElement, signedInfo: XmlElement): Buffer {
  const around = declaredWithin(signature, declaredWithin(root, noNamespaces));
  return Buffer.from(canonicalText(signedInfo, { form: 'exclusive', around }));
}
