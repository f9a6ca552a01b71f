import type { CountedEntries } from '../audit/panel-source.js';
import type { Span } from '../audit/record.js';
import { addDays, dayInBritain } from '../domain/calendar.js';
import { decisionsIn, isCounted, listBy } from './count.js';
import type { PanelReport } from './panel-report.js';

/** Counted rejections from Monday to Sunday, the first and the last week cut where the span is. */
export function weeksOf({ from, to }: Required<Span>, counted: readonly CountedEntries[], isPrevious: boolean): PanelReport['weeks'] {
  const rejections = listBy(counted.filter(({ heading }) => isCounted(heading)), ({ day }) => sundayOf(day));
  const [first, last] = [dayInBritain(from), dayInBritain(to - 1)];
  const weeks: PanelReport['weeks'] = [];
  for (let monday = first; monday <= last; ) {
    const sunday = sundayOf(monday);
    const entries = rejections.get(sunday) ?? [];
    weeks.push({ from: monday, to: sunday < last ? sunday : last, rejections: decisionsIn({ entries }), isPrevious });
    monday = addDays(sunday, 1);
  }
  return weeks;
}

function sundayOf(day: string): string {
  return addDays(day, (7 - new Date(`${day}T00:00:00Z`).getUTCDay()) % 7);
}
