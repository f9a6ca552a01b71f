import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Fault } from '../../domain/fault.js';
import { holdsWholeFile } from './whole.js';
import { readWithoutLog } from './without-log.js';

/** What tells that all of a file is of one file. */
export interface Belonging {
  /** Whether nothing is missing in it or of another file, as far as a few milliseconds tell. May throw where the file is of an earlier version. */
  isWhole?: (db: Database.Database) => boolean;
  /** Whether it may be what became of an earlier state, of which there is but the beginning of the file. May throw where that does not tell. */
  follows?: (db: Database.Database, earlier: Database.Database) => boolean;
}

/**
 * Throws `Fault('store-unavailable')` where the log beside a file is not of that file, as after another one was put in its place: SQLite would take it
 * in, and nothing of the file would be left whole. It only looks, and comes before the file is opened to write: whoever closes that takes the log in.
 * The log may hold a whole file of its own, as of one that was only just laid out: then nothing is missing, and all that the file held would be gone.
 */
export function requireOwnLog(path: string, busyTimeout: number, { isWhole = () => true, follows = () => true }: Belonging): void {
  if (!hasLog(path)) return;
  const db = new Database(path, { readonly: true, timeout: busyTimeout });
  try {
    const hasAllPages = holdsWholeFile(db);
    // looked at more than once: another process may write in between
    if ((hasAllPages() || hasAllPages()) && isWhole(db) && followsFile(db, follows)) return;
  } catch (cause) {
    // whatever else is wrong is told when it is opened
    if (!isMalformed(cause)) return;
  } finally {
    db.close();
  }
  throw new Fault('store-unavailable', `\`${path}\` and its log \`${path}-wal\` do not go together, and nothing was changed: where another file was put in the place of an old one, move away \`${path}-wal\` and \`${path}-shm\`, which are of the old one; else put back a backup`);
}

/** Whether what a file and its log hold together is what became of the file. */
export function followsFile(db: Database.Database, follows: NonNullable<Belonging['follows']>): boolean {
  return !hasLog(db.name) || readWithoutLog(db.name, (file) => follows(db, file)) !== false;
}

function hasLog(path: string): boolean {
  return [path, `${path}-wal`].every((each) => (statSync(each, { throwIfNoEntry: false })?.size ?? 0) > 0);
}

function isMalformed(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_CORRUPT');
}
