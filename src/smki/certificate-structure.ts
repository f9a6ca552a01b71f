import 'reflect-metadata';
import { X509Certificate } from '@peculiar/x509';
import { malformed } from './malformed.js';

/** An X.509 certificate as it is encoded, before anyone asks whether it is an Organisation certificate. */
export interface CertificateStructure {
  /** as people count: 1, 2 or 3 */
  version: number;
  /** the INTEGER's octets */
  serialNumber: Uint8Array;
  /** said within the signed part, and again beside the signature */
  signatureAlgorithms: readonly [Algorithm, Algorithm];
  issuer: DistinguishedName;
  /** epoch milliseconds */
  notBefore: number;
  notAfter: number;
  subject: DistinguishedName;
  publicKey: { algorithm: Algorithm; bits: Uint8Array };
  extensions: readonly Extension[];
  /** the whole certificate encoded anew from its parts, as DER */
  encodedAgain: Uint8Array;
}

export interface Algorithm {
  oid: string;
  /** DER; null where it is the ASN.1 NULL */
  parameters: Uint8Array | null | undefined;
}

export interface Extension {
  oid: string;
  critical: boolean;
  value: Uint8Array;
}

export type DistinguishedName = readonly (readonly NameAttribute[])[];

/** Either text of one of the ASN.1 string types, or the DER of something else. */
export type NameAttribute =
  | { oid: string; form: string; text: string; der?: undefined }
  | { oid: string; form: string; text?: undefined; der: Uint8Array };

/** Opens what the library keeps to its subclasses: the parsed structure with its ASN.1 types. */
class OpenCertificate extends X509Certificate {
  get structure() {
    return this.asn;
  }
}

type Structure = OpenCertificate['structure'];
type EncodedAlgorithm = Structure['signatureAlgorithm'];
type EncodedName = Structure['tbsCertificate']['subject'];
type EncodedAttribute = EncodedName[number][number];

const berLimits = { maxDepth: 32, maxNodes: 1024, maxContentLength: 16_384 };

/** Throws `Fault('malformed-value')` where the bytes are no X.509 certificate. A BER reader: it says nothing of whether they are DER. */
export function readCertificateStructure(bytes: Uint8Array): CertificateStructure {
  try {
    const { structure } = new OpenCertificate(bytes, { berOptions: berLimits });
    return { ...readSignedPart(structure.tbsCertificate), ...readOutside(structure) };
  } catch (cause) {
    throw malformed('the bytes are no X.509 certificate', cause);
  }
}

function readOutside(structure: Structure): Pick<CertificateStructure, 'signatureAlgorithms' | 'encodedAgain'> {
  return {
    signatureAlgorithms: [algorithmOf(structure.tbsCertificate.signature), algorithmOf(structure.signatureAlgorithm)],
    encodedAgain: new Uint8Array(new X509Certificate(structure).rawData),
  };
}

function readSignedPart(tbs: Structure['tbsCertificate']): Omit<CertificateStructure, 'signatureAlgorithms' | 'encodedAgain'> {
  const { algorithm, subjectPublicKey } = tbs.subjectPublicKeyInfo;
  return {
    version: tbs.version + 1,
    serialNumber: new Uint8Array(tbs.serialNumber),
    issuer: nameOf(tbs.issuer),
    notBefore: tbs.validity.notBefore.getTime().getTime(),
    notAfter: tbs.validity.notAfter.getTime().getTime(),
    subject: nameOf(tbs.subject),
    publicKey: { algorithm: algorithmOf(algorithm), bits: new Uint8Array(subjectPublicKey) },
    extensions: Array.from(tbs.extensions ?? [], ({ extnID, critical, extnValue }) => ({
      oid: extnID,
      critical,
      value: new Uint8Array(extnValue.buffer),
    })),
  };
}

function algorithmOf({ algorithm, parameters }: EncodedAlgorithm): Algorithm {
  return { oid: algorithm, parameters: parameters ? new Uint8Array(parameters) : parameters };
}

function nameOf(name: EncodedName): DistinguishedName {
  return Array.from(name, (rdn) => Array.from(rdn, attributeOf));
}

function attributeOf({ type: oid, value }: EncodedAttribute): NameAttribute {
  const texts = [
    { form: 'UTF8String', text: value.utf8String },
    { form: 'PrintableString', text: value.printableString },
    { form: 'BMPString', text: value.bmpString },
    { form: 'TeletexString', text: value.teletexString },
    { form: 'UniversalString', text: value.universalString },
    { form: 'IA5String', text: value.ia5String },
  ];
  for (const { form, text } of texts) {
    if (text !== undefined) return { oid, form, text };
  }
  const der = new Uint8Array(value.anyValue ?? new ArrayBuffer(0));
  return { oid, form: der[0] === 0x03 ? 'BIT STRING' : `value with tag 0x${Buffer.from(der.subarray(0, 1)).toString('hex')}`, der };
}
