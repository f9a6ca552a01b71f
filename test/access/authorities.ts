import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { AuthorityKeyIdentifierExtension, BasicConstraintsExtension, PemConverter, SubjectAlternativeNameExtension, SubjectKeyIdentifierExtension, type X509Certificate, X509CertificateGenerator } from '@peculiar/x509';

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
}

/** An authority made for a test, and certificates of it, for servers at 127.0.0.1 and for callers alike. */
export async function createTestAuthority(name: string): Promise<TestAuthority> {
  const keys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({ keys, name, signingAlgorithm: p256, ...validity(), extensions: [new BasicConstraintsExtension(true, undefined, true), await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto)] }, webcrypto);
  const issue = async (subject: string, { notAfter, signingKey }: { notAfter?: Date | undefined; signingKey: webcrypto.CryptoKey }): Promise<Identity> => {
    const { publicKey, privateKey } = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
    const extensions = [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]), await AuthorityKeyIdentifierExtension.create(keys.publicKey, false, webcrypto)];
    return written(await X509CertificateGenerator.create({ publicKey, signingKey, signingAlgorithm: p256, issuer: certificate.subjectName, subject, ...validity(notAfter), extensions }, webcrypto), privateKey);
  };
  return {
    ...(await written(certificate, keys.privateKey)),
    issue: (subject, notAfter) => issue(subject, { notAfter, signingKey: keys.privateKey }),
    forge: async (subject) => {
      const other = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
      const forged = await issue(subject, { signingKey: other.privateKey });
      return { ...forged, cert: `${forged.cert}\n${certificate.toString('pem')}` };
    },
  };
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
