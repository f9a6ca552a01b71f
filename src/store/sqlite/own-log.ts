import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Fault } from '../../domain/fault.js';
import { isMalformed } from './answering.js';
import { holdsWholeFile, isWithinLog } from './whole.js';

/**
 * Throws `Fault('store-unavailable')` where the log beside a file is not of that file, as after another one was put in its place: SQLite would take it
 * in, and nothing of the file would be left whole. It only looks, and comes before the file is opened to write: whoever closes that takes the log in.
 * `isWhole` says whether they hold together what belongs to one file.
 */
export function requireOwnLog(path: string, busyTimeout: number, isWhole: (db: Database.Database) => boolean): void {
  requireFileOfLog(path);
  if (!hasLog(path)) return;
  const db = new Database(path, { readonly: true, timeout: busyTimeout });
  try {
    // looked at more than once: another process may write in between
    if ([holdsWholeFile(db), isWithinLog(db)].every((holds) => holds() || holds()) && isWhole(db)) return;
  } catch (cause) {
    // whatever else is wrong is told when it is opened
    if (!isMalformed(cause)) return;
  } finally {
    db.close();
  }
  throw new Fault('store-unavailable', `\`${path}\` and its log \`${path}-wal\` do not go together, and nothing was changed: where another file was put in the place of an old one, move away \`${path}-wal\` and \`${path}-shm\`, which are of the old one; else put back a backup`);
}

/** The same where a log lies beside no file, or an empty one: SQLite would delete it, even for whoever only reads. */
export function requireFileOfLog(path: string): void {
  if (sizeOf(path) > 0 || !hasLog(path)) return;
  throw new Fault('store-unavailable', `\`${path}-wal\` is the log of a file that is no longer at \`${path}\`, and nothing was changed: put that file back; or move away \`${path}-wal\` and \`${path}-shm\` with it, to begin anew`);
}

function hasLog(path: string): boolean {
  return sizeOf(`${path}-wal`) > 0;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
