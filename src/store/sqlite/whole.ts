import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

const logHeader = 32;
const pageHeader = 24;
/** The page at this place of a file is SQLite's for its locks, and never written: bytes */
const lockByte = 1 << 30;

export interface LogState {
  /** pages in the log, and how many of them are in the file; below 0: there is no log */
  log: number;
  checkpointed: number;
}

/**
 * Whether a file that became smaller is whole: a `VACUUM` makes it so, and whoever cuts it short does not. Each page that SQLite counts must lie in the
 * file, or wait in the log to go there. What grows meanwhile is looked at last, so that others may write while it is asked.
 */
export function holdsWholeFile(db: Database): () => boolean {
  const countPages = db.prepare<[], number>('PRAGMA page_count').pluck();
  const ask = askLog(db);
  const pageSize = readPageSize(db);
  return () => {
    const pages = countPages.get() ?? 0;
    const waiting = pagesWaiting(`${db.name}-wal`, ask(), pageSize);
    const inFile = Math.floor(statSync(db.name).size / pageSize);
    return hasPages(waiting, inFile + 1, pages, pageSize);
  };
}

/**
 * Whether a file is no longer than what it is together with its log, so that the log is not of an earlier state of it. Only a `VACUUM` leaves a longer one,
 * and writes each page to the log.
 */
export function isWithinLog(db: Database): () => boolean {
  const countPages = db.prepare<[], number>('PRAGMA page_count').pluck();
  const ask = askLog(db);
  const pageSize = readPageSize(db);
  return () => {
    // the file first: it grows by what its log holds already
    const inFile = Math.floor(statSync(db.name).size / pageSize);
    const pages = countPages.get() ?? 0;
    return inFile <= pages || hasPages(pagesWaiting(`${db.name}-wal`, { ...ask(), checkpointed: 0 }, pageSize), 1, pages, pageSize);
  };
}

/**
 * Whether a log that became smaller is whole: one that is in the file begins anew, and may be emptied by whoever looks after files; it may
 * never be shorter than what it holds.
 */
export function holdsWholeLog(db: Database): () => boolean {
  const ask = askLog(db);
  const pageSize = readPageSize(db);
  return () => {
    const { log } = ask();
    return log <= 0 || statSync(`${db.name}-wal`).size >= logHeader + log * (pageHeader + pageSize);
  };
}

function hasPages(found: () => ReadonlySet<number>, from: number, to: number, pageSize: number): boolean {
  for (let page = from; page <= to; page += 1) if (!found().has(page) && page !== lockByte / pageSize + 1) return false;
  return true;
}

function askLog(db: Database): () => LogState {
  const ask = db.prepare<[], LogState>('PRAGMA wal_checkpoint(NOOP)');
  return () => ask.get() ?? { log: 0, checkpointed: 0 };
}

function readPageSize(db: Database): number {
  return Number(db.pragma('page_size', { simple: true }));
}

/** The pages of a log that are not in the file yet, read when they are first asked for. */
function pagesWaiting(path: string, { log, checkpointed }: LogState, pageSize: number): () => ReadonlySet<number> {
  let known: Set<number> | undefined;
  return () => known ??= new Set(log > checkpointed ? readPageNumbers(path, checkpointed, log, pageSize) : []);
}

/** SQLite's locks are not on this file: it may be opened and closed beside SQLite. */
function readPageNumbers(path: string, from: number, to: number, pageSize: number): number[] {
  const file = openSync(path, 'r');
  try {
    const number = Buffer.alloc(4);
    return Array.from({ length: to - from }, (_, index) => {
      readSync(file, number, 0, number.length, logHeader + (from + index) * (pageHeader + pageSize));
      return number.readUInt32BE();
    });
  } finally {
    closeSync(file);
  }
}
