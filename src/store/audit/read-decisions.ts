import type { Database } from 'better-sqlite3';
import type { SomeRecords, Span } from '../../audit/record.js';
import { answering } from '../sqlite/answering.js';
import { seqBounds, timeFilters } from './listing-filters.js';
import { lastListedOf } from './listing-index.js';
import { readRecord } from './record-text.js';

interface FoundRecord {
  seq: number;
  record: string;
}

/** Numbers of records, both included. */
interface Stretch {
  first: number;
  last: number;
}

const AT_ONCE = 500;

/** Between two pages nothing is held open: a service that writes meanwhile is kept from nothing. */
export function readDecisionsOf(db: Database): (span: Span) => Iterable<SomeRecords> {
  return function* (span) {
    const stretches = answeringAudit(() => stretchesOf(db, span));
    const total = sum(stretches.map(lengthOf));
    for (const [index, stretch] of stretches.entries()) {
      const before = sum(stretches.slice(0, index).map(lengthOf));
      for (const { records, last } of pagesOf(db, stretch, span)) yield { records, progress: (before + last - stretch.first + 1) / total };
    }
  };
}

/** Where the listing knows the days of records, only those days are read; what it has not taken in yet is read as a whole. */
function stretchesOf(db: Database, span: Span): Stretch[] {
  const listed = lastListedOf(db)();
  const last = db.prepare<[], number | null>('SELECT max(seq) FROM decision').pluck().get() ?? 0;
  const isWhole = span.from === undefined && span.to === undefined;
  return [isWhole ? { first: 1, last: listed } : seqBounds(db, span), { first: listed + 1, last }].filter((stretch) => stretch.last >= Math.max(1, stretch.first));
}

function* pagesOf(db: Database, { first, last }: Stretch, span: Span): Generator<{ records: SomeRecords['records']; last: number }> {
  const filters = timeFilters(span);
  const page = db.prepare<(string | number)[], FoundRecord>(`
    SELECT seq, record FROM decision NOT INDEXED WHERE ${['seq >= ?', 'seq <= ?', ...filters.map(({ text }) => text)].join(' AND ')} ORDER BY seq LIMIT ${AT_ONCE}`);
  const values = filters.flatMap((filter) => [...filter.values]);
  for (let next = first; next <= last;) {
    const found = answeringAudit(() => page.all(next, last, ...values));
    const reached = found.length < AT_ONCE ? last : (found.at(-1)?.seq ?? last);
    yield { records: found.map(({ record }) => readRecord(record)), last: reached };
    next = reached + 1;
  }
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
