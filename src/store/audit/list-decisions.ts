import type { Database } from 'better-sqlite3';
import type { DecisionPage, DecisionQuery } from '../../audit/record.js';
import { Fault } from '../../domain/fault.js';
import { readCursor, writeCursor } from './cursor.js';
import { filtersOf, rarestIndex, seqBounds, type Filter } from './listing-filters.js';
import { lastListedOf } from './listing-index.js';
import { readRecord } from './record-text.js';
import { splitRequestKey } from './request-key.js';

interface FoundRecord {
  seq: number;
  record: string;
}

/** What a page is looked for with: `before` excludes, `limit` is one more than asked for, to know whether there is more. */
interface Search {
  query: DecisionQuery;
  filters: readonly Filter[];
  before: number;
  limit: number;
}

const MOST_A_PAGE = 10_000;

/** Throws `Fault('malformed-value')` for a limit outside 1 to 10,000 or a foreign cursor. */
export function listDecisionsOf(db: Database): (query: DecisionQuery) => DecisionPage {
  const lastListed = lastListedOf(db);
  const find = db.transaction((search: Search) => {
    if (search.query.requestKey !== undefined) return findOfRequest(db, search, search.query.requestKey);
    const mark = lastListed();
    const fresh = findFresh(db, search, mark);
    if (fresh.length >= search.limit) return fresh;
    const rest = { ...search, before: Math.min(search.before, mark + 1), limit: search.limit - fresh.length };
    return [...fresh, ...findListed(db, rest)];
  });
  return (query) => pageOf(find(readSearch(query)), query.limit);
}

function readSearch(query: DecisionQuery): Search {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MOST_A_PAGE) {
    throw new Fault('malformed-value', `a page of \`${query.limit}\` records cannot be had: ask for 1 to ${MOST_A_PAGE}`);
  }
  const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : readCursor(query.cursor);
  return { query, filters: filtersOf(query), before, limit: query.limit + 1 };
}

function pageOf(found: readonly FoundRecord[], limit: number): DecisionPage {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    decisions: found.slice(0, limit).map(({ record }) => readRecord(record)),
    nextCursor: last && writeCursor(last.seq),
  };
}

/** A request has few records: all of them are at hand. */
function findOfRequest(db: Database, { filters, before, limit }: Search, requestKey: string): FoundRecord[] {
  const { originator, counter } = splitRequestKey(requestKey);
  const conditions = ['originator = ?', 'counter = ?', `record ->> '$.request.requestKey' = ?`, 'seq < ?', ...filters.map(({ text }) => text)];
  return db.prepare<(string | number)[], FoundRecord>(
    `SELECT seq, record FROM decision INDEXED BY decision_of_request WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT ?`)
    .all(originator, counter, requestKey, before, ...valuesOf(filters), limit);
}

/** The records that the listing has not taken in yet, which are few. */
function findFresh(db: Database, { filters, before, limit }: Search, mark: number): FoundRecord[] {
  const conditions = ['seq > ?', 'seq < ?', ...filters.map(({ text }) => text)];
  return db.prepare<(string | number)[], FoundRecord>(
    `SELECT seq, record FROM decision NOT INDEXED WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT ?`)
    .all(mark, before, ...valuesOf(filters), limit);
}

function findListed(db: Database, { query, filters, before, limit }: Search): FoundRecord[] {
  const { first, last } = query.from === undefined && query.to === undefined ? { first: 0, last: before } : seqBounds(db, query);
  const index = rarestIndex(db, filters);
  const conditions = ['l.seq >= ?', 'l.seq <= ?', 'l.seq < ?', ...filters.map(({ text }) => `l.${text}`)];
  return db.prepare<(string | number)[], FoundRecord>(`
    SELECT l.seq, d.record FROM listing l ${index === undefined ? 'NOT INDEXED' : `INDEXED BY ${index}`} CROSS JOIN decision d ON d.seq = l.seq
    WHERE ${conditions.join(' AND ')} ORDER BY l.seq DESC LIMIT ?`)
    .all(first, last, before, ...valuesOf(filters), limit);
}

function valuesOf(filters: readonly Filter[]): (string | number)[] {
  return filters.flatMap(({ values }) => [...values]);
}
