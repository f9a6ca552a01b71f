import type { Database } from 'better-sqlite3';
import type { Heading } from '../../../audit/heading.js';
import type { DecisionQuery, Span } from '../../../audit/record.js';
import { millisecondsAnHour } from './listing-index.js';

/** Numbers of records, both included. */
export interface Stretch {
  first: number;
  last: number;
}

const eui64 = /^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}$/;

/** The User ID that is asked for, in upper case, where it is one and no party. */
export function userOf({ supplier }: DecisionQuery): string | undefined {
  return supplier !== undefined && eui64.test(supplier) ? supplier.toUpperCase() : undefined;
}

/**
 * Whether what is counted under a heading may be asked for. Attempts are no decisions. Where a User ID is asked for and the heading is of
 * strangers, the record itself must tell.
 */
export function headingFilter(query: DecisionQuery): (heading: Heading) => boolean {
  const { supplier, reason, decision } = query;
  const originator = userOf(query);
  return (heading) =>
    !heading.repeated
    && (originator === undefined || heading.originator === originator || heading.originator === null)
    && (supplier === undefined || originator !== undefined || heading.supplier === supplier)
    && (reason === undefined || heading.reason === reason)
    && (decision === undefined || heading.decision === decision);
}

/** The numbers between which every listed record of the time asked for lies, whatever the clock did meanwhile; by whole hours. */
export function listedStretch(db: Database, { from, to }: Span): Stretch {
  if (from === undefined && to === undefined) return { first: 1, last: Number.MAX_SAFE_INTEGER };
  const hours = db.prepare<[number, number], { first: number | null; last: number | null }>(
    'SELECT min(first_seq) AS first, max(last_seq) AS last FROM listing_hour WHERE hour >= ? AND hour <= ?');
  const bounds = hours.get(hourOf(from ?? -Infinity), hourOf(to ?? Infinity));
  return { first: bounds?.first ?? 1, last: bounds?.last ?? 0 };
}

/** Both ends as numbers that SQLite compares with: the times of a span that is open. */
export function timesOf({ from, to }: Span): [from: number, to: number] {
  return [Math.max(from ?? -Infinity, -8.64e15), Math.min(to ?? Infinity, 8.64e15)];
}

function hourOf(instant: number): number {
  return Math.floor(Math.max(-8.64e15, Math.min(8.64e15, instant)) / millisecondsAnHour);
}
