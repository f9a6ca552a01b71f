import { addDays, dayInBritain, midnightInBritain } from '../domain/calendar.js';
import type { PanelReport } from './panel-report.js';

type Ends = Pick<PanelReport['period'], 'from' | 'to'>;

/** The first and the last day of a period, each an instant where the period cuts that day. */
export function tellEnds({ from, to }: Ends): Ends {
  const [first, next] = [beginning(from), beginning(to)];
  return { from: first ?? from, to: next === undefined ? to : addDays(next, -1) };
}

/** The same for the name of a file: `2026-10-01-to-2026-10-31`. */
export function tellForFile(period: Ends): string {
  const { from, to } = tellEnds(period);
  return `${from}-to-${to}`.replace(/:|\.\d+/g, '');
}

/** The same for a command: `--from 2026-10-01 --to 2026-11-01`. */
export function tellAsOptions({ from, to }: Ends): string {
  return `--from ${beginning(from) ?? from} --to ${beginning(to) ?? to}`;
}

/** The day in Great Britain that begins then, if one does. */
function beginning(instant: string): string | undefined {
  const day = dayInBritain(Date.parse(instant));
  return midnightInBritain(day) === Date.parse(instant) ? day : undefined;
}
