import type { Database } from 'better-sqlite3';
import { Fault } from '../../../domain/fault.js';
import { britishDay } from '../counts/british-day.js';
import { listedStretch } from '../listing/listing-filters.js';
import { lastListedOf } from '../listing/listing-index.js';

export interface PartCounts {
  entries: { day: number; heading: number; entries: number }[];
  repeated: { request: number; heading: number; entries: number }[];
}

/** Every entry of a part of a day, `seq` by `seq`: those that the listing holds, and those that it has not taken in yet. */
const entriesOfPart = `
  SELECT seq, heading, first_seq FROM listing NOT INDEXED WHERE seq >= @first AND seq <= @last AND at >= @from AND at < @to
  UNION ALL
  SELECT seq, heading, first_seq FROM entry NOT INDEXED WHERE seq > @listed AND at >= @from AND at < @to AND heading IS NOT NULL`;

/** Counts a part of one day, epoch milliseconds, from the records. Throws `Fault('malformed-value')` where some of them have left the store. */
export function countPart(db: Database, [from, to]: readonly [number, number]): PartCounts {
  const day = britishDay(from);
  requireUnpruned(db, day);
  const values = { ...listedStretch(db, { from, to }), from, to, listed: lastListedOf(db)() };
  const entries = db.prepare<[typeof values], { heading: number; entries: number }>(`SELECT heading, count(*) AS entries FROM (${entriesOfPart}) GROUP BY heading`).all(values);
  const repeated = db.prepare<[typeof values], PartCounts['repeated'][number]>(`
    SELECT coalesce(first_seq, seq) AS request, heading, count(*) AS entries FROM (${entriesOfPart})
    WHERE coalesce(first_seq, seq) IN (SELECT request FROM repeated) GROUP BY 1, heading`).all(values);
  return { entries: entries.map((each) => ({ ...each, day })), repeated };
}

function requireUnpruned(db: Database, day: number): void {
  if (db.prepare<[number], number>('SELECT 1 FROM tally WHERE day = ? AND pruned = 1 LIMIT 1').get(day) !== undefined) {
    throw new Fault('malformed-value', 'records of this time were pruned, and only whole days of it can be counted: ask from midnight to midnight');
  }
}
