import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { type ShownCertificate, spellThumbprint } from '../access/certificate.js';

const shownOn = new WeakMap<Socket, ShownCertificate | 'none'>();

/** The certificate that the caller showed when the connection began, read once; undefined: none. */
export function certificateShownOn(socket: Socket): ShownCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  let shown = shownOn.get(socket);
  if (shown === undefined) {
    shown = readCertificate(socket) ?? 'none';
    shownOn.set(socket, shown);
  }
  return shown === 'none' ? undefined : shown;
}

function readCertificate(socket: TLSSocket): ShownCertificate | undefined {
  // null: the connection is gone
  const peer = socket.getPeerCertificate(true) as Partial<DetailedPeerCertificate> | null;
  if (peer?.raw === undefined) return undefined;
  const certificate = new X509Certificate(peer.raw);
  return {
    thumbprint: spellThumbprint(certificate.fingerprint256),
    subject: certificate.subject.split('\n').join(', '),
    notAfter: Date.parse(certificate.validTo),
    authority: spellThumbprint(endOfChain(peer as DetailedPeerCertificate).fingerprint256),
    problem: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

function endOfChain(certificate: DetailedPeerCertificate): DetailedPeerCertificate {
  let end = certificate;
  while (isIssued(end)) end = end.issuerCertificate;
  return end;
}

/** A certificate that certifies itself is its own issuer; one of a chain that is not whole has none. */
function isIssued({ issuerCertificate, fingerprint256 }: Partial<DetailedPeerCertificate>): boolean {
  return issuerCertificate !== undefined && issuerCertificate.fingerprint256 !== fingerprint256;
}
