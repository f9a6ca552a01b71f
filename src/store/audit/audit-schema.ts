import type { Schema } from '../sqlite/database.js';
import { looksWhole } from './chain/looks-whole.js';
import { originTable } from './chain/origin.js';
import { requestColumns, requestIndex } from './chain/request-key.js';
import { countTables } from './counts/count-tables.js';
import { hourTable, strangerIndex } from './listing/listing-index.js';
import { upgradeAudit } from './upgrade-audit.js';

/**
 * `entry` is the chain: whatever is written down, in the order of writing, each with the link that holds it to all before. `head` says what the last
 * one must be. Both, and all that is counted from them (`count-tables.ts`), are written in one transaction before an answer is given. `listing` repeats
 * what `listDecisions` asks by and follows behind in steps (`listing-index.ts`): an index of that kind on `entry` would write a page for almost every
 * record, and one over headings, which are more than strands, for every second one. Pages of 8 kB hold three records, of 4 kB only one. `pruned` tells
 * through which record everything leaves the store, and up to which place it has; `exported_file` which files hold records, and which were read back;
 * `origin`, of which file the head is.
 */
export const auditSchema: Schema = {
  name: 'audit',
  applicationId: 0x53_4c_47_41,
  version: 4,
  pageSize: 8192,
  cacheKibibytes: 32768,
  tables: `
    CREATE TABLE entry (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      originator TEXT,
      counter TEXT,
      at INTEGER NOT NULL,
      heading INTEGER,
      first_seq INTEGER,
      mpxn TEXT,
      salt TEXT,
      link TEXT NOT NULL,
      record TEXT NOT NULL,
      target ${requestColumns.target},
      is_decision ${requestColumns.is_decision}
    ) STRICT;
    ${requestIndex}
    CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), origin TEXT NOT NULL, seq INTEGER NOT NULL, link TEXT NOT NULL) STRICT;
    ${originTable}
    CREATE TABLE heading (id INTEGER PRIMARY KEY, content TEXT NOT NULL UNIQUE, strand INTEGER NOT NULL, is_of_strangers INTEGER NOT NULL AS (content ->> '$.originator' IS NULL) STORED) STRICT;
    ${countTables}
    CREATE TABLE listing (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, heading INTEGER NOT NULL, strand INTEGER NOT NULL, first_seq INTEGER, stranger TEXT) STRICT;
    CREATE INDEX listing_by_strand ON listing (strand, seq, at);
    ${strangerIndex}
    ${hourTable}

    CREATE TABLE pruned (id INTEGER PRIMARY KEY CHECK (id = 1), through INTEGER NOT NULL, seq INTEGER NOT NULL, link TEXT NOT NULL) STRICT;
    CREATE TABLE exported_file (
      sha256 TEXT PRIMARY KEY, path TEXT NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, link TEXT NOT NULL,
      has_mpxn INTEGER NOT NULL, exported_at INTEGER, verified_at INTEGER
    ) STRICT;

    CREATE TABLE rule_set (version TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
    CREATE TABLE rule_set_in_force (seq INTEGER PRIMARY KEY, version TEXT NOT NULL, since INTEGER NOT NULL) STRICT;
  `,
  upgrade: upgradeAudit,
  isWhole: looksWhole,
};
