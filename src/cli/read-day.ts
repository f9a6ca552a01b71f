import { InvalidArgumentError } from 'commander';
import { isCalendarDay } from '../domain/calendar.js';

/** A day on the command line, `YYYY-MM-DD`. */
export function readDay(text: string): string {
  if (!isCalendarDay(text)) throw new InvalidArgumentError('Write a day that the calendar has, as YYYY-MM-DD.');
  return text;
}
