import type { Database } from 'better-sqlite3';
import { headingOf } from '../../../audit/heading-of.js';
import type { AuditRecord, DecisionPage, DecisionQuery } from '../../../audit/record.js';
import { Fault } from '../../../domain/fault.js';
import { readCursor, writeCursor } from './cursor.js';
import { decisionsOf, type EntryRow, openRow } from '../chain/entry-rows.js';
import { createHeadings } from '../counts/headings.js';
import { headingFilter, listedStretch, timesOf, userOf } from './listing-filters.js';
import { lastListedOf } from './listing-index.js';
import { newestListed } from './newest-listed.js';
import { decisionsOfRequest, valuesOfRequest } from '../chain/request-key.js';

interface FoundRow extends EntryRow {
  seq: number;
}

/** What a page is looked for with: `before` excludes, `limit` is one more than asked for, to know whether there is more. */
interface Search {
  query: DecisionQuery;
  before: number;
  limit: number;
}

interface Found {
  rows: readonly FoundRow[];
  /** the last number that was looked at, where looking ended before all was seen */
  seenDownTo?: number | undefined;
}

const MOST_A_PAGE = 10_000;
/** of one RequestID, which may have been used any number of times: a page ends there, however little it holds */
const MOST_LOOKED_AT = 1_000;

/** Throws `Fault('malformed-value')` for a limit outside 1 to 10,000 or a foreign cursor. */
export function listDecisionsOf(db: Database): (query: DecisionQuery) => DecisionPage {
  const lastListed = lastListedOf(db);
  const headings = createHeadings(db);
  const row = db.prepare<[number], FoundRow>('SELECT seq, record, mpxn FROM entry WHERE seq = ?');
  const fresh = db.prepare<[number, number, number, number], { seq: number; strand: number; originator: string }>(`
    SELECT seq, strand, originator FROM entry CROSS JOIN heading ON heading.id = entry.heading WHERE seq > ? AND seq < ? AND at >= ? AND at < ? ORDER BY seq DESC`);
  const listed = newestListed(db);

  const find = db.transaction((search: Search): Found => {
    if (search.query.requestKey !== undefined) return findOfRequest(db, search, search.query.requestKey);
    return { rows: findNumbers(search).flatMap((seq) => row.get(seq) ?? []) };
  });

  function findNumbers({ query, before, limit }: Search): number[] {
    const mark = lastListed();
    const isAskedFor = headingFilter(query);
    const wanted = new Set([...headings.strands()].flatMap(([strand, heading]) => (isAskedFor(heading) ? [strand] : [])));
    const user = userOf(query);
    const found: number[] = [];
    for (const { seq, strand, originator } of fresh.iterate(mark, before, ...timesOf(query))) {
      if (wanted.has(strand) && (user === undefined || originator === user)) found.push(seq);
      if (found.length >= limit) return found;
    }
    const stretch = listedStretch(db, query);
    const further = listed({
      wanted,
      user,
      first: stretch.first,
      last: Math.min(stretch.last, mark, before - 1),
      times: timesOf(query),
      limit: limit - found.length,
    });
    return [...found, ...further];
  }

  return (query) => pageOf(find(readSearch(query)), query.limit);
}

function readSearch(query: DecisionQuery): Search {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MOST_A_PAGE) {
    throw new Fault('malformed-value', `a page of \`${query.limit}\` records cannot be had: ask for 1 to ${MOST_A_PAGE}`);
  }
  const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : readCursor(query.cursor);
  return { query, before, limit: query.limit + 1 };
}

function pageOf({ rows, seenDownTo }: Found, limit: number): DecisionPage {
  const last = rows.length > limit ? rows[limit - 1]?.seq : seenDownTo;
  return { decisions: decisionsOf(rows.slice(0, limit).map(openRow)), nextCursor: last === undefined ? undefined : writeCursor(last) };
}

/** A request has few records as a rule, and is looked through no further than to the end of the page where it has many. */
function findOfRequest(db: Database, { query, before, limit }: Search, requestKey: string): Found {
  const most = Math.max(limit, MOST_LOOKED_AT);
  const uses = db.prepare<[string, string, string, number, number], FoundRow & { at: number }>(`SELECT seq, at, record, mpxn FROM ${decisionsOfRequest} AND seq < ? ORDER BY seq DESC LIMIT ?`);
  const [from, to] = timesOf(query);
  const rows: FoundRow[] = [];
  let seen = 0;
  let seenDownTo = before;
  for (const row of uses.iterate(...valuesOfRequest(requestKey), before, most)) {
    seen += 1;
    seenDownTo = row.seq;
    if (row.at >= from && row.at < to && decisionsOf([openRow(row)]).some((record) => isAskedFor(record, query))) rows.push(row);
    if (rows.length >= limit) break;
  }
  return { rows, seenDownTo: seen < most ? undefined : seenDownTo };
}

function isAskedFor(record: AuditRecord, query: DecisionQuery): boolean {
  return headingFilter(query)(headingOf(record)) && [undefined, record.request.originator].includes(userOf(query));
}
