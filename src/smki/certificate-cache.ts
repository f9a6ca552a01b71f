import { LRUCache } from 'lru-cache';
import type { CertificateReading } from '../domain/organisation-certificate.js';
import { readCertificate } from './read-certificate.js';
import { maxBase64Characters } from './strict-base64.js';

/** A reading with its objects, in bytes, beside the text that is its key; generous */
const bytesPerReading = 2048;
/** What entries come to on average, at the most: real ones have 580 characters */
const charactersPerEntry = 1024;
/** at the most; base64 has one */
const bytesPerCharacter = 2;

export interface CertificateCacheCounts {
  hits: number;
  misses: number;
  entries: number;
}

/** `readCertificate` that remembers. The readings are frozen: everyone who shows the same text gets the same object. */
export interface CertificateReader {
  (base64: string): CertificateReading;
  counts: () => CertificateCacheCounts;
}

/**
 * Remembers the last `maxEntries` certificates by the whole of their base64, readable or not. Rubbish is remembered too, within a total of
 * 4 kB an entry; text that is too long for any certificate is not kept at all. Nothing in a reading depends on time.
 */
export function createCertificateReader({ maxEntries }: { maxEntries: number }): CertificateReader {
  const cache = new LRUCache<string, CertificateReading>({
    max: maxEntries,
    maxSize: maxEntries * (bytesPerReading + charactersPerEntry * bytesPerCharacter),
    sizeCalculation: (_, base64) => bytesPerReading + base64.length * bytesPerCharacter,
  });
  const counts = { hits: 0, misses: 0 };
  const read = (base64: string): CertificateReading => {
    const known = cache.get(base64);
    counts[known ? 'hits' : 'misses'] += 1;
    return known ?? remember(cache, base64);
  };
  return Object.assign(read, { counts: () => ({ ...counts, entries: cache.size }) });
}

function remember(cache: LRUCache<string, CertificateReading>, base64: string): CertificateReading {
  if (base64.length > maxBase64Characters) return frozen(readCertificate(base64));
  const own = ownCopy(base64);
  const reading = frozen(readCertificate(own));
  cache.set(own, reading);
  return reading;
}

/** A piece cut from a message keeps the whole message in memory (V8 slices); a copy of its own does not. */
function ownCopy(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

function frozen(reading: CertificateReading): CertificateReading {
  if (reading.readable) Object.freeze(reading.certificate);
  return Object.freeze(reading);
}
