import type { Database } from 'better-sqlite3';
import type { SomeRecords, Span } from '../../../audit/record.js';
import { Fault } from '../../../domain/fault.js';
import { answering } from '../../sqlite/answering.js';
import { beginOfChain } from '../chain/chain-place.js';
import { decisionsOf, type EntryRow, openRow } from '../chain/entry-rows.js';
import { listedStretch, type Stretch, timesOf } from './listing-filters.js';
import { lastListedOf } from './listing-index.js';

interface FoundRow extends EntryRow {
  seq: number;
}

const AT_ONCE = 500;

/** Between two pages nothing is held open: a service that writes meanwhile is kept from nothing. */
export function readDecisionsOf(db: Database): (span: Span) => Iterable<SomeRecords> {
  const readStretch = readStretchOf(db);
  return function* (span) {
    const stretches = answeringAudit(() => stretchesOf(db, span));
    const total = sum(stretches.map(lengthOf));
    for (const [index, stretch] of stretches.entries()) {
      const before = sum(stretches.slice(0, index).map(lengthOf));
      for (const { records, progress } of readStretch(span, stretch)) yield { records, progress: (before + progress * lengthOf(stretch)) / total };
    }
  };
}

/** The decisions of the span in one stretch of it. */
export function readStretchOf(db: Database): (span: Span, stretch: Stretch) => Iterable<SomeRecords> {
  return function* (span, stretch) {
    for (const { records, last } of pagesOf(db, stretch, span)) yield { records, progress: (last - stretch.first + 1) / lengthOf(stretch) };
  };
}

/** What `readDecisions` would read, cut into stretches of at most so many numbers. */
export function cutSpanOf(db: Database): (span: Span, most: number) => Stretch[] {
  return (span, most) => answeringAudit(() => stretchesOf(db, span)).flatMap((stretch) => cut(stretch, most));
}

function cut({ first, last }: Stretch, most: number): Stretch[] {
  return Array.from({ length: Math.ceil((last - first + 1) / most) }, (_, index) => {
    const begin = first + index * most;
    return { first: begin, last: Math.min(last, begin + most - 1) };
  });
}

/** Where the listing knows the days of records, only those days are read; what it has not taken in yet is read as a whole. */
function stretchesOf(db: Database, span: Span): Stretch[] {
  const listed = lastListedOf(db)();
  const last = db.prepare<[], number | null>('SELECT max(seq) FROM entry').pluck().get() ?? 0;
  const known = listedStretch(db, span);
  const first = Math.max(known.first, beginOfChain(db).seq + 1);
  return [{ first, last: Math.min(known.last, listed) }, { first: listed + 1, last }].filter((stretch) => stretch.last >= stretch.first);
}

function* pagesOf(db: Database, { first, last }: Stretch, span: Span): Generator<{ records: SomeRecords['records']; last: number }> {
  const page = db.prepare<[number, number, number, number], FoundRow>(`
    SELECT seq, record, mpxn FROM entry NOT INDEXED WHERE seq >= ? AND seq <= ? AND at >= ? AND at < ? ORDER BY seq LIMIT ${AT_ONCE}`);
  for (let next = first; next <= last;) {
    const found = answeringAudit(() => page.all(next, last, ...timesOf(span)));
    requireThere(db, next);
    const reached = found.length < AT_ONCE ? last : (found.at(-1)?.seq ?? last);
    yield { records: decisionsOf(found.map(openRow)), last: reached };
    next = reached + 1;
  }
}

/** What left meanwhile would be passed over without a word. */
function requireThere(db: Database, seq: number): void {
  if (answeringAudit(() => beginOfChain(db)).seq >= seq) throw new Fault('audit-unavailable', 'records were pruned while they were read: run it again');
}

function lengthOf({ first, last }: Stretch): number {
  return last - first + 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function answeringAudit<T>(ask: () => T): T {
  return answering('audit-unavailable', ask);
}
