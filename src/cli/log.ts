import { destination, pino, type Logger } from 'pino';

/** Lines are written many at a time, and no later than this, in milliseconds. */
const flushEvery = 100;
const writtenTogether = 4096;
/** bytes of lines that wait for a reader who does not read; beyond that lines are lost, and decisions are not */
const mostWaiting = 16 * 1024 * 1024;

/**
 * JSON lines on standard error. What is logged is chosen field by field, never a request or a record whole: no MPxN comes here. Nobody waits for a
 * line: whoever reads the log slowly, or not at all, must not hold up a decision.
 */
export function createLog(level: string): Logger {
  const standardError = destination({ dest: 2, sync: false, minLength: writtenTogether, periodicFlush: flushEvery, maxLength: mostWaiting });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, standardError);
}
