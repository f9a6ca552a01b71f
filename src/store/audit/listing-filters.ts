import type { Database } from 'better-sqlite3';
import type { DecisionQuery, Span } from '../../audit/record.js';

/** One condition of a listing: `text` is SQL over the columns that `decision` and `listing` share. */
export interface Filter {
  text: string;
  values: readonly (string | number)[];
  /** the index of `listing` that finds its rows, in the order of `seq` */
  index?: string;
}

const eui64 = /^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}$/;
const enoughToKnow = 20_000;

export function filtersOf(query: DecisionQuery): Filter[] {
  return [...timeFilters(query), ...indexedFilters(query)];
}

export function timeFilters({ from, to }: Span): Filter[] {
  return [
    ...(from === undefined ? [] : [{ text: 'decided_at >= ?', values: [from] }]),
    ...(to === undefined ? [] : [{ text: 'decided_at < ?', values: [to] }]),
  ];
}

function indexedFilters({ supplier, reason, decision }: DecisionQuery): Filter[] {
  return [
    ...(supplier === undefined ? [] : [supplierFilter(supplier)]),
    ...(reason === undefined ? [] : [{ text: 'reason = ?', values: [reason], index: 'listing_by_reason' }]),
    ...(decision === undefined ? [] : [{ text: 'decision = ?', values: [decision], index: 'listing_by_decision' }]),
  ];
}

function supplierFilter(supplier: string): Filter {
  return eui64.test(supplier)
    ? { text: 'originator = ?', values: [supplier.toUpperCase()], index: 'listing_by_originator' }
    : { text: 'supplier = ?', values: [supplier], index: 'listing_by_supplier' };
}

/** The index to walk: of the filter that fewest rows pass, as far as a short count tells. */
export function rarestIndex(db: Database, filters: readonly Filter[]): string | undefined {
  const indexed = filters.filter((filter) => filter.index !== undefined);
  if (indexed.length < 2) return indexed[0]?.index;
  const counted = indexed.map((filter) => ({ filter, rows: countRows(db, filter) }));
  return counted.sort((a, b) => a.rows - b.rows)[0]?.filter.index;
}

function countRows(db: Database, { text, values }: Filter): number {
  const count = db.prepare<(string | number)[], number>(`SELECT count(*) FROM (SELECT 1 FROM listing WHERE ${text} LIMIT ${enoughToKnow})`);
  return count.pluck().get(...values) ?? 0;
}

/** The numbers between which every record of the time asked for lies, whatever the clock did meanwhile; by whole days. */
export function seqBounds(db: Database, { from, to }: Span): { first: number; last: number } {
  const days = db.prepare<[number, number], { first: number | null; last: number | null }>(
    'SELECT min(first_seq) AS first, max(last_seq) AS last FROM listing_day WHERE day >= ? AND day <= ?');
  const bounds = days.get(dayOf(from ?? -Infinity), dayOf(to ?? Infinity));
  return { first: bounds?.first ?? 0, last: bounds?.last ?? 0 };
}

function dayOf(instant: number): number {
  return Math.floor(Math.max(-8.64e15, Math.min(8.64e15, instant)) / 86_400_000);
}
