import { eui64FromBigInt, type Eui64 } from '../domain/eui64.js';
import type { DistinguishedName, NameAttribute } from './certificate-structure.js';
import { malformed } from './malformed.js';
import { isVisible, quoted } from './name-text.js';

const commonNameOid = '2.5.4.3';
const organizationalUnitOid = '2.5.4.11';
const uniqueIdentifierOid = '2.5.4.45';

/** Two hex digits, upper case, from the one OU of the subject (GBCS: RemotePartyRole in X520OrganizationalUnitName). Throws `Fault('malformed-value')`. */
export function readRemotePartyRoleCode(subject: DistinguishedName): string {
  const attribute = readOnly(subject, organizationalUnitOid, 'OU');
  const text = readText(attribute, 'OU');
  if (!/^[0-9A-Fa-f]{2}$/.test(text)) throw malformed(`subject OU is ${quoted(text)}; two hex digits are expected`);
  return text.toUpperCase();
}

/**
 * The EUI-64 in the one x500UniqueIdentifier of the subject: a BIT STRING of exactly 64 bits, nothing that prints like one.
 * Throws `Fault('malformed-value')`.
 */
export function readEntityId(subject: DistinguishedName): Eui64 {
  const { form, der } = readOnly(subject, uniqueIdentifierOid, 'x500UniqueIdentifier');
  const expected = 'a BIT STRING of 64 bits is expected';
  if (der?.[0] !== 0x03) throw malformed(`subject x500UniqueIdentifier is a ${form}; ${expected}`);
  const [, length = 0, unused = 0, ...octets] = der;
  if (length !== 9 || unused !== 0 || octets.length !== 8) {
    throw malformed(`subject x500UniqueIdentifier is a BIT STRING of ${Math.max(octets.length * 8 - unused, 0)} bits; ${expected}`);
  }
  return eui64FromBigInt(Buffer.from(octets).readBigUInt64BE());
}

/** Undefined where there is none. Throws `Fault('malformed-value')`. */
export function findCommonName(subject: DistinguishedName): string | undefined {
  if (!subject.flat().some(({ oid }) => oid === commonNameOid)) return undefined;
  const text = readText(readOnly(subject, commonNameOid, 'CN'), 'CN');
  if (text === '' || !isVisible(text)) throw malformed(`subject CN is ${quoted(text)}; visible characters are expected`);
  return text;
}

/** A set of several attributes in one RDN has no order to read it by, and SMKI has none: refused, wherever it stands in the subject. */
export function requireSingleValues(subject: DistinguishedName): void {
  const place = subject.findIndex((rdn) => rdn.length !== 1);
  if (place >= 0) {
    throw malformed(`part ${place + 1} of the subject has ${subject[place]?.length ?? 0} attributes; one attribute in each part is expected`);
  }
}

function readOnly(subject: DistinguishedName, oid: string, name: string): NameAttribute {
  const [attribute, ...others] = subject.flat().filter((candidate) => candidate.oid === oid);
  if (!attribute) throw malformed(`the subject has no ${name}; exactly one is expected`);
  if (others.length > 0) throw malformed(`the subject has ${others.length + 1} ${name}; exactly one is expected`);
  return attribute;
}

function readText({ form, text }: NameAttribute, name: string): string {
  if (text === undefined || (form !== 'UTF8String' && form !== 'PrintableString')) {
    throw malformed(`subject ${name} is a ${form}; a UTF8String or a PrintableString is expected`);
  }
  return text;
}
