import { malformed } from './malformed.js';
import { quoted } from './name-text.js';

/** Real SMKI Organisation certificates have 405 to 434 bytes (DOMAIN 3.1); more than this is no certificate of ours. */
export const maxCertificateBytes = 8192;

/** What `maxCertificateBytes` come to in base64. */
export const maxBase64Characters = Math.ceil(maxCertificateBytes / 3) * 4;

/**
 * The bytes of canonical base64 (RFC 4648, 4): its alphabet only, padded, no stray bits, no white space, so that one
 * certificate has one spelling. Throws `Fault('malformed-value')`.
 */
export function readStrictBase64(text: string): Uint8Array {
  if (text === '') throw malformed('the text is empty; base64 of a DER certificate is expected');
  if (text.length > maxBase64Characters) {
    throw malformed(`the text has ${text.length} characters; a certificate has at most ${maxBase64Characters} in base64`);
  }
  const foreign = /[^A-Za-z0-9+/=]/u.exec(text);
  if (foreign) throw malformed(`character ${foreign.index + 1} is ${quoted(foreign[0])}, which is not in the base64 alphabet`);
  if (text.length % 4 !== 0 || !/^[^=]*={0,2}$/.test(text)) {
    throw malformed('the base64 is not padded to a multiple of four characters with `=` at its end only');
  }
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw malformed(`the base64 ends in ${quoted(text.slice(-4))}, which has stray bits after its last byte`);
  return bytes;
}
