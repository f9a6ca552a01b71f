import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { Fault } from '../../domain/fault.js';
import { referenceSchema } from '../reference/reference-schema.js';
import { causeOf } from '../sqlite/answering.js';
import { openDatabase, requireDurable } from '../sqlite/database.js';
import type { ImportKind } from './import-request.js';

const WAIT = { busyTimeout: 200 };
const WAIT_FOR_READERS = 1_000;
/** Also the size of the pieces that are sorted at a time. More is slower, and takes more memory. */
const CACHE_KILOBYTES = 16_384;

/**
 * Runs `work` in one transaction of a connection of its own, so that readers see the old rows until all of it is there.
 * `work` answers whether to keep what it did; when it throws, or the process dies, nothing of it was.
 * Throws `Fault('store-unavailable')` when another import is running.
 */
export async function importing<T>(path: string, work: (db: Database) => Promise<{ keep: boolean; result: T }>): Promise<T> {
  const db = openDatabase(path, referenceSchema, WAIT);
  try {
    makeRoom(db);
    beginOnly(db);
    const { keep, result } = await work(db);
    if (keep) await finish(db);
    return result;
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('store-unavailable', `nothing was imported: ${causeOf(cause)}`, [], { cause });
  } finally {
    db.close();
  }
}

/** What waits and what is sorted goes to the store's own folder, in files without a name that a crash cannot leave behind. */
function makeRoom(db: Database): void {
  db.pragma(`temp_store_directory = '${dirname(db.name).replaceAll(`'`, `''`)}'`);
  db.pragma(`cache_size = -${CACHE_KILOBYTES}`);
  db.pragma(`temp.cache_size = -${CACHE_KILOBYTES / 2}`);
  db.pragma('threads = 1');
  db.pragma('temp.journal_mode = OFF');
}

function beginOnly(db: Database): void {
  try {
    db.exec('BEGIN IMMEDIATE');
  } catch (cause) {
    throw new Fault('store-unavailable', `another import into \`${db.name}\` is running: start this one when it has ended`, [], { cause });
  }
}

/** Then one turn of the event loop, after which look-ups of this process too see the new rows and hold up the log no more. */
async function finish(db: Database): Promise<void> {
  requireDurable(db);
  db.exec('COMMIT');
  await setImmediate();
  emptyLog(db);
}

/** The log, as long as the import was, goes into the file at once. Where a reader or the disk does not let it, a later one does it: the import stands. */
function emptyLog(db: Database): void {
  try {
    db.pragma(`busy_timeout = ${WAIT_FOR_READERS}`);
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    return;
  }
}

export function noteImport(db: Database, kind: ImportKind, at: number, hasChanged: boolean): void {
  db.prepare<[string, number, number]>(`
    INSERT INTO imported (kind, at, generation) VALUES (?, ?, 1)
    ON CONFLICT (kind) DO UPDATE SET at = excluded.at, generation = generation + ?`).run(kind, at, hasChanged ? 1 : 0);
}
