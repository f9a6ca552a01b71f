import { styleText } from 'node:util';
import { observedTable, otherRejectionsTable, uncheckedTable, unverifiedTable } from '../tables/apart-tables.js';
import { confusionsTable, operatorsTable } from '../tables/operator-tables.js';
import type { PanelReport } from '../panel-report.js';
import { outstandingTable, putRightTable } from '../tables/put-right-tables.js';
import { nameOf, splitsTable, supplierCodesTable, suppliersTable, withoutRejections } from '../tables/supplier-tables.js';
import type { Table } from '../tables/table.js';
import { layOut, wrap } from './text-layout.js';
import { tellCountedThrough, tellHeadline, tellInstant, tellMany } from '../wording.js';

interface TerminalOptions {
  /** headings in bold */
  isTerminal: boolean;
  /** characters in a line; fewer than 80 are not enough for the figures */
  columns: number;
}

/** outstanding devices to show; the CSV table `devices` has the others */
const devicesShown = 10;

export function writeForTerminal(report: PanelReport, { isTerminal, columns }: TerminalOptions): string {
  const width = Math.max(80, columns);
  const heading = (text: string) => (isTerminal ? styleText('bold', text, { validateStream: false }) : text);
  const paragraph = (text: string, indent = '') => wrap(text, width, indent);
  const section = (table: Table) => (table.rows.length === 0 ? ['', ...paragraph(`${heading(table.caption)}: ${lowerFirst(table.none)}`)] : ['', heading(table.caption), ...layOut(table, width)]);
  const { period, previousPeriod, generatedAt, isSample, notes } = report;
  return [
    heading(report.title),
    ...paragraph(`${period.label} against ${previousPeriod.label}: from ${tellInstant(period.from)} until ${tellInstant(period.to)}. Made on ${tellInstant(generatedAt)}.`),
    ...(isSample ? [heading('Sample: generated data.')] : []),
    '',
    ...paragraph(tellHeadline(report)),
    ...section(suppliersTable(report, report.suppliers.filter((each) => !withoutRejections(report).includes(each)))),
    ...tellZero(report).flatMap((sentence) => paragraph(sentence, '  ')),
    ...[supplierCodesTable(report), splitsTable(report), observedTable(report), otherRejectionsTable(report), unverifiedTable(report)].flatMap(section),
    ...(report.unchecked.length === 0 ? [] : section(uncheckedTable(report))),
    ...[operatorsTable(report), confusionsTable(report), putRightTable(report)].flatMap(section),
    ...tellOutstanding(report, section),
    ...(notes.length === 0 ? [] : ['', heading('Notes'), ...notes.flatMap((note) => paragraph(note, '  '))]),
    '',
    ...paragraph(tellCountedThrough(report)),
  ].join('\n');
}

function tellZero(report: PanelReport): string[] {
  const names = withoutRejections(report).map(nameOf);
  return names.length === 0 ? [] : [`0 rejections, and 0 before: ${names.join(', ')}`];
}

function tellOutstanding(report: PanelReport, section: (table: Table) => string[]): string[] {
  const { devices, totals } = report.putRight;
  const outstanding = devices.filter(({ putRightAt }) => putRightAt === null);
  const more = totals.outstanding + totals.overdue - Math.min(devicesShown, outstanding.length);
  if (outstanding.length === 0) return [];
  return [...section(outstandingTable(outstanding.slice(0, devicesShown))), ...(more > 0 ? [`  and ${tellMany(more, 'more device', 'more devices')}: --format csv --table devices`] : [])];
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
