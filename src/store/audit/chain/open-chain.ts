import type { Database } from 'better-sqlite3';
import { openAsItIs, openDatabase } from '../../sqlite/database.js';
import { createSameFile } from '../../sqlite/in-place.js';
import { auditSchema } from '../audit-schema.js';

/** Opens the audit at a path, sound or not, and never writes to it. Throws `Fault('store-unavailable')`. */
export function openChain(path: string): Database {
  return openAsItIs(path, auditSchema, { busyTimeout: 10_000 });
}

/**
 * Opens the audit that is at a path to write to it beside a service; what is deleted is overwritten. Throws `Fault('store-unavailable')`, also where
 * `requireSame` does: what was found out about one file is nothing to go by in another that was put in its place.
 */
export function openChainToWrite(path: string, requireSame = createSameFile(path)): Database {
  openChain(path).close();
  const db = openDatabase(path, auditSchema, { busyTimeout: 10_000 });
  try {
    requireSame();
  } catch (cause) {
    db.close();
    throw cause;
  }
  db.pragma('secure_delete = ON');
  return db;
}
