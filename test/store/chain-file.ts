import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { AttemptRecord, AuditRecord } from '../../src/audit/record.js';
import { completeListing } from '../../src/store/audit/listing/listing-index.js';
import { createChainOpener } from '../../src/store/audit/chain/open-chain.js';
import { type Verified, verifyStore } from '../../src/store/audit/verify/verify-store.js';
import { openStore } from '../../src/store/open-store.js';

/** A store of its own for the `describe` that calls this, and copies of it to spoil. */
export function chainFiles() {
  let folder = '';
  let copies = 0;
  before(() => { folder = mkdtempSync(join(tmpdir(), 'slotguard-chain-')); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });
  const path = (name: string) => join(folder, name);
  return {
    path,
    write: (name: string, entries: readonly (AuditRecord | AttemptRecord)[]) => {
      writeEntries(path(name), entries);
      const db = createChainOpener(path(name))();
      completeListing(db);
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      return path(name);
    },
    /** of a store that nobody has open */
    copy: (of: string) => {
      const copy = path(`copy-${copies++ % 4}.db`);
      for (const end of ['-wal', '-shm']) rmSync(`${copy}${end}`, { force: true });
      copyFileSync(of, copy);
      return copy;
    },
  };
}

export function writeEntries(path: string, entries: readonly (AuditRecord | AttemptRecord)[], atOnce = 50): void {
  const store = openStore(`sqlite:${path}`);
  for (let index = 0; index < entries.length; index += atOnce) store.audit.append(entries.slice(index, index + atOnce));
  store.close();
}

/** Does to the tables what slotguard never would. */
export function spoil(path: string, act: (db: Database.Database) => void): void {
  const db = new Database(path);
  try {
    act(db);
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

export function verify(path: string, files: readonly string[] = []): Promise<Verified> {
  return verifyStore(path, { files, checkpoint: undefined });
}

/** Everything that the tables hold and the indexes find, but for where each day is listed: a search of more than that finds the same. */
export function dump(path: string): string {
  const db = new Database(path, { readonly: true });
  try {
    const tables = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'listing_hour' ORDER BY name`).pluck().all();
    const indexes = [['entry', 'entry_of_request', 'originator, counter'], ['listing', 'listing_by_strand', 'strand, seq, at'], ['repeated', 'repeated_request', 'request'], ['rejection', 'rejection_by_time', 'at, rejected_device']];
    return JSON.stringify([
      ...tables.map((table) => db.prepare(`SELECT * FROM ${table} NOT INDEXED`).raw().all()),
      ...indexes.map(([table, index, columns]) => db.prepare(`SELECT ${columns} FROM ${table} INDEXED BY ${index} ORDER BY ${columns}`).raw().all()),
      db.prepare('SELECT id FROM entry ORDER BY id').raw().all(),
    ]);
  } finally {
    db.close();
  }
}
