import type { Schema } from '../sqlite/database.js';

/**
 * `decision` is written before an answer is given and carries two indexes only. `listing` repeats what `listDecisions` asks
 * by, follows behind in steps (`listing-index.ts`) and carries the rest: three more indexes on `decision` would cost each
 * record half as much CPU again and twice the bytes written. Pages of 8 kB hold three records, of 4 kB only one.
 */
export const auditSchema: Schema = {
  name: 'audit',
  applicationId: 0x53_4c_47_41,
  version: 1,
  pageSize: 8192,
  tables: `
    CREATE TABLE decision (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      decision_id TEXT NOT NULL UNIQUE,
      originator TEXT NOT NULL,
      counter TEXT NOT NULL,
      decided_at INTEGER NOT NULL,
      supplier TEXT,
      reason TEXT NOT NULL,
      decision TEXT NOT NULL,
      record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX decision_of_request ON decision (originator, counter);

    CREATE TABLE listing (
      seq INTEGER PRIMARY KEY,
      decided_at INTEGER NOT NULL,
      originator TEXT NOT NULL,
      supplier TEXT,
      reason TEXT NOT NULL,
      decision TEXT NOT NULL
    ) STRICT;
    CREATE INDEX listing_by_originator ON listing (originator);
    CREATE INDEX listing_by_supplier ON listing (supplier);
    CREATE INDEX listing_by_reason ON listing (reason);
    CREATE INDEX listing_by_decision ON listing (decision);
    CREATE TABLE listing_day (day INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL) STRICT;

    CREATE TABLE rule_set (version TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  `,
  additions: `
    CREATE TABLE IF NOT EXISTS rule_set_in_force (seq INTEGER PRIMARY KEY, version TEXT NOT NULL, since INTEGER NOT NULL) STRICT;
  `,
};
