import { dayInBritain } from '../domain/calendar.js';
import type { Figures, PanelReport } from './panel-report.js';

/** Figures as people read them, in the table and on the page alike. */

const grouped = new Intl.NumberFormat('en-GB');
const signed = new Intl.NumberFormat('en-GB', { signDisplay: 'exceptZero' });
const fewDigits = new Intl.NumberFormat('en-GB', { signDisplay: 'exceptZero', maximumFractionDigits: 1 });
const days = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
const instants = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });

/** Where it is asked for. */
export const requirement = 'SECMP0063 PIA v0.3, Requirement 4';

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

function withMinus(number: string): string {
  return number.replace('-', '−');
}

/** `37 more than in the period before, September 2026 (+9.9%)` */
export function tellChange({ rejections, previousRejections }: Figures, { previousPeriod: { label } }: PanelReport): string {
  const than = `in the period before, ${label}`;
  if (rejections === previousRejections) return `as many as ${than}`;
  const difference = Math.abs(rejections - previousRejections);
  const percent = previousRejections === 0 ? '' : ` (${withMinus(fewDigits.format((100 * (rejections - previousRejections)) / previousRejections))}%)`;
  return `${tellCount(difference)} ${rejections > previousRejections ? 'more' : 'fewer'} than ${than}${percent}`;
}

/** `1 Supplier`, `20 Suppliers` */
export function tellMany(count: number, one: string, many = `${one}s`): string {
  return `${tellCount(count)} ${count === 1 ? one : many}`;
}

/** 2026-10-05 is 5 October 2026. */
export function tellDay(day: string): string {
  return days.format(Date.parse(`${day}T00:00:00Z`));
}

/** The calendar day in Great Britain, `YYYY-MM-DD`. */
export function dayOf(instant: string): string {
  return dayInBritain(Date.parse(instant));
}

/** In Great Britain's time, with its name. */
export function tellInstant(instant: string): string {
  return instants.format(Date.parse(instant));
}

/** The report in two sentences. */
export function tellHeadline(report: PanelReport): string {
  const { totals, suppliers, period } = report;
  const change = tellChange(totals, report);
  if (totals.rejections === 0) return `In ${period.label}, no Service Request was rejected for a Network Operator certificate that is not the responsible Network Operator's: ${change}. The check applied to ${tellMany(totals.inScopeAttempts, 'attempt')}.`;
  const rejected = suppliers.filter(({ figures }) => figures.rejections > 0).length;
  return [
    `In ${period.label}, ${totals.rejections === 1 ? 'one Service Request' : tellMany(totals.rejections, 'Service Request')} of ${tellMany(rejected, 'Supplier')} ${totals.rejections === 1 ? 'was' : 'were'} rejected`,
    ` for a Network Operator certificate that is not the responsible Network Operator's: ${change}.`,
    ` The response codes were sent ${totals.rejectedAttempts === 1 ? 'once' : `${tellCount(totals.rejectedAttempts)} times`}, in ${tellShare(totals.share)} of the ${tellMany(totals.inScopeAttempts, 'attempt')} to which the check applied.`,
  ].join('');
}

/** What is counted, in the words of the Panel. */
export function tellDefinitions({ putRight: { limitWorkingDays } }: PanelReport): string[] {
  return [
    'A rejection is a Service Request that was answered with the response code for a certificate in the Network Operator cell which belongs to another party than the Network Operator responsible for the meter point, or to no known party. A request that is sent again unchanged is answered from its record: it stays one rejection, and each time it is sent is an attempt.',
    'Attempts in scope are those to which the check applied; the share is that of rejected attempts among them. Rejections that only would have been, in observe mode, and those for other faults of a certificate are counted apart.',
    `A rejected device is put right once a request for it is permitted as verified. The limit is ${tellMany(limitWorkingDays, 'working day')} after the day of the rejection (SEC Appendix AC 5.2(a), as quoted in SECMP0063 PIA v0.3), by the bank holidays that apply where the device is.`,
  ];
}

/** On what the report stands: whoever has the records can verify that they are these, and count again. */
export function tellCountedThrough({ countedThrough }: PanelReport): string {
  return countedThrough === null ? 'No record was there to be counted.' : `Counted through record ${tellCount(countedThrough.seq)} of the audit, link ${countedThrough.link} (slotguard audit verify).`;
}
