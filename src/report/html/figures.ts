import { sum } from '../count.js';
import type { PanelReport } from '../panel-report.js';
import { isMarked, markMeaning } from '../placeholders.js';
import { tellCount, tellMany } from '../wording.js';
import { type Bar, bars } from './bars.js';
import { type ChartColumn, columns } from './columns.js';
import { pale, paleLate, show, solid, solidLate, swatch } from './figure.js';
import { html, type Markup } from './markup.js';

interface Compared {
  label: string;
  count: number;
  before: number;
}

const suppliersShown = 20;

export function suppliersFigure(report: PanelReport): Promise<Markup> {
  const told = comparedIn(report, report.suppliers.map(({ name, figures }) => ({
    label: name,
    count: figures.rejections,
    before: figures.previousRejections,
  })));
  const [first, rest] = [told.slice(0, suppliersShown), told.slice(suppliersShown)];
  const others = { label: tellMany(rest.length, 'other Supplier'), count: sum(rest, ({ count }) => count), before: sum(rest, ({ before }) => before) };
  return show({
    id: 'figure-suppliers',
    title: 'Rejections by Supplier',
    key: keyOf(report),
    numbers: 'suppliers',
    chart: bars([...first, ...(rest.length === 0 ? [] : [others])].map((each) => barOf(report, each))),
    nothing: told.length === 0 && `No Supplier was rejected${report.isComparable ? ', neither in this period nor before' : ''}.`,
    alternative: told.map((each) => tellCompared(report, each)),
  });
}

export function codesFigure(report: PanelReport): Promise<Markup> {
  const sums = new Map<string, Compared>();
  for (const { responseCode, srv, rejections, previousRejections } of report.codes) {
    const label = `${responseCode} for ${srv}`;
    const { count, before } = sums.get(label) ?? { count: 0, before: 0 };
    sums.set(label, { label, count: count + rejections, before: before + previousRejections });
  }
  const told = comparedIn(report, [...sums.values()]);
  return show({
    id: 'figure-codes',
    title: 'Rejections by response code',
    key: [...keyOf(report), ...(report.codes.some(({ responseCode }) => isMarked(responseCode)) ? [html`<span class="mark">${markMeaning}</span> `] : [])],
    numbers: 'codes',
    chart: bars(told.map((each) => barOf(report, each))),
    nothing: told.length === 0 && `There was no rejection${report.isComparable ? ', neither in this period nor before' : ''}.`,
    alternative: told.map((each) => tellCompared(report, each)),
  });
}

/** Those of which there is something to show. */
function comparedIn({ isComparable }: PanelReport, all: readonly Compared[]): Compared[] {
  return all.filter(({ count, before }) => count + (isComparable ? before : 0) > 0);
}

function keyOf({ period, previousPeriod, isComparable }: PanelReport): Markup[] {
  return [swatch('solid', period.label), ...(isComparable ? [swatch('pale', previousPeriod.label)] : [])];
}

function barOf({ isComparable }: PanelReport, { label, count, before }: Compared): Bar {
  return { label, count, ...(isComparable && { before }), ...solid };
}

function tellCompared({ isComparable }: PanelReport, { label, count, before }: Compared): string {
  return `${label} ${tellCount(count)}${isComparable ? `, before ${tellCount(before)}` : ''}`;
}

/** One column a working day; what took three times the limit or longer stands in the last one. */
export function workingDaysFigure({ putRight: { byWorkingDays, limitWorkingDays: limit } }: PanelReport): Promise<Markup> {
  const longest = byWorkingDays.reduce((most, { workingDays }) => Math.max(most, workingDays), limit + 1);
  const last = Math.min(longest, 3 * limit + 1);
  const devicesOn = (day: number) => sum(byWorkingDays.filter(({ workingDays }) => Math.min(workingDays, last) === day), ({ devices }) => devices);
  const counts = Array.from({ length: last + 1 }, (_, day) => devicesOn(day));
  const shown = counts.map((count, day): ChartColumn => ({ label: day === last && longest > last ? `${day}+` : String(day), count, ...(day <= limit ? solid : solidLate) }));
  return show({
    id: 'figure-working-days',
    title: 'Time to put right, in working days',
    key: [swatch('solid', 'devices put right in time'), swatch('solid late', 'late')],
    numbers: 'working-days',
    chart: columns(shown, { divide: { before: limit + 1, label: `limit: ${limit}` }, crowded: 'skip' }),
    nothing: byWorkingDays.length === 0 && 'No device was put right.',
    alternative: byWorkingDays.map(({ workingDays, devices }) => `${tellMany(devices, 'device')} after ${workingDays}`),
  });
}

export function statesFigure({ putRight: { totals } }: PanelReport): Promise<Markup> {
  const told: Bar[] = [
    { label: 'Put right in time', count: totals.inTime, ...solid },
    { label: 'Put right late', count: totals.late, ...solidLate },
    { label: 'Outstanding', count: totals.outstanding, ...pale },
    { label: 'Overdue', count: totals.overdue, ...paleLate },
  ];
  return show({
    id: 'figure-states',
    title: 'Rejected devices, as they stand now',
    key: ['Pale: not put right.'],
    numbers: 'put-right',
    chart: bars(told),
    alternative: told.map(({ label, count }) => `${label} ${tellCount(count)}`),
  });
}
