import type { PanelReport } from '../panel-report.js';
import { chooseStretches, isPart, labelsOf } from '../stretches.js';
import { tellCount, tellDays } from '../wording.js';
import { type ChartColumn, columns } from './columns.js';
import { pale, show, solid, swatch } from './figure.js';
import type { Markup } from './markup.js';

/** of the name of a period beside the line where it begins */
const mostLetters = 24;

/** Rejections by week or month, the period before in front of the period. */
export function stretchesFigure(report: PanelReport): Promise<Markup> {
  const { period, previousPeriod, isComparable } = report;
  const { unit, stretches } = chooseStretches(report);
  const labels = labelsOf({ unit, stretches });
  const shown = stretches.map((stretch, index): ChartColumn => ({ label: labels[index] ?? '', count: stretch.rejections, isPart: isPart(stretch, unit, report), ...(stretch.isPrevious ? pale : solid) }));
  const first = stretches.findIndex(({ isPrevious }) => !isPrevious);
  return show({
    id: 'figure-stretches',
    title: `Rejections by ${unit}`,
    key: [...(isComparable ? [swatch('pale', previousPeriod.label)] : []), swatch('solid', period.label), ...(shown.some((column) => column.isPart) ? [swatch('part', `part of a ${unit}`)] : [])],
    numbers: 'stretches',
    chart: columns(shown, { divide: first > 0 ? { before: first, label: period.label.length <= mostLetters ? period.label : 'this period' } : null, crowded: 'turn' }),
    alternative: stretches.map(({ from, to, rejections, isPrevious }) => `${isPrevious ? 'before, ' : ''}${tellCount(rejections)} on ${tellDays(from, to)}`),
  });
}
