import 'reflect-metadata';
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  PemConverter,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { type Eui64, readEui64 } from '../domain/eui64.js';
import type { CertificateUse } from '../domain/service-request.js';
import { malformed } from './malformed.js';
import { quoted } from './name-text.js';

/** Not an SMKI authority: one made for a demo, a scenario or a test, whose certificates have the SMKI profile (DOMAIN 3.1). */
export interface Authority {
  /** its CN */
  name: string;
  certificate: IssuedCertificate;
  /** eight octets, hex */
  keyIdentifier: string;
  signingKey: webcrypto.CryptoKey;
}

export interface IssuedCertificate {
  der: Uint8Array;
  /** as it stands in a DUIS message */
  base64: string;
  pem: string;
}

export interface Issue {
  entityId: Eui64;
  /** RemotePartyRole code, two hex digits */
  ou: string;
  use: CertificateUse;
  commonName?: string;
  /** whole seconds; by default 2025-09-01 to the end of 2035-09-01, as in published test material */
  notBefore?: Date;
  notAfter?: Date;
  serialNumber?: bigint;
}

const p256 = { name: 'ECDSA', namedCurve: 'P-256' };
const defaultNotBefore = new Date('2025-09-01T00:00:00Z');
const defaultNotAfter = new Date('2035-09-01T23:59:59Z');
/** of the published test PKI; the production policy is unknown */
const certificatePolicy = '1.2.826.0.1.8641679.1.2.1.4';

/** `name`: characters of an ASN.1 PrintableString. Throws `Fault('malformed-value')` for others. */
export async function createAuthority({ name }: { name: string }): Promise<Authority> {
  if (!/^[A-Za-z0-9 '()+,./:=?-]+$/.test(name)) {
    throw malformed(`${quoted(name)} cannot be an authority's name: write letters without accents, digits, spaces and '()+,-./:=?`);
  }
  const keys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const keyIdentifier = await keyIdentifierOf(keys.publicKey);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      keys,
      serialNumber: serialHex(undefined),
      name: authorityName(name),
      notBefore: defaultNotBefore,
      notAfter: defaultNotAfter,
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        ...extensionsOf(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, keyIdentifier, keyIdentifier),
      ],
    },
    webcrypto,
  );
  return { name, certificate: written(certificate), keyIdentifier, signingKey: keys.privateKey };
}

/** Makes a key pair, forgets its private half and certifies the other. Throws `Fault('malformed-value')` for what no certificate can say. */
export async function issueCertificate(authority: Authority, issue: Issue): Promise<IssuedCertificate> {
  const { publicKey } = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const usage = issue.use === 'DigitalSigning' ? KeyUsageFlags.digitalSignature : KeyUsageFlags.keyAgreement;
  const certificate = await X509CertificateGenerator.create(
    {
      publicKey,
      signingKey: authority.signingKey,
      serialNumber: serialHex(issue.serialNumber),
      issuer: authorityName(authority.name),
      subject: organisationName(issue),
      notBefore: issue.notBefore ?? defaultNotBefore,
      notAfter: issue.notAfter ?? defaultNotAfter,
      extensions: extensionsOf(usage, await keyIdentifierOf(publicKey), authority.keyIdentifier),
    },
    webcrypto,
  );
  return written(certificate);
}

function authorityName(name: string): Name {
  return new Name([{ '2.5.4.11': [{ printableString: '07' }] }, { '2.5.4.3': [{ printableString: name }] }]);
}

function organisationName({ commonName, ou, entityId }: Issue): Name {
  if (!/^[0-9A-F]{2}$/.test(ou)) throw malformed(`${quoted(ou)} is no RemotePartyRole code: write two hex digits in upper case, such as 03`);
  const identifier = `#030900${readEui64(entityId).replaceAll('-', '')}`;
  return new Name([
    ...(commonName === undefined ? [] : [{ '2.5.4.3': [{ utf8String: commonName }] }]),
    { '2.5.4.11': [{ utf8String: ou }] },
    { '2.5.4.45': [identifier] },
  ]);
}

function extensionsOf(usage: KeyUsageFlags, subjectKey: string, authorityKey: string): Extension[] {
  return [
    new KeyUsagesExtension(usage, true),
    new SubjectKeyIdentifierExtension(subjectKey),
    new CertificatePolicyExtension([certificatePolicy], true),
    new AuthorityKeyIdentifierExtension(authorityKey),
  ];
}

/** RFC 5280, 4.2.1.2, method 2: 0100 and the last 60 bits of the SHA-1 of the key. */
async function keyIdentifierOf(publicKey: webcrypto.CryptoKey): Promise<string> {
  const point = Buffer.from(await webcrypto.subtle.exportKey('raw', publicKey));
  const digest = createHash('sha1').update(point).digest('hex');
  return `4${digest.slice(-15)}`;
}

/** Sixteen octets, positive, unless a number is asked for. */
function serialHex(serialNumber: bigint | undefined): string {
  if (serialNumber === undefined) {
    const octets = randomBytes(16);
    octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
    return octets.toString('hex');
  }
  if (serialNumber <= 0n) throw malformed(`${serialNumber.toString()} is no serial number: write a positive one`);
  const hex = serialNumber.toString(16);
  return hex.padStart(hex.length + (hex.length % 2), '0');
}

function written(certificate: X509Certificate): IssuedCertificate {
  const der = new Uint8Array(certificate.rawData);
  return { der, base64: Buffer.from(der).toString('base64'), pem: `${PemConverter.encode(certificate.rawData, 'CERTIFICATE')}\n` };
}
