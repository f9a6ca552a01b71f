import { bitString, bytes, critical, integer, octetString, oid, printableString, sequence, set, tlv, utcTime, utf8String } from './der-writer.js';

/** The pieces of a certificate as bytes, each of which a test may replace by something odd. */
export interface CertificateParts {
  version: Buffer;
  serialNumber: Buffer;
  innerAlgorithm: Buffer;
  issuer: Buffer;
  validity: Buffer;
  subject: Buffer;
  publicKey: Buffer;
  extensions: readonly Buffer[];
  outerAlgorithm: Buffer;
}

export const oids = { commonName: '2.5.4.3', organization: '2.5.4.10', organizationalUnit: '2.5.4.11', uniqueIdentifier: '2.5.4.45', keyUsage: '2.5.29.15' };

/** 90-B3-D5-1F-30-02-00-00 */
export const entityIdBytes = bytes('90b3d51f30020000');

/** The base point of P-256: a point on the curve, and the same in every run. */
export const generator = bytes(`04
  6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296
  4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5`);

export function attribute(type: string, value: Buffer): Buffer {
  return sequence(oid(type), value);
}

/** One attribute in each RDN. */
export function name(...attributes: readonly Buffer[]): Buffer {
  return sequence(...attributes.map((single) => set(single)));
}

export const role = (value: Buffer = utf8String('03')): Buffer => attribute(oids.organizationalUnit, value);
export const identifier = (value: Buffer = bitString(entityIdBytes)): Buffer => attribute(oids.uniqueIdentifier, value);

/** SubjectPublicKeyInfo of an EC key, on P-256 unless said otherwise. */
export function ecKey(point: Buffer, curve = '1.2.840.10045.3.1.7'): Buffer {
  return sequence(sequence(oid('1.2.840.10045.2.1'), oid(curve)), bitString(point));
}

export const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
/** by its octets: `03020780` digitalSignature, `03020308` keyAgreement */
export const keyUsage = (value: Buffer = bytes('03020780')): Buffer => sequence(oid(oids.keyUsage), critical, octetString(value));
export const subjectKeyIdentifier = sequence(oid('2.5.29.14'), octetString(octetString(bytes('4000000000000001'))));

const ordinary: CertificateParts = {
  version: tlv(0xa0, integer('02')),
  serialNumber: integer('4fc0252e553ecd05d4f72dcfad55c8e7'),
  innerAlgorithm: ecdsaWithSha256,
  issuer: name(role(printableString('07')), attribute(oids.commonName, printableString('Z1'))),
  validity: sequence(utcTime('250901000000Z'), utcTime('350901235959Z')),
  subject: name(role(), identifier()),
  publicKey: ecKey(generator),
  extensions: [keyUsage(), subjectKeyIdentifier],
  outerAlgorithm: ecdsaWithSha256,
};

/** A certificate of the SMKI profile but for what the test replaces; its signature is well-formed and verifies nothing. */
export function oddCertificate(odd: Partial<CertificateParts> = {}): Buffer {
  const parts = { ...ordinary, ...odd };
  const signedPart = sequence(
    parts.version, parts.serialNumber, parts.innerAlgorithm, parts.issuer, parts.validity, parts.subject, parts.publicKey,
    tlv(0xa3, sequence(...parts.extensions)),
  );
  return sequence(signedPart, parts.outerAlgorithm, bitString(sequence(integer('01'), integer('01'))));
}
