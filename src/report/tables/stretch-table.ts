import type { PanelReport, Stretch } from '../panel-report.js';
import { chooseStretches, daysIn, isCutWithinDay, isPart } from '../stretches.js';
import { figure, type Table, table, words } from './table.js';
import { tellDay, tellMany } from '../wording.js';

/** The numbers of the chart by weeks or months. */
export function stretchTable(report: PanelReport): Table {
  const { period, previousPeriod } = report;
  const { unit, stretches } = chooseStretches(report);
  return table<Stretch>(
    { id: 'stretches', caption: `Rejections by ${unit}`, none: `There is no ${unit}.` },
    stretches,
    [
      words('From', ({ from }) => tellDay(from)),
      words('To', ({ to }) => tellDay(to)),
      words('Extent', (stretch) => (isPart(stretch, unit, report) ? `part of a ${unit}, ${isCutWithinDay(stretch, report) ? 'less than ' : ''}${tellMany(daysIn(stretch), 'day')}` : `whole ${unit}`)),
      words('Period', ({ isPrevious }) => (isPrevious ? previousPeriod : period).label),
      figure('Rejections', ({ rejections }) => rejections),
    ],
  );
}
