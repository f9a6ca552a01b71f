import { destination, pino, type Logger } from 'pino';

/** JSON lines on standard error. What is logged is chosen field by field, never a request or a record whole: no MPxN comes here. */
export function createLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination({ dest: 2, sync: true }));
}
