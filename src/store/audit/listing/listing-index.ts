import type { Database } from 'better-sqlite3';
import { withoutWaiting } from '../../sqlite/without-waiting.js';

/** What the listing holds of entries, `WHERE` to be added: the User ID only where the heading has none. */
export const listingRows = `
  SELECT seq, at, heading, strand, first_seq, iif(is_of_strangers, originator, NULL) AS stranger FROM entry JOIN heading ON heading.id = entry.heading`;

export const strangerIndex = 'CREATE INDEX listing_by_stranger ON listing (stranger, strand, seq, at) WHERE stranger IS NOT NULL;';

/** Between which numbers the listed records of each hour lie, whatever the clock did meanwhile. */
export const hourTable = 'CREATE TABLE listing_hour (hour INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL) STRICT;';

export const millisecondsAnHour = 3_600_000;

/** Records that wait before the listing takes them in: enough to share its pages, few enough to scan. */
const STEP = 2048;
const MOST_AT_ONCE = 8 * STEP;

/**
 * Lets the listing follow the records. `follow(written)` is called once records are durable and takes them in when a step
 * is full; a failure is no failure of the records, the next step tries again, and while another process writes the next record does.
 */
export function createListingIndex(db: Database): { follow(written: number): void } {
  const takeIn = withoutWaiting(db, takeInOf(db));
  const countWaiting = countWaitingOf(db);
  let waiting = countWaiting();
  return {
    follow: (written) => {
      waiting += written;
      if (waiting < STEP) return;
      try {
        if (takeIn() !== 'busy') waiting = countWaiting();
      } catch {
        waiting = 0;
      }
    },
  };
}

/** Lets the listing take in everything that there is, some at a time; calls `onStep` between two transactions. */
export function completeListing(db: Database, onStep: () => void = () => undefined): void {
  const takeIn = db.transaction(takeInOf(db));
  const last = lastListedOf(db);
  for (let before = -1; last() > before; onStep()) {
    before = last();
    takeIn.immediate();
  }
}

/** Call it inside a transaction. */
function takeInOf(db: Database): () => void {
  const last = lastListedOf(db);
  const hours = db.prepare<[number, number]>(`
    INSERT INTO listing_hour SELECT at / ${millisecondsAnHour} AS hour, min(seq), max(seq) FROM entry WHERE seq > ? AND seq <= ? AND heading IS NOT NULL GROUP BY 1
    ON CONFLICT (hour) DO UPDATE SET first_seq = min(first_seq, excluded.first_seq), last_seq = max(last_seq, excluded.last_seq)`);
  const rows = db.prepare<[number, number]>(`
    INSERT INTO listing ${listingRows} WHERE seq > ? AND seq <= ? ORDER BY seq`);
  return () => {
    const mark = last();
    hours.run(mark, mark + MOST_AT_ONCE);
    rows.run(mark, mark + MOST_AT_ONCE);
  };
}

/** Answers the number of the last record that the listing holds; where it holds none, that before the first record that there is. */
export function lastListedOf(db: Database): () => number {
  const last = db.prepare<[], number | null>('SELECT coalesce((SELECT max(seq) FROM listing), (SELECT min(seq) FROM entry) - 1)').pluck();
  return () => last.get() ?? 0;
}

function countWaitingOf(db: Database): () => number {
  const last = lastListedOf(db);
  const written = db.prepare<[], number | null>('SELECT max(seq) FROM entry').pluck();
  return () => (written.get() ?? 0) - last();
}
