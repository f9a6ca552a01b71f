import { constants } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:https';
import { createSecureContext, type SecureContextOptions, type TlsOptions, type TLSSocket } from 'node:tls';
import { certificateShownOn } from './peer-certificate.js';

/** What a TLS server shows and believes, read from the files that configuration names. */
export interface TlsMaterial {
  /** PEM, the server's own certificate first */
  certificate: string;
  key: string;
  passphrase: string | undefined;
  minVersion: 'TLSv1.3' | 'TLSv1.2';
  callerCertificates: 'off' | 'optional' | 'required';
  /** PEM, those that certify callers */
  authorities: readonly string[];
}

/**
 * Groups of keys that are agreed on in a moment: not those of finite fields (RFC 7919), on the largest of which whoever greets makes a server
 * reckon for a tenth of a second.
 */
const quickGroups = 'X25519:P-256:X448:P-384:P-521';
/** the first of OpenSSL 3.5, which earlier ones do not know */
const keyGroups = isKnown(`X25519MLKEM768:${quickGroups}`) ? `X25519MLKEM768:${quickGroups}` : quickGroups;

/**
 * Those of TLS 1.3, and of TLS 1.2 those that are as good: keys for this connection alone, so that what was listened to stays secret where the
 * server's key becomes known later, and no cipher whose padding can be asked about.
 */
const ciphers = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20';

function isKnown(groups: string): boolean {
  try {
    createSecureContext({ ecdhCurve: groups });
    return true;
  } catch {
    return false;
  }
}

/**
 * No session is resumed where callers show certificates: a resumed one would bring along what was believed when it began. An optional
 * certificate that is not believed ends no connection: whoever asks on it is told.
 */
export function secureContextOf({ certificate, key, passphrase, minVersion, callerCertificates, authorities }: TlsMaterial): SecureContextOptions {
  const asksCallers = callerCertificates !== 'off';
  return {
    cert: certificate,
    key,
    minVersion,
    ecdhCurve: keyGroups,
    ciphers,
    ...(passphrase !== undefined && { passphrase }),
    ...(asksCallers && { ca: [...authorities], secureOptions: constants.SSL_OP_NO_TICKET }),
  };
}

export function hasTls(server: HttpServer): server is Server {
  return server instanceof Server;
}

export function tlsOptionsOf(material: TlsMaterial): TlsOptions {
  const { callerCertificates } = material;
  return { ...secureContextOf(material), requestCert: callerCertificates !== 'off', rejectUnauthorized: callerCertificates === 'required' };
}

/** Later connections show and believe this. Whether callers are asked for certificates stays as it was. */
export function renewTls(server: Server, material: TlsMaterial): void {
  server.setSecureContext(secureContextOf(material));
}

/**
 * Who greets wrongly is hung up on: there is no common language to answer in. Who he is he says once, when the connection begins, and it is read at once:
 * OpenSSL would tell a forged signature, which it has noted by then, as an error of the connection, which reading it makes it forget.
 */
export function limitTls(server: Server, onRefused: (why: string) => void): void {
  server.removeAllListeners('tlsClientError').on('tlsClientError', ({ code = 'unknown' }: NodeJS.ErrnoException, socket: TLSSocket) => {
    socket.destroy();
    if (code !== 'ECONNRESET') onRefused(code);
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.disableRenegotiation();
    certificateShownOn(socket);
  });
}
