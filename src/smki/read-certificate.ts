import { createHash } from 'node:crypto';
import { Fault } from '../domain/fault.js';
import type { CertificateReading } from '../domain/organisation-certificate.js';
import { type CertificateStructure, readCertificateStructure } from './certificate-structure.js';
import { requireDerFraming } from './der-framing.js';
import { malformed } from './malformed.js';
import { readOrganisationProfile } from './organisation-profile.js';
import { requireSecondOpinion } from './second-opinion.js';
import { maxCertificateBytes, readStrictBase64 } from './strict-base64.js';

/** Reads the text of a DUIS certificate element, white space removed. Never throws; knows no clock, so an expired certificate is readable. */
export function readCertificate(base64: string): CertificateReading {
  try {
    return readCertificateDer(readStrictBase64(base64));
  } catch (error) {
    return { readable: false, thumbprint: undefined, cause: causeOf(error) };
  }
}

/** Reads the bytes of one DER certificate, as `readCertificate` does. Never throws. */
export function readCertificateDer(der: Uint8Array): CertificateReading {
  const thumbprint = thumbprintOf(der);
  try {
    return { readable: true, thumbprint, certificate: readSoundly(der, readOrganisationProfile) };
  } catch (error) {
    return { readable: false, thumbprint, cause: causeOf(error) };
  }
}

/** SHA-256 of the certificate's bytes, lower-case hex. */
export function thumbprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

/** The whole way of a certificate of whichever profile; throws `Fault('malformed-value')` at the first thing wrong. */
export function readSoundly<T>(der: Uint8Array, readProfile: (structure: CertificateStructure) => T): T {
  if (der.length > maxCertificateBytes) {
    throw malformed(`the certificate has ${der.length} bytes; at most ${maxCertificateBytes} are expected`);
  }
  requireDerFraming(der);
  const structure = readCertificateStructure(der);
  const profile = readProfile(structure);
  requireSameBytes(der, structure);
  requireSecondOpinion(der, structure);
  return profile;
}

/** The library reads BER: only a certificate that it would write the same way was read as it was meant. */
function requireSameBytes(der: Uint8Array, { encodedAgain }: CertificateStructure): void {
  if (encodedAgain.length !== der.length) {
    throw malformed(`the certificate is not DER: it has ${der.length} bytes, and ${encodedAgain.length} when it is encoded again`);
  }
  const place = der.findIndex((byte, index) => byte !== encodedAgain[index]);
  if (place >= 0) throw malformed(`byte ${place}: not as DER writes it; another byte stands there when the certificate is encoded again`);
}

function causeOf(error: unknown): string {
  return error instanceof Fault ? error.message : 'the bytes are no X.509 certificate';
}
