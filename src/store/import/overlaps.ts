import type { Database } from 'better-sqlite3';
import { describeOverlap, findOverlaps, type Period } from './periods.js';

/** later than any day */
const OPEN = 3_000_000;
const AT_ONCE = 1_000;

/**
 * Takes out of `temp.arrived` what overlaps another period of its MPxN, in the file or, unless the file replaces them, in
 * the store, and notes it as bad rows. Only the MPxNs that have overlaps are read.
 */
export function rejectOverlaps(db: Database, replace: boolean): void {
  findSuspects(db, replace);
  const nextSuspects = db.prepare<[number, number], number>('SELECT mpxn FROM temp.suspect WHERE mpxn > ? ORDER BY mpxn LIMIT ?').pluck();
  const reject = rejectOverlapsOf(db, replace);
  for (let suspects = nextSuspects.all(0, AT_ONCE); suspects.length > 0; suspects = nextSuspects.all(suspects.at(-1) ?? 0, AT_ONCE)) {
    suspects.forEach(reject);
  }
}

function findSuspects(db: Database, replace: boolean): void {
  db.exec(`
    CREATE TEMP TABLE suspect (mpxn INTEGER PRIMARY KEY);
    INSERT OR IGNORE INTO temp.suspect SELECT mpxn FROM temp.arrived a WHERE ${startsWithin('temp.arrived')}`);
  const hasStored = db.prepare('SELECT 1 FROM main.registration LIMIT 1').get() !== undefined;
  if (hasStored && !replace) db.exec(`INSERT OR IGNORE INTO temp.suspect SELECT mpxn FROM temp.arrived a WHERE ${meetsStored}`);
  db.exec(`
    CREATE TEMP TABLE suspect_line AS SELECT mpxn, effective_from, effective_to, line FROM temp.staged WHERE mpxn IN (SELECT mpxn FROM temp.suspect);
    CREATE INDEX temp.suspect_line_by_mpxn ON suspect_line (mpxn)`);
}

/** SQL: some period of `table` starts within `a`. */
function startsWithin(table: string): string {
  return `EXISTS (SELECT 1 FROM ${table} s WHERE s.mpxn = a.mpxn AND s.effective_from > a.effective_from AND s.effective_from < coalesce(a.effective_to, ${OPEN}))`;
}

/**
 * SQL: some stored period starts within `a`, or the last one before it lasts into it, and is not replaced. Only one is looked at each way: where one that
 * starts within `a` is replaced, what replaces it starts there as well; and none before the last one lasts into `a`, for stored ones do not overlap each other.
 */
const meetsStored = `${startsWithin('main.registration')} OR coalesce((
  SELECT coalesce(s.effective_to, ${OPEN}) > a.effective_from
    AND NOT EXISTS (SELECT 1 FROM temp.arrived r WHERE r.mpxn = s.mpxn AND r.effective_from = s.effective_from)
  FROM main.registration s WHERE s.mpxn = a.mpxn AND s.effective_from < a.effective_from ORDER BY s.effective_from DESC LIMIT 1), 0)`;

function rejectOverlapsOf(db: Database, replace: boolean): (mpxn: number) => void {
  const arrived = db.prepare<[number], Required<Period>>(
    'SELECT effective_from AS "from", effective_to AS "to", min(line) AS line FROM temp.suspect_line WHERE mpxn = ? GROUP BY effective_from');
  const stored = db.prepare<[number], Period>('SELECT effective_from AS "from", effective_to AS "to" FROM main.registration WHERE mpxn = ?');
  const note = db.prepare<[number | undefined, string]>(`INSERT INTO temp.problem VALUES (?, 'effective_from', ?)`);
  const remove = db.prepare<[number, number]>('DELETE FROM temp.arrived WHERE mpxn = ? AND effective_from = ?');
  return (mpxn) => {
    for (const overlap of findOverlaps(replace ? [] : stored.all(mpxn), arrived.all(mpxn))) {
      note.run(overlap.period.line, describeOverlap(overlap));
      remove.run(mpxn, overlap.period.from);
    }
  };
}
