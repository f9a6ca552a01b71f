import { LRUCache } from 'lru-cache';
import type { CertificateReading } from '../domain/organisation-certificate.js';
import type { Authorities } from './authorities.js';
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

/** `readCertificate` that remembers. The readings are frozen: everyone who shows the same text gets the same object. `path`: as in `Authorities`. */
export interface CertificateReader {
  (base64: string, path?: readonly string[]): CertificateReading;
  counts: () => CertificateCacheCounts;
}

/**
 * Remembers the last `maxEntries` certificates by the whole of their base64, readable or not. Rubbish is remembered too, within a total of
 * 4 kB an entry; text that is longer than any certificate is not kept at all. Nothing in a reading depends on time. With `authorities`, a
 * certificate that none of them vouches for is unreadable, and what came along to show it is remembered with it.
 */
export function createCertificateReader({ maxEntries }: { maxEntries: number }, authorities?: Authorities): CertificateReader {
  const cache = new LRUCache<string, CertificateReading>({
    max: maxEntries,
    maxSize: maxEntries * (bytesPerReading + charactersPerEntry * bytesPerCharacter),
    sizeCalculation: (_, key) => bytesPerReading + key.length * bytesPerCharacter,
  });
  const counts = { hits: 0, misses: 0 };
  const read = (base64: string, path: readonly string[] = []): CertificateReading => {
    const key = authorities === undefined || path.length === 0 ? base64 : [base64, ...path].join(' ');
    const known = cache.get(key);
    counts[known ? 'hits' : 'misses'] += 1;
    if (known) return known;
    const reading = frozen(requireChain(readCertificate(ownCopy(base64)), { authorities, base64, path }));
    if (key.length <= maxBase64Characters) cache.set(ownCopy(key), reading);
    return reading;
  };
  return Object.assign(read, { counts: () => ({ ...counts, entries: cache.size }) });
}

interface Shown {
  authorities: Authorities | undefined;
  base64: string;
  path: readonly string[];
}

function requireChain(reading: CertificateReading, { authorities, base64, path }: Shown): CertificateReading {
  if (authorities === undefined || !reading.readable) return reading;
  const cause = authorities.whyUnchained(base64, reading.certificate.issuer, path);
  return cause === undefined ? reading : { readable: false, thumbprint: reading.thumbprint, cause };
}

/** A piece cut from a message keeps the whole message in memory (V8 slices); a copy of its own does not. */
function ownCopy(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

function frozen(reading: CertificateReading): CertificateReading {
  if (reading.readable) Object.freeze(reading.certificate);
  return Object.freeze(reading);
}
