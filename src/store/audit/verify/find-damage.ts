import type { Database } from 'better-sqlite3';
import { causeOf } from '../../sqlite/answering.js';

/** What SQLite itself finds wrong with the file: pages that do not belong together, an index that does not agree with its table. */
export function findDamage(db: Database): string | undefined {
  try {
    const found = db.prepare<[], string>('PRAGMA integrity_check(1)').pluck().get();
    return found === 'ok' ? undefined : found;
  } catch (cause) {
    return causeOf(cause);
  }
}
