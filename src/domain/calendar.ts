import { Fault } from './fault.js';

const britain = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit' });
const hour = 3_600_000;
const rfc3339 = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
let last = { hour: Number.NaN, day: '' };

/** Days are compared as text, which a year of five digits would turn round: nothing comes after the last day of four. */
export const lastDay = '9999-12-31';
const endOfDays = Date.parse(`${lastDay}T23:00:00Z`);

/** The calendar day in Great Britain, `YYYY-MM-DD`, on which an instant (epoch milliseconds) falls; for any later one, 9999-12-31. */
export function dayInBritain(instant: number): string {
  const thisHour = Math.floor(Math.min(instant, endOfDays) / hour);
  if (thisHour !== last.hour) last = { hour: thisHour, day: britain.format(thisHour * hour).padStart(lastDay.length, '0') };
  return last.day;
}

/** Whether `YYYY-MM-DD` names a day that the calendar has. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** Epoch milliseconds of an RFC 3339 date and time, or of a day: its midnight in Great Britain. Throws `Fault('malformed-value')`. */
export function readInstant(text: string): number {
  const written = text.toUpperCase();
  const day = rfc3339.exec(written)?.[1];
  if (day !== undefined && isCalendarDay(day)) return Date.parse(written);
  if (isCalendarDay(text)) return midnightInBritain(text);
  throw new Fault('malformed-value', `\`${text.slice(0, 60)}\` is no instant: write one such as 2026-11-20T10:00:00Z, or a day such as 2026-11-20`);
}

/** The instant at which a day `YYYY-MM-DD` begins. */
export function midnightInBritain(day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return dayInBritain(midnight - hour) === day ? midnight - hour : midnight;
}

/** The day `days` later (or earlier, when negative), 9999-12-31 at the latest. */
export function addDays(day: string, days: number): string {
  return new Date(Math.min(Date.parse(`${day}T00:00:00Z`) + days * 24 * hour, endOfDays)).toISOString().slice(0, 10);
}
