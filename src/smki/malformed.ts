import { Fault } from '../domain/fault.js';

/** What is wrong with a certificate, to throw: the message becomes the `cause` of an unreadable one. */
export function malformed(message: string, cause?: unknown): Fault {
  return new Fault('malformed-value', message, [], cause === undefined ? {} : { cause });
}
