import type { X509Certificate } from 'node:crypto';
import { createPathFinder } from './certificate-path.js';

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
  const findEnd = createPathFinder(authorities);
  const known = new WeakMap<ShownCertificate, number>();
  return (shown, now) => {
    if (shown.problem !== undefined) return shown.problem;
    const until = known.get(shown) ?? findEnd(shown.certificate, shown.beside);
    known.set(shown, until);
    if (until === -Infinity) return 'AUTHORITY_NOT_BELIEVED';
    return now <= until ? undefined : 'CERT_HAS_EXPIRED';
  };
}
