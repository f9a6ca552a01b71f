import type { Database } from 'better-sqlite3';
import { Fault } from '../../../domain/fault.js';

/**
 * 32 hex digits, at random, that no other store has. The chain begins with them, and its head repeats them. They are written when a file is laid out, which
 * has no log yet, and never again: so they are always those of the file itself, and the head's may be those of a log beside it.
 */
export const originTable = `
  CREATE TABLE IF NOT EXISTS origin (id INTEGER PRIMARY KEY CHECK (id = 1), origin TEXT NOT NULL) STRICT;
  INSERT OR IGNORE INTO origin SELECT 1, coalesce((SELECT origin FROM head), lower(hex(randomblob(16))));
`;

/** Throws `Fault('audit-unavailable')` where somebody removed it. */
export function readOrigin(db: Database): string {
  const origin = db.prepare<[], string>('SELECT origin FROM origin').pluck().get();
  if (origin === undefined) throw new Fault('audit-unavailable', `\`${db.name}\` does not tell what its chain begins with: put back a backup`);
  return origin;
}

/** Whether the head is of the file that it is in. Throws where the file is of a version without that table. */
export function isHeadOfFile(db: Database): boolean {
  return db.prepare('SELECT 1 FROM origin LEFT JOIN head USING (id) WHERE id = 1 AND (head.origin IS NULL OR head.origin = origin.origin)').get() !== undefined;
}
