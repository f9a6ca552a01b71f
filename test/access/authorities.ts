import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { AuthorityKeyIdentifierExtension, BasicConstraintsExtension, PemConverter, SubjectAlternativeNameExtension, SubjectKeyIdentifierExtension, X509Certificate, X509CertificateGenerator } from '@peculiar/x509';

const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;

/** A certificate with its private key, both PEM. */
export interface Identity {
  cert: string;
  key: string;
  /** SHA-256, hex */
  thumbprint: string;
}

export interface TestAuthority extends Identity {
  issue(subject: string, notAfter?: Date): Promise<Identity>;
  /** what looks like a certificate of it, followed by its own, and was signed with another key */
  forge(subject: string): Promise<Identity>;
  /** an authority that it certifies; what that issues is followed by its certificate */
  certify(name: string, notAfter?: Date): Promise<TestAuthority>;
  /** another certificate of its own, of the same key */
  renew(): Promise<Identity>;
  /** A certificate of somebody, followed by one that names this authority and leads to another, and that nobody signed who could. */
  mislead(identity: Identity, to: TestAuthority): Promise<Identity>;
}

/** An authority made for a test, and certificates of it, for servers at 127.0.0.1 and for callers alike. */
export async function createTestAuthority(name: string): Promise<TestAuthority> {
  return authorityOf(name, await newKeys());
}

interface Issuer {
  certificate: X509Certificate;
  keys: webcrypto.CryptoKeyPair;
}

async function authorityOf(name: string, keys: webcrypto.CryptoKeyPair, issuer?: Issuer, notAfter?: Date): Promise<TestAuthority> {
  const certificate = await certificateOf(name, keys, issuer, notAfter);
  const chain = issuer === undefined ? [] : [certificate];
  const issue = async (subject: string, signingKey: webcrypto.CryptoKey, end?: Date, beside = chain): Promise<Identity> => {
    const { publicKey, privateKey } = await newKeys();
    const extensions = [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]), await AuthorityKeyIdentifierExtension.create(keys.publicKey, false, webcrypto)];
    const choices = { publicKey, signingKey, signingAlgorithm: p256, issuer: certificate.subjectName, subject, ...validity(end), extensions };
    const issued = await X509CertificateGenerator.create(choices, webcrypto);
    return withBeside(await written(issued, privateKey), beside);
  };
  return {
    ...(await written(certificate, keys.privateKey)),
    issue: (subject, end) => issue(subject, keys.privateKey, end),
    forge: async (subject) => issue(subject, (await newKeys()).privateKey, undefined, [certificate]),
    certify: async (subordinate, end) => authorityOf(subordinate, await newKeys(), { certificate, keys }, end),
    renew: async () => written(await certificateOf(name, keys, issuer), keys.privateKey),
    mislead: async (identity, to) => {
      const bridge = await certificateOf(name, keys, { certificate: new X509Certificate(to.cert), keys: await newKeys() });
      return withBeside(identity, [bridge]);
    },
  };
}

async function certificateOf(name: string, keys: webcrypto.CryptoKeyPair, issuer?: Issuer, notAfter?: Date): Promise<X509Certificate> {
  const extensions = [new BasicConstraintsExtension(true, undefined, true), await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto)];
  const common = { signingAlgorithm: p256, ...validity(notAfter), extensions };
  return issuer === undefined
    ? X509CertificateGenerator.createSelfSigned({ keys, name, ...common }, webcrypto)
    : X509CertificateGenerator.create({
      publicKey: keys.publicKey,
      signingKey: issuer.keys.privateKey,
      issuer: issuer.certificate.subjectName,
      subject: name,
      ...common,
    }, webcrypto);
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
}

function withBeside(identity: Identity, beside: readonly X509Certificate[]): Identity {
  return { ...identity, cert: [identity.cert, ...beside.map((each) => each.toString('pem'))].join('\n') };
}

function validity(notAfter = new Date(Date.now() + day)): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - 2 * day), notAfter };
}

async function written(certificate: X509Certificate, privateKey: webcrypto.CryptoKey): Promise<Identity> {
  return {
    cert: certificate.toString('pem'),
    key: PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY'),
    thumbprint: Buffer.from(await certificate.getThumbprint('SHA-256', webcrypto)).toString('hex'),
  };
}
