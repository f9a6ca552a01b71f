import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { Fault } from '../../domain/fault.js';
import { causeOf, cureOf } from './answering.js';

const ofRights = ': name in store.url a file that this user may write, in a folder where it may write as well';

/** A log, and room for it, is needed by readers too. */
const cures: readonly (readonly [codes: RegExp, cure: string])[] = [
  [/^SQLITE_READONLY_ROLLBACK/, ', as it was only half written: start the service once, which takes that back by the `-journal` beside it'],
  [/^(SQLITE_READONLY|SQLITE_CANTOPEN|EACCES|EPERM|EROFS|ENOENT|ENOTDIR)/, ofRights],
  [/^SQLITE_FULL/, ': make room on its disk'],
  [/^(SQLITE_NOTADB|ELOOP|ENAMETOOLONG)/, ': name another file in store.url'],
];

export function cannotOpen(path: string, cause: unknown): Fault {
  if (isDirectory(path)) return new Fault('store-unavailable', `cannot open \`${path}\`: it is a directory: name a file in it in store.url`, [], { cause });
  const { code = '' } = cause as { code?: string };
  const cure = cures.find(([codes]) => codes.test(code))?.[1] ?? cureOf(cause);
  return new Fault('store-unavailable', `cannot open \`${path}\`: ${causeOf(cause)}${cure === ofRights ? cureOfBeside(path) ?? cure : cure}`, [], { cause });
}

/** Of one SQLite tells now that it cannot be opened, now that the disk fails. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** What another user left beside a file may be closed to this one where the file itself is not. */
function cureOfBeside(path: string): string | undefined {
  const closed = ['-wal', '-shm', '-journal'].map((end) => path + end).find((beside) => existsSync(beside) && !mayUse(beside));
  return closed !== undefined && mayUse(path) ? `: let this user read and write \`${closed}\`, too` : undefined;
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
