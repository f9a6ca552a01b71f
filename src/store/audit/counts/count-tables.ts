/**
 * What the Panel's report is counted from, kept with every record and not from it (`tally.ts`, `rejected-devices.ts`), under headings by number. `day`
 * counts calendar days in Great Britain. `pruned` tells what comes from records that have left the store, and can never be counted again.
 * `repeated_key` has the RequestID of each request of `repeated`.
 */
export const countTables = `
    CREATE TABLE tally (
      day INTEGER NOT NULL, heading INTEGER NOT NULL, pruned INTEGER NOT NULL, entries INTEGER NOT NULL, PRIMARY KEY (day, heading, pruned)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE repeated (
      day INTEGER NOT NULL, request INTEGER NOT NULL, heading INTEGER NOT NULL, pruned INTEGER NOT NULL, entries INTEGER NOT NULL,
      PRIMARY KEY (day, request, heading, pruned)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX repeated_request ON repeated (request);
    CREATE TABLE repeated_key (request INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;

    CREATE TABLE rejected_device (
      seq INTEGER PRIMARY KEY,
      device TEXT NOT NULL,
      heading INTEGER NOT NULL,
      decision_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      day INTEGER NOT NULL,
      rejections INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      right_seq INTEGER,
      right_at INTEGER,
      right_day INTEGER,
      right_heading INTEGER,
      right_decision_id TEXT
    ) STRICT;
    CREATE UNIQUE INDEX outstanding_device ON rejected_device (device) WHERE right_seq IS NULL;
    CREATE INDEX outstanding_by_day ON rejected_device (day, heading) WHERE right_seq IS NULL;
    CREATE INDEX rejected_device_by_time ON rejected_device (at, seq, heading, day, right_day);
    CREATE TABLE rejection (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, rejected_device INTEGER NOT NULL, heading INTEGER NOT NULL) STRICT;
    CREATE INDEX rejection_by_time ON rejection (at, seq, rejected_device, heading);
`;
