import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { XmlC14NMode, XmlDocument } from 'libxml2-wasm';
import { readSigners, type Signers } from '../../src/signature/signers.js';
import { bitString, bytes, integer, printableString, sequence, utcTime, utf8String } from '../support/der-writer.js';
import { attribute, ecKey, identifier, keyUsage, name, oddCertificate, oids, role } from '../support/pki.js';

export const supplier = '90-B3-D5-1F-30-01-00-00';
export const now = Date.parse('2026-11-20T10:00:00.000Z');
export const exclusiveForm = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const inclusiveForm = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';

const namespaces = { sr: 'http://www.dccinterface.co.uk/ServiceUserGateway', ds: 'http://www.w3.org/2000/09/xmldsig#' };

/** A User who signs messages, with the certificate that says so. */
export interface TestSigner {
  der: Buffer;
  pem: string;
  key: KeyObject;
  /** as it stands in ds:X509IssuerSerial */
  issuer: string;
  serialNumber: string;
}

export interface SignerParts {
  entityId?: string;
  ou?: string;
  /** hex */
  serial?: string;
  /** YYMMDDhhmmssZ */
  notBefore?: string;
  notAfter?: string;
  /** the key of another signer */
  key?: KeyObject;
  issuerName?: string;
  /** DER of a bit string; for signing otherwise */
  usage?: Buffer;
}

export function makeSigner({ entityId = supplier, ou = '87', serial = '1ecc6ed40f92a828', notBefore = '250901000000Z', notAfter = '350901235959Z', key, issuerName = 'Z1', usage }: SignerParts = {}): TestSigner {
  const privateKey = key ?? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const { x = '', y = '' } = privateKey.export({ format: 'jwk' });
  const der = oddCertificate({
    serialNumber: integer(serial),
    issuer: name(role(printableString('07')), attribute(oids.commonName, printableString(issuerName))),
    validity: sequence(utcTime(notBefore), utcTime(notAfter)),
    subject: name(role(utf8String(ou)), identifier(bitString(bytes(entityId.replaceAll('-', ''))))),
    publicKey: ecKey(Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])),
    ...(usage && { extensions: [keyUsage(usage)] }),
  });
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { der, pem, key: privateKey, issuer: `CN=${issuerName},OU=07`, serialNumber: BigInt(`0x${serial}`).toString() };
}

export function signersOf(...all: readonly TestSigner[]): Signers {
  return readSigners(all.map(({ pem }, index) => ({ path: `${index}.pem`, bytes: Buffer.from(pem) })), 'signers');
}

export interface Signing {
  /** the unsigned message as the digest is taken of it; otherwise the message itself */
  digested?: string;
  /** second transform */
  form?: 'exclusive';
  /** changes ds:SignedInfo before it is signed */
  signedInfo?: (text: string) => string;
  /** changes ds:Signature before its SignedInfo is signed */
  signature?: (text: string) => string;
  /** where ds:Signature is put; before the root's end tag otherwise */
  place?: (message: string, signature: string) => string;
  /** makes r and s of SignedInfo's canonical octets */
  value?: (octets: Buffer) => Buffer;
}

/** Signs a message as the DCC's own tool does, with libxml2's canonical forms, so that ours is not measured by itself. */
export function signXml(message: string, signer: TestSigner, signing: Signing = {}): string {
  const { form, signedInfo = same, signature = same, place = atTheEnd, value = (octets: Buffer) => sign('sha256', octets, { key: signer.key, dsaEncoding: 'ieee-p1363' }) } = signing;
  const digest = createHash('sha256').update(canonicalDocument(signing.digested ?? message, form)).digest('base64');
  const transform = (algorithm: string): string => `<ds:Transform Algorithm="${algorithm}"/>`;
  const info = signedInfo(
    `<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${exclusiveForm}"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>` +
      `<ds:Reference URI=""><ds:Transforms>${transform('http://www.w3.org/2000/09/xmldsig#enveloped-signature')}${form === 'exclusive' ? transform(exclusiveForm) : ''}</ds:Transforms>` +
      `<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`,
  );
  const whole = signature(
    `<ds:Signature xmlns:ds="${namespaces.ds}">${info}<ds:SignatureValue>VALUE</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509IssuerSerial>` +
      `<ds:X509IssuerName>${signer.issuer}</ds:X509IssuerName><ds:X509SerialNumber>${signer.serialNumber}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data></ds:KeyInfo></ds:Signature>`,
  );
  const unsigned = place(message, whole);
  return unsigned.replace('VALUE', value(canonicalSignedInfo(unsigned)).toString('base64'));
}

function same(text: string): string {
  return text;
}

function atTheEnd(message: string, signature: string): string {
  return message.replace(/<\/sr:Request>(?![^]*<\/sr:Request>)/, () => `${signature}</sr:Request>`);
}

/** libxml2's canonical form of a whole document, without comments. */
export function canonicalDocument(text: string | Buffer, form?: 'exclusive'): string {
  return withDocument(text, (document) => document.canonicalizeToString({ mode: modeOf(form) }));
}

/** The same of the first element that an XPath finds, in exclusive form. */
export function canonicalElement(text: string | Buffer, path: string): string {
  return withDocument(text, (document) => {
    const element = document.get(path, namespaces);
    if (element === null) throw new Error(`there is no ${path}`);
    return element.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
  });
}

/** The same of the document without its signature. */
export function canonicalWithoutSignature(text: string | Buffer, form?: 'exclusive'): string {
  return withDocument(text, (document) => {
    document.get('/*/ds:Signature', namespaces)?.remove();
    return document.canonicalizeToString({ mode: modeOf(form) });
  });
}

function modeOf(form: 'exclusive' | undefined): typeof XmlC14NMode.XML_C14N_1_0 | typeof XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 {
  return form === 'exclusive' ? XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 : XmlC14NMode.XML_C14N_1_0;
}

function canonicalSignedInfo(text: string): Buffer {
  return Buffer.from(canonicalElement(text, '//ds:SignedInfo'));
}

function withDocument<T>(text: string | Buffer, use: (document: XmlDocument) => T): T {
  const document = typeof text === 'string' ? XmlDocument.fromString(text) : XmlDocument.fromBuffer(text);
  try {
    return use(document);
  } finally {
    document.dispose();
  }
}
