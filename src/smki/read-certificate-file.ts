import { Fault } from '../domain/fault.js';
import { placesIn } from '../yaml/line-places.js';
import { malformed } from './malformed.js';
import { readStrictBase64 } from './strict-base64.js';

/** A file that holds certificates: PEM, DER or base64. */
export interface CertificateFile {
  path: string;
  bytes: Uint8Array;
}

/** A file where certificates are kept, or why it cannot be used. */
export type FoundFile = CertificateFile | UnusableFile;

interface UnusableFile {
  path: string;
  problem: string;
  /** there is no file at the path any more */
  isGone: boolean;
}

export interface LabelledCertificate {
  /** `certificate`, or `certificate 2, line 31` where the file holds several */
  label: string;
  /** not yet read: `readCertificateDer` and `describeCertificate` say what it is */
  der: Uint8Array;
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;

/**
 * The certificates in a PEM file (one or more, other text between them), a DER file or a file of base64. Undefined for what looks like XML:
 * a DUIS message, whose reader is elsewhere. Throws `Fault('malformed-value')` for anything else.
 */
export function readCertificatesOfFile(bytes: Uint8Array): readonly LabelledCertificate[] | undefined {
  if (bytes[0] === 0x30) return [{ label: 'certificate', der: bytes }];
  const text = new TextDecoder('utf-8').decode(bytes);
  if (/^\s*</.test(text)) return undefined;
  if (text.includes('-----BEGIN ')) return readPem(text);
  return [{ label: 'certificate', der: readStrictBase64(text.replace(/\s/g, '')) }];
}

function readPem(text: string): readonly LabelledCertificate[] {
  const blocks = [...text.matchAll(pemBlock)].filter(([, kind]) => kind === 'CERTIFICATE');
  if (blocks.length !== text.split('-----BEGIN CERTIFICATE-----').length - 1) {
    throw malformed('a block that begins with `-----BEGIN CERTIFICATE-----` does not end with `-----END CERTIFICATE-----`');
  }
  if (blocks.length === 0) throw malformed('the PEM file holds no `-----BEGIN CERTIFICATE-----`');
  const placeAt = placesIn(text);
  return blocks.map(({ 2: body = '', index }, place) => {
    const label = blocks.length === 1 ? 'certificate' : `certificate ${place + 1}, line ${placeAt(index).replace(/:.*/, '')}`;
    return { label, der: readPemBody(body, label) };
  });
}

function readPemBody(body: string, label: string): Uint8Array {
  try {
    return readStrictBase64(body.replace(/\s/g, ''));
  } catch (cause) {
    throw cause instanceof Fault ? malformed(`${label}: ${cause.message}`, cause) : cause;
  }
}
