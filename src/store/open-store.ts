import { existsSync, statSync } from 'node:fs';
import { parse, format } from 'node:path';
import type { Database } from 'better-sqlite3';
import { Fault } from '../domain/fault.js';
import { createAuditStore, type SqliteAuditStore } from './audit/audit-store.js';
import { auditSchema } from './audit/audit-schema.js';
import { referenceSchema } from './reference/reference-schema.js';
import { createReferenceStore, type SqliteReferenceStore } from './reference/reference-store.js';
import { answering } from './sqlite/answering.js';
import { openAsItIs, openDatabase, requireDurable, type OpenOptions } from './sqlite/database.js';
import { atTimes, createPlaceWatch, createSameFile, identifyFile } from './sqlite/in-place.js';
import { createWalCheckpoints } from './sqlite/wal-checkpoints.js';
import { withoutWaiting } from './sqlite/without-waiting.js';

export interface Store {
  reference: SqliteReferenceStore;
  audit: SqliteAuditStore;
  /** where the reference data lies; `importFile` writes it over a connection of its own */
  referencePath: string;
  /** which file the audit is, for other processes that read it */
  auditIdentity: string;
  /** Throws `Fault('store-unavailable')` unless both files answer and still stand where they were opened. */
  ping(): void;
  /** Writes to the audit, durably, what changes nothing. Throws `Fault('store-unavailable')` when it cannot. */
  tryWriting(): void;
  /** How long the audit's log is on the disk, bytes: a reader who never ends keeps it from going into the file. */
  logBytes: () => number;
  close(): void;
}

export interface StoreOptions extends OpenOptions {
  /** the only file that is to be opened as the audit, as `identifyAudit` told it; undefined: whichever is there, or a new one */
  audit: string | undefined;
}

const defaults: OpenOptions = { busyTimeout: 1_000 };

/** Which file the audit is, for other processes: one in its place would be another. */
export function identifyAudit(url: string): string {
  return identifyFile(readPath(url));
}

/**
 * What to say before a new audit is laid out beside reference data: both are laid out together, so that there was one.
 * Throws `Fault('configuration-invalid')`.
 */
export function findAuditAway(url: string): string | undefined {
  const path = readPath(url);
  if (existsSync(path) || !existsSync(referencePathOf(path))) return undefined;
  return `a new audit begins at \`${path}\`, where reference data lies and no audit: if there was one, stop, move away the new one with its \`-wal\` and \`-shm\`, and put the old one back`;
}

/**
 * Opens the store at `sqlite:PATH`, laying it out where there is none: PATH holds the audit, a second file beside it the
 * reference data, so that no import ever keeps a decision from being recorded.
 * Throws `Fault('configuration-invalid')` for another kind of URL, `Fault('store-unavailable')` when it cannot be opened.
 */
export function openStore(url: string, { audit: identity, ...options }: Partial<StoreOptions> = {}): Store {
  const path = readPath(url);
  const referencePath = referencePathOf(path);
  const requireSameAudit = createSameFile(path, identity);
  const requireSameReference = createSameFile(referencePath);
  requireSameAudit();
  const audit = openAudit(path, { ...defaults, ...options });
  try {
    requireSameAudit();
    const store = storeOver(path, audit, openDatabase(referencePath, referenceSchema, { ...defaults, ...options }));
    return closedUnless(store, requireSameAudit, requireSameReference);
  } catch (cause) {
    audit.close();
    throw cause;
  }
}

/** What was put in the place of a file while it was opened would be watched in its stead, and no record be where it is looked for. */
function closedUnless(store: Store, ...requireSame: (() => void)[]): Store {
  try {
    for (const requireSameFile of requireSame) requireSameFile();
    return store;
  } catch (cause) {
    store.close();
    throw cause;
  }
}

function storeOver(path: string, audit: Database, reference: Database): Store {
  const requireAudit = createPlaceWatch(audit, { path, log: true });
  const requireReference = createPlaceWatch(reference, { path: referencePathOf(path), log: false });
  const guard = openAsItIs(audit.name, auditSchema, defaults);
  const checkpoints = createWalCheckpoints(audit);
  const tryToWrite = withoutWaiting(audit, () => { rewriteVersion(audit); });
  return {
    reference: createReferenceStore(reference, atTimes(requireReference)),
    audit: createAuditStore(audit, { requireInPlace: requireAudit, onCommit: checkpoints.follow }),
    referencePath: reference.name,
    auditIdentity: identifyFile(path),
    ping: () => {
      for (const db of [audit, reference]) answering('store-unavailable', () => db.prepare('SELECT count(*) FROM sqlite_schema').get());
      requireAudit();
      requireReference();
    },
    tryWriting: () => {
      if (answering('store-unavailable', () => tryToWrite()) === 'busy') throw new Fault('store-unavailable', `another process is writing to \`${audit.name}\``);
    },
    logBytes: () => sizeOf(`${audit.name}-wal`),
    close: () => {
      checkpoints.end();
      if (isInPlace(requireAudit)) guard.close();
      for (const db of [audit, reference]) db.close();
    },
  };
}

/**
 * Whoever closes a file as the last one takes its log into it, by what is known here of both. Where they are no longer in their place that would spoil
 * what others wrote there: then the guard, which only reads and so never does that, stays to be the last.
 */
function isInPlace(requireAudit: () => void): boolean {
  try {
    requireAudit();
    return true;
  } catch {
    return false;
  }
}

/** The first write, a rewritten version number, is what makes SQLite tell whether its writes are durable. */
function openAudit(path: string, options: OpenOptions): Database {
  const db = openDatabase(path, auditSchema, options);
  try {
    answering('store-unavailable', () => { db.transaction(rewriteVersion).immediate(db); });
    requireDurable(db);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
}

function rewriteVersion(db: Database): void {
  db.pragma(`user_version = ${auditSchema.version}`);
}

export function readPath(url: string): string {
  const path = /^sqlite:(.+)$/s.exec(url)?.[1];
  if (path !== undefined && path !== ':memory:') return path;
  const kind = url.slice(0, url.indexOf(':') + 1);
  throw new Fault('configuration-invalid', `store.url \`${kind.slice(0, 60)}...\` names no store that slotguard has: write sqlite:PATH, such as sqlite:data/slotguard.db`);
}

/** `data/slotguard.db` -> `data/slotguard.reference.db` */
export function referencePathOf(path: string): string {
  const { dir, name, ext } = parse(path);
  return format({ dir, name: `${name}.reference`, ext });
}

/** 0 where there is none, or it cannot be looked at. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
