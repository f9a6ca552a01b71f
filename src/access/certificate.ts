import type { X509Certificate } from 'node:crypto';
import { pathLengthOf } from '../smki/path-extensions.js';

/** A client certificate, as its connection showed it when it began. */
export interface ShownCertificate {
  /** SHA-256, lower-case hex */
  thumbprint: string;
  /** `CN=dsp, O=Example`, in the order of the certificate; empty where it names nobody */
  subject: string;
  certificate: X509Certificate;
  /** what came with it, which anybody can have made */
  beside: readonly X509Certificate[];
  /** why it was not believed when it was shown, as OpenSSL calls it */
  problem: string | undefined;
}

/** Colons and capitals, as other programs write them, make no difference. */
export function spellThumbprint(text: string): string {
  return text.replaceAll(':', '').toLowerCase();
}

/** Why a certificate is not believed now; only for those who are still connected, as whoever connects is looked at by TLS first. */
export type Belief = (shown: ShownCertificate, now: number) => string | undefined;

/** Authorities change and certificates expire while a connection lives. */
export function createBelief(authorities: readonly X509Certificate[]): Belief {
  const known = new WeakMap<ShownCertificate, number>();
  return (shown, now) => {
    if (shown.problem !== undefined) return shown.problem;
    const until = known.get(shown) ?? believedUntil(shown, authorities);
    known.set(shown, until);
    if (until === -Infinity) return 'AUTHORITY_NOT_BELIEVED';
    return now <= until ? undefined : 'CERT_HAS_EXPIRED';
  };
}

/**
 * Epoch milliseconds of the end of the longest chain to an authority that certifies itself, of which each was signed by the next and may stand so far
 * from the certificate (RFC 5280, 4.2.1.9); -Infinity: there is none. What lies between is found among what came beside it, by signature alone: its
 * names may say anything.
 */
function believedUntil({ certificate, beside }: ShownCertificate, authorities: readonly X509Certificate[]): number {
  const issuers = [...authorities, ...beside];
  const roots = new Set(authorities.filter((each) => each.checkIssued(each)));
  const endsOfIssuer = issuers.map((issuer) => ({ issuer, end: endOf(issuer), mostBelow: pathLengthOf(issuer.raw) ?? Infinity, above: indexesOfIssuers(issuer) }));

  function indexesOfIssuers(issued: X509Certificate): number[] {
    return issuers.flatMap((issuer, index) => (isIssuedBy(issued, issuer, authorities) ? [index] : []));
  }

  /** of each issuer, with as many others below it */
  function endsWith(below: number): number[] {
    const higher = below < issuers.length ? endsWith(below + 1) : issuers.map(() => -Infinity);
    return endsOfIssuer.map(({ issuer, end, mostBelow, above }) => {
      if (mostBelow < below) return -Infinity;
      return roots.has(issuer) ? end : Math.min(end, latest(above.map((index) => higher[index] ?? -Infinity)));
    });
  }

  if (authorities.some((each) => roots.has(each) && each.fingerprint256 === certificate.fingerprint256)) return endOf(certificate);
  const direct = endsWith(0);
  return Math.min(endOf(certificate), latest(indexesOfIssuers(certificate).map((index) => direct[index] ?? -Infinity)));
}

function latest(ends: readonly number[]): number {
  return Math.max(-Infinity, ...ends);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate, authorities: readonly X509Certificate[]): boolean {
  return issuer !== certificate && (issuer.ca || authorities.includes(issuer)) && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function endOf({ validTo }: X509Certificate): number {
  return Date.parse(validTo);
}
