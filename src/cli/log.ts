import { pino, type Logger } from 'pino';
import { createLogLines } from './log-lines.js';
import { openStandardError } from './standard-error.js';

/**
 * JSON lines on standard error. What is logged is chosen field by field, never a request or a record whole: no MPxN comes here. Nobody waits for a
 * line, neither a decision nor the end of the process: whoever reads the log slowly, or not at all, or has no room for it, loses some.
 */
export function createLog(level: string): Logger {
  const lines = createLogLines(openStandardError());
  process.once('exit', lines.end);
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, lines);
}
