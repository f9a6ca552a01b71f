import { addDays, midnightInBritain } from '../domain/calendar.js';
import { lastOfMonth } from './rejections-over-time.js';
import type { PanelReport, Stretch } from './panel-report.js';
import { tellDay } from './wording.js';

/** The weeks or months by which rejections are shown. */
export interface Shown {
  unit: 'week' | 'month';
  stretches: readonly Stretch[];
}

const mostWeeks = 26;
const week = 7;

/** By months where there would be too many weeks; with the period before only where that is compared. */
export function chooseStretches({ weeks, months, isComparable }: PanelReport): Shown {
  const [shownWeeks, shownMonths] = [weeks, months].map((all) => all.filter(({ isPrevious }) => isComparable || !isPrevious)) as [Stretch[], Stretch[]];
  return shownWeeks.length > mostWeeks ? { unit: 'month', stretches: shownMonths } : { unit: 'week', stretches: shownWeeks };
}

type Told = Pick<PanelReport, 'period' | 'previousPeriod' | 'generatedAt'>;

/** Whether the period, or the moment of the report, cuts it. */
export function isPart(stretch: Stretch, unit: Shown['unit'], report: Told): boolean {
  return !hasAllDays(stretch, unit) || isCutWithinDay(stretch, report);
}

/** Whether the period begins or ends within a day of it, or it was not over when the report was made. */
export function isCutWithinDay({ from, to, isPrevious }: Stretch, { period, previousPeriod, generatedAt }: Told): boolean {
  const within = isPrevious ? previousPeriod : period;
  const end = Math.min(Date.parse(within.to), Date.parse(generatedAt));
  return midnightInBritain(from) < Date.parse(within.from) || midnightInBritain(addDays(to, 1)) > end;
}

function hasAllDays({ from, to }: Pick<Stretch, 'from' | 'to'>, unit: Shown['unit']): boolean {
  return unit === 'week' ? daysIn({ from, to }) === week : from.endsWith('-01') && to === lastOfMonth(to);
}

export function daysIn({ from, to }: Pick<Stretch, 'from' | 'to'>): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
}

/** `5–11 Oct`, `28 Sep–4 Oct`, `Oct` for a whole month; with its year where the years of the axis change. */
export function labelsOf({ unit, stretches }: Shown): string[] {
  const years = stretches.map(({ to }) => to.slice(0, 4));
  const hasYears = new Set(years).size > 1;
  return stretches.map((stretch, index) => `${labelOf(stretch, unit)}${hasYears && years[index] !== years[index - 1] ? ` ${years[index] ?? ''}` : ''}`);
}

function labelOf(stretch: Stretch, unit: Shown['unit']): string {
  const { from, to } = stretch;
  if (unit === 'month' && hasAllDays(stretch, unit)) return shortMonth(to);
  const [first, last] = [from, to].map((day) => tellDay(day, ['day'])) as [string, string];
  if (from === to) return `${last} ${shortMonth(to)}`;
  return from.slice(0, 7) === to.slice(0, 7) ? `${first}–${last} ${shortMonth(to)}` : `${first} ${shortMonth(from)}–${last} ${shortMonth(to)}`;
}

function shortMonth(day: string): string {
  return tellDay(day, ['month']).slice(0, 3);
}
