import type { X509Certificate } from 'node:crypto';
import { pathLengthOf } from '../smki/path-extensions.js';

/** One that may certify others. */
interface Issuer {
  certificate: X509Certificate;
  /** epoch milliseconds */
  end: number;
  /** whether a chain may end with it: an authority that certifies itself */
  isRoot: boolean;
  /** It certifies its own name, as with a new key: such do not count to the length of a path (RFC 5280, 4.2.1.9). */
  isSelfIssued: boolean;
  /** the authorities that certified it, worked out when they are first asked for */
  authorities?: readonly Issuer[];
}

/** more than any chain has */
const longestPath = 12;

/**
 * Finds the longest chain to an authority that certifies itself, of which each was signed by the next and may stand so far from the certificate
 * (RFC 5280, 4.2.1.9): epoch milliseconds of its end; -Infinity: there is none. What lies between is found among the authorities and what came beside
 * the certificate, by signature alone: its names may say anything.
 */
export function createPathFinder(certificates: readonly X509Certificate[]): (certificate: X509Certificate, beside: readonly X509Certificate[]) => number {
  const authorities = certificates.map((each) => issuerOf(each, each.checkIssued(each)));
  const lengths = new WeakMap<X509Certificate, number>();

  function mostBelow({ certificate }: Issuer): number {
    const length = lengths.get(certificate) ?? pathLengthOf(certificate.raw) ?? Infinity;
    lengths.set(certificate, length);
    return length;
  }

  return (certificate, beside) => {
    if (authorities.some((each) => each.isRoot && each.certificate.fingerprint256 === certificate.fingerprint256)) return endOf(certificate);
    const others = beside.filter((each) => each !== certificate && each.ca).map((each) => issuerOf(each, false));
    const known = new Map<Issuer, Map<number, number>>();

    function certifiersOf(issuer: Issuer): Issuer[] {
      issuer.authorities ??= certifiers(issuer.certificate, authorities);
      return [...issuer.authorities, ...certifiers(issuer.certificate, others)];
    }

    function endThrough(issuer: Issuer, below: number, path: number): number {
      if (path > longestPath || mostBelow(issuer) < below) return -Infinity;
      if (issuer.isRoot) return issuer.end;
      const ofIssuer = known.get(issuer) ?? new Map<number, number>();
      known.set(issuer, ofIssuer);
      const place = below * (longestPath + 1) + path;
      const end = ofIssuer.get(place) ?? Math.min(
        issuer.end,
        latest(certifiersOf(issuer).map((next) => endThrough(next, below + Number(!issuer.isSelfIssued), path + 1))),
      );
      ofIssuer.set(place, end);
      return end;
    }

    const direct = [...certifiers(certificate, authorities), ...certifiers(certificate, others)];
    return Math.min(endOf(certificate), latest(direct.map((issuer) => endThrough(issuer, 0, 1))));
  };
}

function issuerOf(certificate: X509Certificate, isRoot: boolean): Issuer {
  return { certificate, end: endOf(certificate), isRoot, isSelfIssued: certificate.subject === certificate.issuer };
}

function certifiers(certificate: X509Certificate, among: readonly Issuer[]): Issuer[] {
  return among.filter((issuer) =>
    issuer.certificate !== certificate
    && certificate.checkIssued(issuer.certificate)
    && certificate.verify(issuer.certificate.publicKey),
  );
}

function latest(ends: readonly number[]): number {
  return Math.max(-Infinity, ...ends);
}

function endOf({ validTo }: X509Certificate): number {
  return Date.parse(validTo);
}
