import type { Database } from 'better-sqlite3';
import { openAsItIs, openDatabase } from '../../sqlite/database.js';
import { auditSchema } from '../audit-schema.js';

/** Opens the audit at a path, sound or not, and never writes to it. Throws `Fault('store-unavailable')`. */
export function openChain(path: string): Database {
  return openAsItIs(path, auditSchema, { busyTimeout: 10_000 });
}

/** Opens the audit that is at a path to write to it beside a service; what is deleted is overwritten. Throws `Fault('store-unavailable')`. */
export function openChainToWrite(path: string): Database {
  openChain(path).close();
  const db = openDatabase(path, auditSchema, { busyTimeout: 10_000 });
  db.pragma('secure_delete = ON');
  return db;
}
