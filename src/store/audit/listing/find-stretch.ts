import type { Database } from 'better-sqlite3';
import type { Span } from '../../../audit/record.js';
import { type Stretch, timesOf } from './listing-filters.js';
import { lastListedOf } from './listing-index.js';

/**
 * From the first record of a time to the last, with everything that was written in between; without a time everything there is.
 * Undefined where there is none.
 */
export function findStretch(db: Database, span: Span): Stretch | undefined {
  const isOpen = span.from === undefined && span.to === undefined;
  const found = isOpen
    ? db.prepare<[], Bounds>('SELECT min(seq) AS first, max(seq) AS last FROM entry').get()
    : db.prepare<[{ from: number; to: number; listed: number }], Bounds>(ofTime).get({ ...namedTimes(span), listed: lastListedOf(db)() });
  return found === undefined || found.first === null || found.last === null ? undefined : { first: found.first, last: found.last };
}

interface Bounds {
  first: number | null;
  last: number | null;
}

/** By the listing, which has little beside these times, what it has not taken in yet, and prunings, which it never does. */
const ofTime = `
  SELECT min(seq) AS first, max(seq) AS last FROM (
    SELECT seq FROM listing NOT INDEXED WHERE at >= @from AND at < @to
    UNION ALL
    SELECT seq FROM entry NOT INDEXED WHERE seq > @listed AND at >= @from AND at < @to
    UNION ALL
    SELECT seq FROM entry INDEXED BY entry_of_request WHERE originator IS NULL AND at >= @from AND at < @to)`;

function namedTimes(span: Span): { from: number; to: number } {
  const [from, to] = timesOf(span);
  return { from, to };
}
