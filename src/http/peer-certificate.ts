import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type ShownCertificate, spellThumbprint } from '../access/certificate.js';

/** as many as stand between a caller and an authority, and more */
const mostBeside = 8;

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
  const certificate = socket.getPeerX509Certificate() as X509Certificate | null | undefined;
  if (certificate === null || certificate === undefined) return undefined;
  // a certificate may name its holder by other means than a subject
  const subject = certificate.subject as string | undefined;
  return {
    thumbprint: spellThumbprint(certificate.fingerprint256),
    subject: subject?.split('\n').join(', ') ?? '',
    certificate,
    beside: besideOf(certificate),
    problem: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

/** In the order in which they were sent. */
function besideOf(certificate: X509Certificate): X509Certificate[] {
  const beside: X509Certificate[] = [];
  for (let next = certificate.issuerCertificate; next !== undefined && beside.length < mostBeside; next = next.issuerCertificate) beside.push(next);
  return beside;
}
