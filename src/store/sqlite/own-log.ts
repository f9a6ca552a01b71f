import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Fault } from '../../domain/fault.js';
import { holdsWholeFile } from './whole.js';

/**
 * Throws `Fault('store-unavailable')` where the log beside a file is not of that file, as after another one was put in its place: SQLite would take it
 * in, and nothing of the file would be left whole; and where there is no file, it would delete the log. It only looks, and comes before the file is opened to write: whoever closes that takes the log in.
 * `isWhole` says whether they hold together what belongs to one file.
 */
export function requireOwnLog(path: string, busyTimeout: number, isWhole: (db: Database.Database) => boolean): void {
  if (sizeOf(`${path}-wal`) === 0) return;
  if (sizeOf(path) === 0) throw new Fault('store-unavailable', `\`${path}-wal\` is the log of a file that is no longer at \`${path}\`, and nothing was changed: put that file back; or move away \`${path}-wal\` and \`${path}-shm\` with it, to begin anew`);
  const db = new Database(path, { readonly: true, timeout: busyTimeout });
  try {
    const hasAllPages = holdsWholeFile(db);
    // looked at more than once: another process may write in between
    if ((hasAllPages() || hasAllPages()) && isWhole(db)) return;
  } catch (cause) {
    // whatever else is wrong is told when it is opened
    if (!isMalformed(cause)) return;
  } finally {
    db.close();
  }
  throw new Fault('store-unavailable', `\`${path}\` and its log \`${path}-wal\` do not go together, and nothing was changed: where another file was put in the place of an old one, move away \`${path}-wal\` and \`${path}-shm\`, which are of the old one; else put back a backup`);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function isMalformed(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_CORRUPT');
}
