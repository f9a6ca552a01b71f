import type { Database } from 'better-sqlite3';
import { isOfSqlite } from './answering.js';
import { withoutWaiting } from './without-waiting.js';

/**
 * Writes, and takes back what failed. A transaction that could not be synced lies whole in the log all the same, and whoever opens the file next, with
 * nothing written in between, takes it for committed. What is written next lies in its place: so something is, which changes nothing.
 */
export function takingBack<T>(db: Database, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    if (isOfSqlite(cause) && cause.code.startsWith('SQLITE_IOERR')) writeNothing(db);
    throw cause;
  }
}

/**
 * It is not synced, which would fail as well: where the log was begun anew, before anything was written. That it then cannot be written either is no
 * matter.
 */
function writeNothing(db: Database): void {
  try {
    db.pragma('synchronous = OFF');
    withoutWaiting(db, () => db.pragma(`user_version = ${String(db.pragma('user_version', { simple: true }))}`))();
  } catch {
    return;
  } finally {
    db.pragma('synchronous = FULL');
  }
}
