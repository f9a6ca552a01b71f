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
  /** Undefined: it is not remembered. */
  find: (base64: string, path?: readonly string[]) => CertificateReading | undefined;
  counts: () => CertificateCacheCounts;
}

/** What is remembered of a text: others may have its key. */
interface Remembered {
  shown: string;
  reading: CertificateReading;
}

const charactersOfEnd = 48;

/** Serial number and the end of the signature, which tell certificates apart: to look for a whole text costs more than to compare with one. */
function keyOf(base64: string): string {
  return base64.slice(0, charactersOfEnd) + base64.slice(-charactersOfEnd);
}

/**
 * Remembers the last `maxEntries` certificates by the whole of their base64, readable or not; of those with one key, the last. Rubbish is remembered
 * too, within a total of 4 kB an entry; text that is longer than any certificate is not kept at all. Nothing in a reading depends on time. With
 * `authorities`, a certificate that none of them vouches for is unreadable, and what came along to show it is remembered with it.
 */
export function createCertificateReader({ maxEntries }: { maxEntries: number }, authorities?: Authorities): CertificateReader {
  const cache = new LRUCache<string, Remembered>({
    max: maxEntries,
    maxSize: maxEntries * (bytesPerReading + charactersPerEntry * bytesPerCharacter),
    sizeCalculation: ({ shown }) => bytesPerReading + shown.length * bytesPerCharacter,
  });
  const counts = { hits: 0, misses: 0 };
  const isAlone = (path: readonly string[]): boolean => authorities === undefined || path.length === 0;
  const shownAs = (base64: string, path: readonly string[]): string => (isAlone(path) ? base64 : [base64, ...path].join(' '));
  const rememberedAs = (base64: string, path: readonly string[]): string => (isAlone(path) ? keyOf(base64) : [base64, ...path].map(keyOf).join(' '));

  function find(base64: string, path: readonly string[] = []): CertificateReading | undefined {
    const known = cache.get(rememberedAs(base64, path));
    if (known?.shown !== shownAs(base64, path)) return undefined;
    counts.hits += 1;
    return known.reading;
  }

  function readAnew(base64: string, path: readonly string[]): CertificateReading {
    counts.misses += 1;
    const reading = frozen(requireChain(readCertificate(ownCopy(base64)), { authorities, base64, path }));
    const shown = shownAs(base64, path);
    if (shown.length <= maxBase64Characters) cache.set(ownCopy(rememberedAs(base64, path)), { shown: ownCopy(shown), reading });
    return reading;
  }

  const read = (base64: string, path: readonly string[] = []): CertificateReading => find(base64, path) ?? readAnew(base64, path);
  return Object.assign(read, { find, counts: () => ({ ...counts, entries: cache.size }) });
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
