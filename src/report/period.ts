import type { Span } from '../audit/record.js';
import { addDays, dayInBritain, midnightInBritain } from '../domain/calendar.js';
import { Fault } from '../domain/fault.js';
import { tellDay, tellDays, tellInstant } from './wording.js';

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
 * cuts off or ends. Throws `Fault('malformed-value')` where no report can be of such a period, or it has not begun.
 */
export function choosePeriods({ from, to }: Span, now: number): Periods {
  refuseOtherTimes([from, to]);
  const span = { from: from ?? beginningBefore(to, now), to: to ?? (from === undefined ? monthBegin(dayInBritain(now)) : now) };
  refuseOdd(span, now);
  const seconds = { from: hasSecondsIn(from), to: hasSecondsIn(to) };
  return { period: labelled(span, seconds), previous: labelled(spanBefore(span), { from: seconds.from || seconds.to, to: seconds.from }) };
}

function beginningBefore(to: number | undefined, now: number): number {
  return to === undefined ? monthBegin(addMonths(dayInBritain(now), -1)) : monthBegin(dayInBritain(to - 1));
}

function refuseOtherTimes(ends: readonly (number | undefined)[]): void {
  if (ends.some((end) => end !== undefined && (end < earliest || end > latest))) throw new Fault('malformed-value', 'a report that begins or ends then is not of our time: write a period between 2000 and 2100');
}

function refuseOdd({ from, to }: Required<Span>, now: number): void {
  const report = `a report from ${tellBegin(from)} to ${tellBegin(to)}`;
  if (from >= now) throw new Fault('malformed-value', `a report from ${tellBegin(from)} has nothing to tell yet: write a period that has begun`);
  if (to <= from) throw new Fault('malformed-value', `${report} is of no time at all: its end must be later than its beginning`);
  if (to - from > mostDays * dayLength) throw new Fault('malformed-value', `${report} is too long: write a period of at most ten years`);
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

/** `hasSeconds`: of which end they are told. */
function labelled(span: Required<Span>, hasSeconds: Record<keyof Span, boolean>): Period {
  const days = wholeDays(span);
  if (days === undefined) return { ...span, label: `${tellBegin(span.from, hasSeconds.from)} to ${tellTime(span.to, hasSeconds.to)}` };
  return { ...span, label: tellDays(days.first, addDays(days.next, -1), isMonths(days) ? ['month', 'year'] : ['day', 'month', 'year']) };
}

/** A day where one begins then. */
function tellBegin(instant: number, hasSeconds = hasSecondsIn(instant)): string {
  const day = dayInBritain(instant);
  return midnightInBritain(day) === instant ? tellDay(day) : tellTime(instant, hasSeconds);
}

function tellTime(instant: number, hasSeconds: boolean): string {
  return tellInstant(new Date(instant).toISOString(), { hasSeconds });
}

function hasSecondsIn(instant: number | undefined): boolean {
  return instant !== undefined && instant % 60_000 !== 0;
}
