import { dayInBritain } from '../../../domain/calendar.js';
import { findDay, findDayNumber } from '../../reference/day-number.js';

const hour = 3_600_000;
let last = { hour: Number.NaN, day: 0 };

/** The number of the calendar day in Great Britain on which an instant (epoch milliseconds) falls. */
export function britishDay(at: number): number {
  const thisHour = Math.floor(at / hour);
  if (thisHour !== last.hour) last = { hour: thisHour, day: findDayNumber(dayInBritain(at)) ?? 0 };
  return last.day;
}

/** The day of such a number, `YYYY-MM-DD`. */
export function britishDayText(number: number): string {
  return findDay(number) ?? '1970-01-01';
}
