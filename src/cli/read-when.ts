import { InvalidArgumentError } from 'commander';
import { readInstant } from '../domain/calendar.js';
import { Fault } from '../domain/fault.js';

/** An instant on the command line, RFC 3339 or a day in Great Britain, as epoch milliseconds. */
export function readWhen(text: string): number {
  try {
    return readInstant(text);
  } catch (cause) {
    throw cause instanceof Fault ? new InvalidArgumentError(cause.message) : cause;
  }
}
