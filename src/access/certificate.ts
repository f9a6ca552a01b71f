import type { X509Certificate } from 'node:crypto';

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
 * Epoch milliseconds of the end of the longest chain to an authority, of which each was signed by the next; -Infinity: there is none. What lies between
 * is found among what came beside it, by signature alone: its names may say anything.
 */
function believedUntil({ certificate, beside }: ShownCertificate, authorities: readonly X509Certificate[]): number {
  const ends = new Map(authorities.map((authority) => [authority, endOf(authority)]));
  const chain = [...beside].reverse().concat(certificate).map((each) => ({ each, issuers: [...authorities, ...beside].filter((issuer) => isIssuedBy(each, issuer, authorities)) }));
  for (const { each } of chain) if (authorities.some((authority) => authority.fingerprint256 === each.fingerprint256)) ends.set(each, endOf(each));
  // in whatever order they came, each round settles at least one more
  chain.forEach(() => {
    for (const { each, issuers } of chain) {
      const end = Math.min(endOf(each), Math.max(-Infinity, ...issuers.map((issuer) => ends.get(issuer) ?? -Infinity)));
      ends.set(each, Math.max(ends.get(each) ?? -Infinity, end));
    }
  });
  return ends.get(certificate) ?? -Infinity;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate, authorities: readonly X509Certificate[]): boolean {
  return issuer !== certificate && (issuer.ca || authorities.includes(issuer)) && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function endOf({ validTo }: X509Certificate): number {
  return Date.parse(validTo);
}
