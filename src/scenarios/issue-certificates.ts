import type { CertificateUse } from '../domain/service-request.js';
import { type Authority, createAuthority, issueCertificate } from '../smki/issue-certificate.js';
import type { Breakage, NamedCertificate } from './scenario.js';

/** The text of a named certificate for the use in which it is placed; one of the same name and use is always the same. */
export type CertificateIssuer = (certificate: NamedCertificate, use: CertificateUse) => Promise<string>;

/** Certificates by an authority made for the purpose. */
export async function createCertificateIssuer(): Promise<{ textOf: CertificateIssuer; path: string }> {
  const authority = await createAuthority({ name: 'Scenarios' });
  const issued = new Map<NamedCertificate, Map<CertificateUse, Promise<string>>>();
  const textOf: CertificateIssuer = async (certificate, use) => {
    const byUse = issued.get(certificate) ?? new Map<CertificateUse, Promise<string>>();
    const text = byUse.get(use) ?? issueText(authority, certificate, certificate.use ?? use);
    issued.set(certificate, byUse.set(use, text));
    return text;
  };
  return { textOf, path: authority.certificate.base64 };
}

async function issueText(authority: Authority, { entityId, ou, notBefore, notAfter, broken }: NamedCertificate, use: CertificateUse): Promise<string> {
  const issued = await issueCertificate(authority, { entityId, ou, use, ...(notBefore && { notBefore }), ...(notAfter && { notAfter }) });
  return broken === undefined ? issued.base64 : breakText(broken, issued);
}

function breakText(broken: Breakage, { der, pem }: { der: Uint8Array; pem: string }): string {
  switch (broken) {
    case 'no-base64':
      return '!!!!';
    case 'no-certificate':
      return 'AAAA';
    case 'cut-short':
      return Buffer.from(der.slice(0, -10)).toString('base64');
    case 'trailing-byte':
      return Buffer.from([...der, 0]).toString('base64');
    case 'pem':
      return Buffer.from(pem).toString('base64');
  }
}
