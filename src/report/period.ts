import type { Span } from '../audit/record.js';
import { addDays, dayInBritain, midnightInBritain } from '../domain/calendar.js';
import { Fault } from '../domain/fault.js';

/** What a report is about, and for people: `October 2026`. */
export interface Period extends Required<Span> {
  label: string;
}

/** The period of a report, and the one that it is compared with. */
export interface Periods {
  period: Period;
  previous: Period;
}

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);
const mostDays = 3653;
const dayLength = 86_400_000;

/**
 * Without either end: the last whole calendar month in Great Britain. `from` alone: until now. `to` alone: from the beginning of the month that it
 * cuts off or ends. Throws `Fault('malformed-value')` where no report can be of such a period.
 */
export function choosePeriods({ from, to }: Span, now: number): Periods {
  const span = { from: from ?? beginningBefore(to, now), to: to ?? (from === undefined ? monthBegin(dayInBritain(now)) : now) };
  refuseOdd(span);
  return { period: labelled(span), previous: labelled(spanBefore(span)) };
}

function beginningBefore(to: number | undefined, now: number): number {
  return to === undefined ? monthBegin(addMonths(dayInBritain(now), -1)) : monthBegin(dayInBritain(to - 1));
}

function refuseOdd({ from, to }: Required<Span>): void {
  const told = { from: tellInstant(from), to: tellInstant(to) };
  if (to <= from) throw new Fault('malformed-value', `a report from ${told.from} to ${told.to} is of no time at all: its end must be later than its beginning`);
  if (from < earliest || to > latest) throw new Fault('malformed-value', `a report from ${told.from} to ${told.to} is not of our time: write a period between 2000 and 2100`);
  if (to - from > mostDays * dayLength) throw new Fault('malformed-value', `a report from ${told.from} to ${told.to} is too long: write a period of at most ten years`);
}

/** As many whole months before whole months, as many whole days before whole days, otherwise as long. */
function spanBefore({ from, to }: Required<Span>): Required<Span> {
  const days = wholeDays({ from, to });
  if (days === undefined) return { from: from - (to - from), to: from };
  const { first, next } = days;
  const before = isMonths(days) ? addMonths(first, monthOf(first) - monthOf(next)) : addDays(first, -daysBetween(first, next));
  return { from: midnightInBritain(before), to: from };
}

interface Days {
  first: string;
  /** the day after the last */
  next: string;
}

function wholeDays({ from, to }: Required<Span>): Days | undefined {
  const [first, next] = [dayInBritain(from), dayInBritain(to)];
  return midnightInBritain(first) === from && midnightInBritain(next) === to ? { first, next } : undefined;
}

function isMonths({ first, next }: Days): boolean {
  return first.endsWith('-01') && next.endsWith('-01');
}

/** months since the year 0 */
function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** The first day of the month that is so many months later. */
function addMonths(day: string, months: number): string {
  const month = monthOf(day) + months;
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}

function monthBegin(day: string): number {
  return midnightInBritain(addMonths(day, 0));
}

function daysBetween(first: string, next: string): number {
  return (Date.parse(next) - Date.parse(first)) / dayLength;
}

function labelled(span: Required<Span>): Period {
  const days = wholeDays(span);
  if (days === undefined) return { ...span, label: `${tellInstant(span.from)} to ${tellInstant(span.to)}` };
  return { ...span, label: tellDays(days.first, addDays(days.next, -1), isMonths(days) ? ['month', 'year'] : ['day', 'month', 'year']) };
}

type Part = 'day' | 'month' | 'year';

/** `1 to 7 October 2026`: of the first day only what differs from the last, and all that is smaller. */
function tellDays(first: string, last: string, parts: readonly Part[]): string {
  const differing = parts.findLastIndex((part) => tellDay(first, [part]) !== tellDay(last, [part]));
  const end = tellDay(last, parts);
  return differing === -1 ? end : `${tellDay(first, parts.slice(0, differing + 1))} to ${end}`;
}

function tellDay(day: string, parts: readonly Part[]): string {
  const written: Record<Part, Intl.DateTimeFormatOptions> = { day: { day: 'numeric' }, month: { month: 'long' }, year: { year: 'numeric' } };
  const options = parts.reduce<Intl.DateTimeFormatOptions>((all, part) => ({ ...all, ...written[part] }), { timeZone: 'UTC' });
  return new Intl.DateTimeFormat('en-GB', options).format(Date.parse(`${day}T00:00:00Z`));
}

/** `2026-10-05T10:00Z`, seconds only where there are some. */
function tellInstant(instant: number): string {
  return new Date(instant).toISOString().replace(/(:00)?\.000Z$/, 'Z');
}
