import { styleText } from 'node:util';
import type { PanelReport } from '../panel-report.js';
import { observedTable, otherRejectionsTable, uncheckedTable, unverifiedTable } from '../tables/apart-tables.js';
import { confusionsTable, operatorsTable } from '../tables/operator-tables.js';
import { outstandingTable, putRightTable } from '../tables/put-right-tables.js';
import { splitsTable, supplierCodesTable, suppliersTable, withoutRejections } from '../tables/supplier-tables.js';
import type { Table } from '../tables/table.js';
import { tellCountedThrough, tellHeadline, tellInstant, tellMany } from '../wording.js';
import { layOut, wrap } from './text-layout.js';

interface TerminalOptions {
  /** headings in bold */
  isTerminal: boolean;
  /** characters in a line; fewer than 80 are not enough for the figures */
  columns: number;
}

/** rows of a long list; the other formats have them all */
const rowsShown = 10;

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
    ...section(operatorsTable(report)),
    ...section(confusionsTable(report, rowsShown)),
    ...section(putRightTable(report)),
    ...tellOutstanding(report, section),
    ...(notes.length === 0 ? [] : ['', heading('Notes'), ...notes.flatMap((note) => paragraph(note, '  '))]),
    '',
    ...paragraph(tellCountedThrough(report)),
  ].join('\n');
}

function tellZero(report: PanelReport): string[] {
  const names = withoutRejections(report).map(({ name }) => name);
  return names.length === 0 ? [] : [`0 rejections, and 0 before: ${names.join(', ')}`];
}

function tellOutstanding(report: PanelReport, section: (table: Table) => string[]): string[] {
  const { devices, totals } = report.putRight;
  const outstanding = devices.filter(({ putRightAt }) => putRightAt === null);
  if (outstanding.length === 0) return [];
  const shown = outstanding.slice(0, rowsShown);
  return [...section(outstandingTable(shown)), ...tellMore(totals.outstanding + totals.overdue - shown.length, 'more device', '--format csv --table devices')];
}

function tellMore(count: number, what: string, where: string): string[] {
  return count > 0 ? [`  and ${tellMany(count, what)}: ${where}`] : [];
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
