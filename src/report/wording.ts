import { dayInBritain } from '../domain/calendar.js';

/** Numbers, days and instants as people read them, in the table and on the page alike. */

const grouped = new Intl.NumberFormat('en-GB');
const signed = new Intl.NumberFormat('en-GB', { signDisplay: 'exceptZero' });
const fewDigits = new Intl.NumberFormat('en-GB', { signDisplay: 'exceptZero', maximumFractionDigits: 1 });

type DayPart = 'day' | 'month' | 'year';

export function tellCount(count: number): string {
  return grouped.format(count);
}

/** 0.0042 is 0.42%. A share that is not quite nothing or not quite everything is not rounded to it. */
export function tellShare(share: number | null): string {
  if (share === null) return 'n/a';
  if (share === 0 || share === 1) return `${share * 100}%`;
  if (share < 0.0001) return '<0.01%';
  if (share > 0.9999) return '>99.99%';
  return `${(share * 100).toFixed(2)}%`;
}

/** +37, 0, −5 */
export function tellDifference(now: number, before: number): string {
  return withMinus(signed.format(now - before));
}

/** From 375 to 412 is `+9.9%`. */
export function tellGrowth(now: number, before: number): string {
  return `${withMinus(fewDigits.format((100 * (now - before)) / before))}%`;
}

function withMinus(number: string): string {
  return number.replace('-', '−');
}

/** `1 Supplier`, `20 Suppliers` */
export function tellMany(count: number, one: string, many = `${one}s`): string {
  return `${tellCount(count)} ${count === 1 ? one : many}`;
}

/** 2026-10-05 is 5 October 2026. */
export function tellDay(day: string, parts: readonly DayPart[] = ['day', 'month', 'year']): string {
  const written: Record<DayPart, Intl.DateTimeFormatOptions> = { day: { day: 'numeric' }, month: { month: 'long' }, year: { year: 'numeric' } };
  const options = parts.reduce<Intl.DateTimeFormatOptions>((all, part) => ({ ...all, ...written[part] }), { timeZone: 'UTC' });
  return new Intl.DateTimeFormat('en-GB', options).format(Date.parse(`${day}T00:00:00Z`));
}

/** `1 to 7 October 2026`: of the first day only what differs from the last, and all that is smaller. */
export function tellDays(first: string, last: string, parts: readonly DayPart[] = ['day', 'month', 'year']): string {
  const differing = parts.findLastIndex((part) => tellDay(first, [part]) !== tellDay(last, [part]));
  const end = tellDay(last, parts);
  return differing === -1 ? end : `${tellDay(first, parts.slice(0, differing + 1))} to ${end}`;
}

/** In Great Britain's time, with its name: `26 November 2026 at 00:41 GMT`. */
export function tellInstant(instant: string, { hasSeconds = false } = {}): string {
  const options: Intl.DateTimeFormatOptions = {
    timeZone: 'Europe/London', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short',
    ...(hasSeconds && { second: '2-digit', ...(!instant.endsWith('.000Z') && { fractionalSecondDigits: 3 }) }),
  };
  return new Intl.DateTimeFormat('en-GB', options).format(Date.parse(instant));
}

/** The calendar day in Great Britain, `YYYY-MM-DD`. */
export function dayOf(instant: string): string {
  return dayInBritain(Date.parse(instant));
}
