import { writeFileSync } from 'node:fs';
import { Fault } from '../domain/fault.js';
import { whyNot } from './read-input.js';

/** Throws `Fault('usage')` where there can be no such file, or is one already and must not be; `Fault('not-written')` where writing failed. */
export function writeText(path: string, text: string, { isNew }: { isNew: boolean }): void {
  try {
    writeFileSync(path, text, { flag: isNew ? 'wx' : 'w' });
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** What another name mends. A full disk, or one that fails, it does not. */
const ofName: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'EPERM', 'EROFS'];

export function cannotWrite(path: string, cause: unknown): Fault {
  const { code } = cause as NodeJS.ErrnoException;
  return new Fault(ofName.includes(code) ? 'usage' : 'not-written', `\`${path}\` cannot be written: ${whyNot(cause)}`, [], { cause });
}
