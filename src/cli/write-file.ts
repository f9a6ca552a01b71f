import { writeFileSync } from 'node:fs';
import { Fault } from '../domain/fault.js';
import { whyNot } from './read-input.js';

/** Throws `Fault('usage')` where the file cannot be written, or is there already and must not be. */
export function writeText(path: string, text: string, { isNew }: { isNew: boolean }): void {
  try {
    writeFileSync(path, text, { flag: isNew ? 'wx' : 'w' });
  } catch (cause) {
    throw new Fault('usage', `\`${path}\` cannot be written: ${whyNot(cause)}`, [], { cause });
  }
}
