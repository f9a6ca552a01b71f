import type { OrganisationCertificate } from '../domain/organisation-certificate.js';
import type { Algorithm, CertificateStructure, Extension } from './certificate-structure.js';
import { readOnlyKeyUsage } from './key-usage.js';
import { nameText, quoted } from './name-text.js';
import { findCommonName, readEntityId, readRemotePartyRoleCode, requireSingleValues } from './organisation-subject.js';
import { malformed } from './malformed.js';

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const ecPublicKey = '1.2.840.10045.2.1';
/** DER of the OID prime256v1, 1.2.840.10045.3.1.7 */
const p256 = '06082a8648ce3d030107';

/**
 * The SMKI Organisation certificate profile (DOMAIN 3.1; GBCS: P-256, SHA-256, one critical key usage). What the profile does not
 * speak of may be there and is not looked at; by whom it was issued is asked elsewhere (`authorities.ts`), if at all (DOMAIN 3.3),
 * and with it whether every critical extension is understood.
 * Throws `Fault('malformed-value')` with the first thing that is not so.
 */
export function readOrganisationProfile(structure: CertificateStructure): OrganisationCertificate {
  requireSmkiForm(structure);
  requireSingleValues(structure.subject);
  return {
    keyUsage: readOnlyKeyUsage(structure.extensions),
    remotePartyRoleCode: readRemotePartyRoleCode(structure.subject),
    entityId: readEntityId(structure.subject),
    commonName: findCommonName(structure.subject),
    issuer: nameText(structure.issuer),
    serialNumber: readSerialNumber(structure.serialNumber),
    ...readValidity(structure),
  };
}

/**
 * What certificates of organisations and of authorities have in common: v3, P-256, ECDSA with SHA-256, no extension twice.
 * Throws `Fault('malformed-value')`.
 */
export function requireSmkiForm(structure: CertificateStructure): void {
  if (structure.version !== 3) throw malformed(`the version is v${structure.version}; v3 is expected`);
  structure.signatureAlgorithms.forEach(requireEcdsaWithSha256);
  requireP256(structure.publicKey);
  requireOneOfEach(structure.extensions);
}

/** In decimal; positive and of at most 20 octets (RFC 5280, 4.1.2.2). Throws `Fault('malformed-value')`. */
export function readSerialNumber(octets: Uint8Array): string {
  if (octets.length > 20) throw malformed(`the serial number has ${octets.length} octets; at most 20 are expected`);
  const [first = 0, second = 0] = octets;
  const value = BigInt(`0x0${Buffer.from(octets).toString('hex')}`);
  if (first >= 0x80 || value === 0n) throw malformed(`the serial number is ${value === 0n ? '0' : 'negative'}; a positive one is expected`);
  if (first === 0 && second < 0x80) throw malformed('the serial number begins with a needless zero octet');
  return value.toString();
}

function readValidity({ notBefore, notAfter }: CertificateStructure): Pick<OrganisationCertificate, 'notBefore' | 'notAfter'> {
  if (notBefore % 1000 !== 0 || notAfter % 1000 !== 0) throw malformed('the validity holds fractions of a second; RFC 5280, 4.1.2.5 allows none');
  if (notBefore > notAfter) {
    const [from, to] = [notBefore, notAfter].map((time) => new Date(time).toISOString());
    throw malformed(`notBefore ${String(from)} is later than notAfter ${String(to)}`);
  }
  return { notBefore, notAfter };
}

function requireEcdsaWithSha256({ oid, parameters }: Algorithm): void {
  if (oid !== ecdsaWithSha256) throw malformed(`the signature algorithm is ${quoted(oid)}; ecdsa-with-SHA256 (${ecdsaWithSha256}) is expected`);
  if (parameters !== undefined) throw malformed('ecdsa-with-SHA256 carries parameters; none are expected');
}

function requireP256({ algorithm, bits }: CertificateStructure['publicKey']): void {
  if (algorithm.oid !== ecPublicKey) throw malformed(`the public key is of algorithm ${quoted(algorithm.oid)}; id-ecPublicKey (${ecPublicKey}) is expected`);
  if (Buffer.from(algorithm.parameters ?? []).toString('hex') !== p256) throw malformed('the public key is on another curve; P-256 is expected');
  if (bits.length !== 65 || bits[0] !== 0x04) {
    throw malformed(`the public key has ${bits.length} octets; an uncompressed point of 65 octets that begin with 04 is expected`);
  }
}

function requireOneOfEach(extensions: readonly Extension[]): void {
  const twice = extensions.find(({ oid }, index) => extensions.findIndex((other) => other.oid === oid) !== index);
  if (twice) throw malformed(`the extension ${quoted(twice.oid)} is there more than once`);
}
