import Database from 'better-sqlite3';
import { Fault, type FaultCode } from '../../domain/fault.js';

/**
 * Runs one question to the store; whatever goes wrong that is no `Fault` yet becomes one with `code`, so that "could not look" is never taken
 * for "unknown".
 */
export function answering<T>(code: FaultCode, ask: () => T): T {
  try {
    return ask();
  } catch (cause) {
    throw asFault(code, cause);
  }
}

/** The same for what takes its time. */
export async function answeringLater<T>(code: FaultCode, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw asFault(code, cause);
  }
}

function asFault(code: FaultCode, cause: unknown): Fault {
  return cause instanceof Fault ? cause : new Fault(code, `the store did not answer: ${causeOf(cause)}${cureOf(cause)}`, [], { cause });
}

/** What is sorted or counted again waits in files without a name, which need room as well. */
const cures: readonly (readonly [codes: RegExp, cure: string])[] = [
  [/^SQLITE_CORRUPT/, ': put back a backup; where another file was put in the place of an old one, move away the `-wal` and `-shm` beside it, which are of the old one'],
  [/^SQLITE_FULL/, ': make room on its disk, and on that of temporary files (SQLITE_TMPDIR, else TMPDIR, else /var/tmp)'],
  [/^SQLITE_IOERR_SHMSIZE/, ': make room on its disk'],
  [/^SQLITE_IOERR_GETTEMPPATH/, ': name a folder for temporary files in SQLITE_TMPDIR, which this user may write'],
];

/** What to do; empty: that is not known. */
export function cureOf(cause: unknown): string {
  return isOfSqlite(cause) ? cures.find(([codes]) => codes.test(cause.code))?.[1] ?? '' : '';
}

/** As it reads in the middle of a sentence, where it does not begin with a code such as ENOENT. */
export function causeOf(cause: unknown): string {
  if ((cause as { code?: unknown } | undefined)?.code === 'SQLITE_READONLY') return 'it can only be read: let this user write to the files of store.url, and to their folder';
  const text = cause instanceof Error ? cause.message : String(cause);
  return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

export function isMalformed(cause: unknown): boolean {
  return isOfSqlite(cause) && cause.code.startsWith('SQLITE_CORRUPT');
}

export function isOfSqlite(cause: unknown): cause is InstanceType<typeof Database.SqliteError> {
  return cause instanceof Database.SqliteError;
}
