import { shorten } from '../letters.js';
import type { PanelReport } from '../panel-report.js';
import { tellCount, tellDay, tellMany } from '../wording.js';
import { type Bar, bars } from './bars.js';
import { type ChartColumn, columns } from './columns.js';
import { blue, type ChartSpec, draw, paleBlue, paleVermilion, vermilion } from './draw.js';
import { html, type Markup } from './markup.js';

const solid = { fill: blue, stroke: blue };
const pale = { fill: paleBlue, stroke: blue };
const solidLate = { fill: vermilion, stroke: vermilion };
const paleLate = { fill: paleVermilion, stroke: vermilion };
const suppliersShown = 20;

interface Figure {
  id: string;
  title: string;
  /** what the marks mean */
  key: readonly (string | Markup)[];
  /** id of the table with the numbers */
  numbers: string;
  chart: ChartSpec;
  /** what to say in place of an empty chart */
  nothing?: string | false;
  /** the main figures, for who cannot see the chart */
  alternative: string;
}

async function show({ id, title, key, numbers, chart, nothing = false, alternative }: Figure): Promise<Markup> {
  return html`<figure aria-labelledby="${id}">
<figcaption><strong id="${id}">${title}</strong> <span class="key">${key}</span> <a href="#${numbers}">The numbers</a></figcaption>
${nothing === false ? await draw(chart, `${title}: ${alternative}`) : html`<p>${nothing}</p>`}
</figure>
`;
}

function swatch(kind: 'solid' | 'pale' | 'solid late' | 'pale late', meaning: string): Markup {
  return html`<span class="mark"><span class="swatch ${kind}"></span> ${meaning}</span> `;
}

export function weeksFigure({ weeks, period, previousPeriod }: PanelReport): Promise<Markup> {
  const shown = weeks.map(({ from, rejections, isPrevious }): ChartColumn => ({ label: dayAndMonth(from), count: rejections, ...(isPrevious ? pale : solid) }));
  const first = weeks.findIndex(({ isPrevious }) => !isPrevious);
  return show({
    id: 'figure-weeks',
    title: 'Rejections by week',
    key: [swatch('pale', previousPeriod.label), swatch('solid', period.label), 'A week is named by its first day.'],
    numbers: 'weeks',
    chart: columns(shown, first > 0 ? { before: first, label: shorten(period.label, 24) } : null),
    alternative: list(weeks.filter(({ isPrevious }) => !isPrevious).map(({ from, rejections }) => `${tellCount(rejections)} from ${tellDay(from)}`)),
  });
}

function dayAndMonth(day: string): string[] {
  const [date = '', month = ''] = tellDay(day).split(' ');
  return [date, month.slice(0, 3)];
}

export function suppliersFigure({ suppliers, period, previousPeriod }: PanelReport): Promise<Markup> {
  const told = suppliers.map(({ name, figures }): Bar => ({ label: name, count: figures.rejections, before: figures.previousRejections, ...solid })).filter(({ count, before }) => count + (before ?? 0) > 0);
  const [first, rest] = [told.slice(0, suppliersShown), told.slice(suppliersShown)];
  const sum = (key: 'count' | 'before') => rest.reduce((total, bar) => total + (bar[key] ?? 0), 0);
  return show({
    id: 'figure-suppliers',
    title: 'Rejections by Supplier',
    key: [swatch('solid', period.label), swatch('pale', previousPeriod.label)],
    numbers: 'suppliers',
    chart: bars([...first, ...(rest.length === 0 ? [] : [{ label: tellMany(rest.length, 'other Supplier'), count: sum('count'), before: sum('before'), ...solid }])]),
    nothing: told.length === 0 && 'No Supplier was rejected, neither in this period nor before.',
    alternative: list(told.map(({ label, count, before }) => `${label} ${tellCount(count)}, before ${tellCount(before ?? 0)}`)),
  });
}

export function codesFigure({ codes, period, previousPeriod }: PanelReport): Promise<Markup> {
  const sums = new Map<string, Bar & { before: number }>();
  for (const { responseCode, srv, rejections, previousRejections } of codes) {
    const label = `${responseCode} for ${srv}`;
    const { count, before } = sums.get(label) ?? { count: 0, before: 0 };
    sums.set(label, { label, count: count + rejections, before: before + previousRejections, ...solid });
  }
  const told = [...sums.values()];
  return show({
    id: 'figure-codes',
    title: 'Rejections by response code',
    key: [swatch('solid', period.label), swatch('pale', previousPeriod.label)],
    numbers: 'codes',
    chart: bars(told),
    nothing: told.length === 0 && 'No response code was sent, neither in this period nor before.',
    alternative: list(told.map(({ label, count, before }) => `${label} ${tellCount(count)}, before ${tellCount(before)}`)),
  });
}

/** One column a working day; what took three times the limit or longer stands in the last one. */
export function workingDaysFigure({ putRight: { byWorkingDays, limitWorkingDays: limit } }: PanelReport): Promise<Markup> {
  const longest = byWorkingDays.reduce((most, { workingDays }) => Math.max(most, workingDays), limit + 1);
  const last = Math.min(longest, 3 * limit + 1);
  const counts = Array.from({ length: last + 1 }, (_, day) => byWorkingDays.filter(({ workingDays }) => Math.min(workingDays, last) === day).reduce((sum, { devices }) => sum + devices, 0));
  const shown = counts.map((count, day): ChartColumn => ({ label: [day === last && longest > last ? `${day}+` : String(day)], count, ...(day <= limit ? solid : solidLate) }));
  return show({
    id: 'figure-working-days',
    title: 'Time to put right, in working days',
    key: [swatch('solid', 'devices put right in time'), swatch('solid late', 'late')],
    numbers: 'working-days',
    chart: columns(shown, { before: limit + 1, label: `limit: ${limit}` }),
    nothing: byWorkingDays.length === 0 && 'No device was put right.',
    alternative: list(byWorkingDays.map(({ workingDays, devices }) => `${tellMany(devices, 'device')} after ${workingDays}`)),
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
    alternative: list(told.map(({ label, count }) => `${label} ${tellCount(count)}`)),
  });
}

function list(parts: readonly string[]): string {
  return `${parts.join('; ')}.`;
}
