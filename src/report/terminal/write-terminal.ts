import { styleText } from 'node:util';
import { requirement, tellDefinitions } from '../definitions.js';
import { tellCountedThrough, tellHeadline } from '../headline.js';
import type { PanelReport } from '../panel-report.js';
import { tellAsOptions } from '../period-ends.js';
import { observedTable, otherRejectionsTable, uncheckedTable, unverifiedTable } from '../tables/apart-tables.js';
import { codesTable, supplierCodesTable } from '../tables/code-tables.js';
import { confusionsTable, operatorsTable } from '../tables/operator-tables.js';
import { outstandingTable, putRightTable } from '../tables/put-right-tables.js';
import { splitsTable, suppliersTable, withoutRejections } from '../tables/supplier-tables.js';
import type { Table } from '../tables/table.js';
import { tellInstant, tellMany } from '../wording.js';
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
  const list = (title: string, sentences: readonly string[]) => (sentences.length === 0 ? [] : ['', heading(title), ...sentences.flatMap((sentence) => paragraph(sentence, '  '))]);
  const { period, previousPeriod, generatedAt, isSample, isComparable, incomparable, notes } = report;
  return [
    heading(report.title),
    ...paragraph(`${period.label}${isComparable ? ` against ${previousPeriod.label}` : ''}: from ${tellInstant(period.from)} until ${tellInstant(period.to)}. Made on ${tellInstant(generatedAt)}.`),
    ...(isSample ? [heading('Sample: generated data.')] : []),
    ...incomparable.flatMap((sentence) => paragraph(sentence)),
    '',
    ...paragraph(tellHeadline(report)),
    ...section(suppliersTable(report, withoutRejections(report))),
    ...tellZero(report).flatMap((sentence) => paragraph(sentence, '  ')),
    ...[
      codesTable(report),
      supplierCodesTable(report),
      splitsTable(report),
      observedTable(report),
      otherRejectionsTable(report),
      unverifiedTable(report),
    ].flatMap(section),
    ...(report.unchecked.length === 0 ? [] : section(uncheckedTable(report))),
    ...section(operatorsTable(report)),
    ...section(confusionsTable(report, rowsShown)),
    ...section(putRightTable(report)),
    ...tellOutstanding(report, section),
    ...list('Notes', notes),
    ...list('What is counted', [...tellDefinitions(report), `Source: ${requirement}.`]),
    '',
    ...paragraph(tellCountedThrough(report)),
  ].join('\n');
}

/** Names may hold commas. */
function tellZero(report: PanelReport): string[] {
  const names = withoutRejections(report).map(({ name }) => name);
  return names.length === 0 ? [] : [`No rejection${report.isComparable ? ', and none before' : ''}: ${names.join('; ')}`];
}

function tellOutstanding(report: PanelReport, section: (table: Table) => string[]): string[] {
  const { devices, totals } = report.putRight;
  const shown = devices.filter(({ putRightAt }) => putRightAt === null).slice(0, rowsShown);
  const more = totals.outstanding + totals.overdue - shown.length;
  const list = shown.length === 0 ? [] : section(outstandingTable(shown));
  if (more === 0) return list;
  return [
    ...list,
    `  ${tellMany(more, 'more device')} not put right; all are listed by`,
    `    slotguard report panel${report.isSample ? ' --sample' : ''} ${tellAsOptions(report.period)} --format csv --table devices`,
  ];
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
