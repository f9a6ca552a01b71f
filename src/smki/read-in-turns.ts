import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer } from '../domain/answer.js';
import type { CertificateReading } from '../domain/organisation-certificate.js';
import { createTurnClock } from '../domain/turn-clock.js';
import type { CertificateReader } from './certificate-cache.js';

/** A certificate takes a good part of a millisecond to read, and one that nobody has seen is quickly made. */
const mostMilliseconds = 10;

/**
 * Answers at once what is remembered; what is not is read for some milliseconds in each turn of the event loop, and then has to wait for the next one:
 * callers who come together with certificates of their own keep nobody else waiting.
 */
export function readInTurns(reader: CertificateReader): (base64: string, path?: readonly string[]) => Answer<CertificateReading> {
  const sinceTurnBegan = createTurnClock();
  const isTurnOver = (): boolean => sinceTurnBegan() >= mostMilliseconds;

  async function readLater(base64: string, path: readonly string[] | undefined): Promise<CertificateReading> {
    while (isTurnOver()) await nextTurn();
    return reader(base64, path);
  }

  return (base64, path) => reader.find(base64, path) ?? (isTurnOver() ? readLater(base64, path) : reader(base64, path));
}
