import type { Database } from 'better-sqlite3';
import { openAsItIs, openDatabase } from '../../sqlite/database.js';
import { createSameFile } from '../../sqlite/in-place.js';
import { auditSchema } from '../audit-schema.js';

/** Opens the audit at a path, sound or not, and never writes to it. Throws `Fault('store-unavailable')`. */
export function openChain(path: string): Database {
  return openAsItIs(path, auditSchema, { busyTimeout: 10_000 });
}

/**
 * Opens the audit that is at a path now to write to it beside a service, any number of times; what is deleted is overwritten. Each time it throws
 * `Fault('store-unavailable')` where that cannot be, or another file lies there by then: what was found out about the first is nothing to go by in that.
 */
export function createChainOpener(path: string): () => Database {
  const requireSame = createSameFile(path);
  return () => {
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
  };
}
