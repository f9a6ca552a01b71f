import { Fault } from '../../../domain/fault.js';

/** Where a page ended, as a text that says nothing to those who pass it on. */
export function writeCursor(seq: number): string {
  return Buffer.from(`before ${seq}`).toString('base64url');
}

/** Throws `Fault('malformed-value')` for a text that `writeCursor` did not write. */
export function readCursor(cursor: string): number {
  const seq = /^before (\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
  if (seq === undefined) {
    throw new Fault('malformed-value', `\`${cursor.slice(0, 60)}\` is no cursor: give the one that came with the page before, or none`);
  }
  return Number(seq);
}
