import type { CountedEntries } from '../audit/panel-source.js';
import type { Span } from '../audit/record.js';
import { addDays, dayInBritain } from '../domain/calendar.js';
import { decisionsIn, isCounted, listBy } from './count.js';
import type { Stretch } from './panel-report.js';

/**
 * Counted rejections of a span, stretch by stretch, the first and the last cut where the span is. `lastDayOf`: the last day of the stretch
 * that a day is in.
 */
export function rejectionsOver(
  { from, to }: Required<Span>,
  counted: readonly CountedEntries[],
  isPrevious: boolean,
  lastDayOf: (day: string) => string,
): Stretch[] {
  const days = listBy(counted.filter(({ heading }) => isCounted(heading)), ({ day }) => day);
  const rejections = listBy([...days], ([day]) => lastDayOf(day));
  const last = dayInBritain(to - 1);
  const stretches: Stretch[] = [];
  for (let day = dayInBritain(from); day <= last; ) {
    const end = lastDayOf(day);
    const entries = (rejections.get(end) ?? []).flatMap(([, ofDay]) => ofDay);
    stretches.push({ from: day, to: end < last ? end : last, rejections: decisionsIn({ entries }), isPrevious });
    day = addDays(end, 1);
  }
  return stretches;
}

export function sundayOf(day: string): string {
  return addDays(day, (7 - new Date(`${day}T00:00:00Z`).getUTCDay()) % 7);
}

export function lastOfMonth(day: string): string {
  return addDays(`${addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7)}-01`, -1);
}
