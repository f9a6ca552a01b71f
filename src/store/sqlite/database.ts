import { existsSync, mkdirSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { Fault } from '../../domain/fault.js';
import { cannotOpen } from './cannot-open.js';
import { requireOwnJournal } from './own-journal.js';
import { requireFileOfLog, requireOwnLog } from './own-log.js';
import { requireSoundBuild } from './sound-build.js';
import { CHECKPOINT_PAGES } from './wal-checkpoints.js';
import { isBusy } from './without-waiting.js';

/** One SQLite file of slotguard's own. `applicationId` tells it from other files, `version` from later slotguards'. */
export interface Schema {
  /** for messages: `audit`, `reference data` */
  name: string;
  applicationId: number;
  version: number;
  /** bytes */
  pageSize: number;
  /** pages held in memory by whoever writes */
  cacheKibibytes: number;
  /** the statements that lay out an empty file */
  tables: string;
  /**
   * Takes over the content of a file of an earlier version: it makes room, calls `layOut` or adds what is new, and fills the new tables; all
   * of it or nothing.
   */
  upgrade?: (db: Database.Database, from: number, layOut: () => void) => void;
  /** Whether nothing is missing in it or of another file, as far as a few milliseconds tell. May throw where the file is of an earlier version. */
  isWhole?: (db: Database.Database) => boolean;
}

export interface OpenOptions {
  /** how long to wait for another writer, milliseconds */
  busyTimeout: number;
}

const FULL = 2;
const pauseMilliseconds = 5;
/** bytes that the log may keep on the disk while it is empty */
const MOST_LOG_KEPT = 64 * 1024 * 1024;

/**
 * Opens (or lays out) the file at `path`, in WAL and with `synchronous=FULL`.
 * Throws `Fault('store-unavailable')` when the file is no SQLite file, another program's, or of a later slotguard, when the log beside it is another file's,
 * or when something is missing in it.
 */
export function openDatabase(given: string, schema: Schema, options: OpenOptions): Database.Database {
  const path = followLink(given);
  lookBefore(path, schema, options);
  return prepared(openFile(path, options), (db) => {
    layOut(db, schema);
    useDurableWal(db, schema, options);
    upgrade(db, schema);
    requireOurs(db, schema);
    requireWhole(db, schema);
  });
}

/**
 * Opens the file at `path` and never writes to it, also while a service does.
 * Throws `Fault('store-unavailable')` when there is none, or none that `openDatabase` would open.
 */
export function openToRead(path: string, schema: Schema, options: OpenOptions): Database.Database {
  if (existsSync(path)) lookBefore(followLink(path), schema, options);
  return prepared(openAsItIs(path, schema, options), (db) => { requireWhole(db, schema); });
}

/** The same, whatever is missing in it or of another file: for whoever is to tell what. */
export function openAsItIs(given: string, schema: Schema, options: OpenOptions): Database.Database {
  if (!existsSync(given)) throw new Fault('store-unavailable', `there is no store at \`${given}\`: name the one that the service writes to in store.url`);
  const path = followLink(given);
  lookAt(path, () => { requireFileOfLog(path); });
  return prepared(openFile(path, options, { readonly: true }), (db) => { requireOurs(db, schema); });
}

/** As many links as Linux follows. */
const MOST_LINKS = 40;

/** To where SQLite has the log of a file whose path is a link to it, also while there is no such file. */
function followLink(path: string, links = MOST_LINKS): string {
  if (existsSync(path)) return realpathSync(path);
  const named = links > 0 ? findNamed(path) : undefined;
  return named === undefined ? path : followLink(named, links - 1);
}

/** What a link names; undefined: it is none. */
function findNamed(path: string): string | undefined {
  try {
    return resolve(realpathSync(dirname(path)), readlinkSync(path));
  } catch {
    return undefined;
  }
}

function lookBefore(path: string, { isWhole = () => true }: Schema, { busyTimeout }: OpenOptions): void {
  lookAt(path, () => { requireOwnLog(path, busyTimeout, isWhole); });
}

function lookAt(path: string, requireLog: () => void): void {
  try {
    requireOwnJournal(path);
    requireLog();
  } catch (cause) {
    throw cause instanceof Fault ? cause : cannotOpen(path, cause);
  }
}

function prepared(db: Database.Database, prepare: (db: Database.Database) => void): Database.Database {
  try {
    prepare(db);
    return db;
  } catch (cause) {
    db.close();
    throw cause instanceof Fault ? cause : cannotOpen(db.name, cause);
  }
}

function openFile(path: string, { busyTimeout }: OpenOptions, { readonly = false } = {}): Database.Database {
  try {
    requireSoundBuild();
    makeFolder(dirname(path));
    return new Database(path, { timeout: busyTimeout, readonly });
  } catch (cause) {
    throw cause instanceof Fault ? cause : cannotOpen(path, cause);
  }
}

/** One folder after the other: asked for all at once, Node asks a file system that makes none, such as /proc, again for ever. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (cause) {
    if (!existsSync(path)) throw cause;
  }
}

/**
 * Comes before there is a log, and leaves nothing in the one of a file that was in WAL while it was empty: a log that held a whole file by itself would be
 * taken into any file that it lies beside.
 */
function layOut(db: Database.Database, schema: Schema): void {
  if (readVersion(db) === 0) {
    db.pragma(`page_size = ${schema.pageSize}`);
    db.transaction(() => { if (readVersion(db) === 0) createTables(db, schema); }).immediate();
    db.pragma('wal_checkpoint(TRUNCATE)');
  }
  requireIdentity(db, schema);
}

/** `synchronous` comes after `journal_mode`: the other way round it reads FULL and silently becomes NORMAL at the first statement. */
function useDurableWal(db: Database.Database, schema: Schema, { busyTimeout }: OpenOptions): void {
  patiently(busyTimeout, () => db.pragma('journal_mode = WAL'));
  db.pragma('synchronous = FULL');
  db.pragma(`journal_size_limit = ${MOST_LOG_KEPT}`);
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  db.pragma(`cache_size = -${schema.cacheKibibytes}`);
}

/** SQLite itself does not wait with this step where another process opens the same new file. */
function patiently(milliseconds: number, act: () => void): void {
  const until = performance.now() + milliseconds;
  for (;;) {
    try {
      act();
      return;
    } catch (cause) {
      if (!isBusy(cause) || performance.now() > until) throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
    }
  }
}

function upgrade(db: Database.Database, schema: Schema): void {
  if (readVersion(db) >= schema.version) return;
  db.transaction(() => {
    const from = readVersion(db);
    if (from >= schema.version) return;
    schema.upgrade?.(db, from, () => db.exec(schema.tables));
    db.pragma(`user_version = ${schema.version}`);
  }).immediate();
  db.pragma('wal_checkpoint(TRUNCATE)');
}

function requireOurs(db: Database.Database, schema: Schema): void {
  const version = readVersion(db);
  requireIdentity(db, schema);
  if (version !== schema.version) {
    const versions = `version ${version} of the ${schema.name} tables and this slotguard knows ${schema.version}`;
    const cure = version < schema.version ? 'start the service once, which takes over what it holds' : 'run the slotguard that wrote it, or a newer one';
    throw new Fault('store-unavailable', `\`${db.name}\` has ${versions}: ${cure}`);
  }
}

function requireWhole(db: Database.Database, { name, isWhole = () => true }: Schema): void {
  if (!isWhole(db)) throw new Fault('store-unavailable', `\`${db.name}\` does not hold the whole ${name}, or parts of another file: put back a backup, or move it away to begin anew`);
}

function requireIdentity(db: Database.Database, schema: Schema): void {
  if (db.pragma('application_id', { simple: true }) !== schema.applicationId) throw notOurs(db.name, schema);
}

function createTables(db: Database.Database, schema: Schema): void {
  if (db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) throw notOurs(db.name, schema);
  db.exec(schema.tables);
  db.pragma(`application_id = ${schema.applicationId}`);
  db.pragma(`user_version = ${schema.version}`);
}

function readVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/**
 * Throws `Fault('store-unavailable')` unless what is committed survives a power cut. Call it after the first write of a
 * connection: only then does SQLite tell the truth.
 */
export function requireDurable(db: Database.Database): void {
  const journal = String(db.pragma('journal_mode', { simple: true }));
  const synchronous = Number(db.pragma('synchronous', { simple: true }));
  if (journal !== 'wal' || synchronous !== FULL) {
    const found = `journal ${journal}, synchronous ${synchronous}, needed: wal and ${FULL}`;
    throw new Fault('store-unavailable', `\`${db.name}\` would lose records in a power cut (${found}): keep it on a local disk`);
  }
}

function notOurs(path: string, schema: Schema): Fault {
  return new Fault('store-unavailable', `\`${path}\` is not a file of slotguard's ${schema.name}: name another file in store.url`);
}
