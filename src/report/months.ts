import type { CountedEntries } from '../audit/panel-source.js';
import type { Span } from '../audit/record.js';
import { addDays, dayInBritain } from '../domain/calendar.js';
import { decisionsIn, isCounted, listBy } from './count.js';
import type { Stretch } from './panel-report.js';

/** Counted rejections by calendar month, the first and the last month cut where the span is. */
export function monthsOf({ from, to }: Required<Span>, counted: readonly CountedEntries[], isPrevious: boolean): Stretch[] {
  const rejections = listBy(counted.filter(({ heading }) => isCounted(heading)), ({ day }) => day.slice(0, 7));
  const [first, last] = [dayInBritain(from), dayInBritain(to - 1)];
  const months: Stretch[] = [];
  for (let begin = first; begin <= last; ) {
    const end = lastOfMonth(begin);
    months.push({ from: begin, to: end < last ? end : last, rejections: decisionsIn({ entries: rejections.get(begin.slice(0, 7)) ?? [] }), isPrevious });
    begin = addDays(end, 1);
  }
  return months;
}

export function lastOfMonth(day: string): string {
  return addDays(`${addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7)}-01`, -1);
}
