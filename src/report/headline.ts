import { dayInBritain } from '../domain/calendar.js';
import { onDevices } from './by-device.js';
import type { PanelReport } from './panel-report.js';
import { tellCount, tellDay, tellGrowth, tellInstant, tellMany, tellShare } from './wording.js';

/** The first sentences of the report, on the page and on the terminal alike. */

/** `37 more than in the period before, September 2026 (+9.9%)`; empty where no change can be told. */
function tellChange({ totals: { rejections, previousRejections }, previousPeriod: { label }, isComparable }: PanelReport): string {
  if (!isComparable) return '';
  const than = `in the period before, ${label}`;
  if (rejections === previousRejections) return `as many as ${than}`;
  const growth = previousRejections === 0 ? '' : ` (${tellGrowth(rejections, previousRejections)})`;
  return `${tellCount(Math.abs(rejections - previousRejections))} ${rejections > previousRejections ? 'more' : 'fewer'} than ${than}${growth}`;
}

/** How many, of how many Suppliers, on which devices, and how that changed. */
export function tellHeadline(report: PanelReport): string {
  const { totals, suppliers, period } = report;
  const rejected = suppliers.filter(({ figures }) => figures.rejections > 0).length;
  const [how, devices] = totals.rejections === 0 ? ['no rejections', ''] : [`${tellMany(totals.rejections, 'rejection')}, of ${tellMany(rejected, 'Supplier')},`, `: ${tellDevices(report).join(', ')}`];
  const change = tellChange(report);
  const [attempts, codes] = [tellMany(totals.inScopeAttempts, 'attempt'), totals.rejectedAttempts === 1 ? 'once' : `${tellCount(totals.rejectedAttempts)} times`];
  return [
    `${tellWhen(period.label)} there ${totals.rejections === 1 ? 'was' : 'were'} ${how} for a Network Operator certificate that is not the responsible Network Operator's${devices}.`,
    ...(change === '' ? [] : [`That is ${change}.`]),
    totals.rejectedAttempts === 0 ? `The check applied to ${attempts}.` : `The response codes were sent ${codes}, in ${tellShare(totals.share)} of the ${attempts} to which the check applied.`,
  ].join(' ');
}

/** `506 on ESMEs (594 before)` */
function tellDevices({ splits, isComparable }: PanelReport): string[] {
  return onDevices(splits).map(({ devices, rejections, previousRejections }) => `${tellCount(rejections)} on ${devices}${isComparable ? ` (${tellCount(previousRejections)} before)` : ''}`);
}

function tellWhen(label: string): string {
  if (label.includes(' to ')) return `From ${label},`;
  return `${/^\d/.test(label) ? 'On' : 'In'} ${label}`;
}

/**
 * Why no change can be told of the period, where it cannot: it is not over, or records do not reach back over the whole period before.
 * `since`: the first day of which anything was recorded; `isBeforeGone`: whether the period before cannot be counted any more.
 */
export function findIncomparable(
  { period, previousPeriod }: Pick<PanelReport, 'period' | 'previousPeriod'>,
  since: string | null,
  now: number,
  isBeforeGone: boolean,
): string[] {
  const [begin, beginBefore] = [period, previousPeriod].map(({ from }) => dayInBritain(Date.parse(from))) as [string, string];
  return [
    ...(Date.parse(period.to) > now ? [`The period is not over: this report tells what was recorded until ${tellInstant(new Date(now).toISOString())}, and no change.`] : []),
    ...(isBeforeGone ? [`Records of the period before, ${previousPeriod.label}, have left the store, and only whole days of them are counted: no change can be told.`] : []),
    ...(since === null ? ['Nothing was recorded yet, so that no change can be told.'] : []),
    ...(since !== null && since > beginBefore ? [`Records begin on ${tellDay(since)}, ${since > begin ? 'and do not tell of all the period' : `and do not tell of all the period before, ${previousPeriod.label}`}: no change can be told.`] : []),
  ];
}

/** On what the report stands: whoever has the records can verify that they are these, and count again. */
export function tellCountedThrough({ countedThrough }: PanelReport): string {
  return countedThrough === null ? 'No record was there to be counted.' : `Counted through record ${tellCount(countedThrough.seq)} of the audit, link ${countedThrough.link} (slotguard audit verify).`;
}
