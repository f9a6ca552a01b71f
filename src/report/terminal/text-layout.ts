import { lengthOf, shorten } from '../letters.js';
import type { Column, Table } from '../tables/table.js';

const gap = '  ';
const narrowest = 8;

/**
 * A table in lines of at most `width` characters, as far as cutting words short can do it. Heads stand in as many lines as they need to be no
 * wider than what is below them.
 */
export function layOut({ columns, rows, total, foot, isGrouped }: Table, width: number): string[] {
  const shown = columns.flatMap((column, index) => (column.isDetail ? [] : [{ ...column, index }]));
  const pick = (row: readonly string[]) => shown.map(({ index }) => row[index] ?? '');
  const body = rows.map((row, index) => (isGrouped && rows[index - 1]?.[0] === row[0] ? ['', ...pick(row).slice(1)] : pick(row)));
  const cells = [...body, ...(total === null ? [] : [pick(total)])];
  const all = [...headsOf(shown, widthsOf(cells, shown)), ...cells];
  const widths = fit(all, shown, width - gap.length);
  const line = (row: readonly string[]) => `${gap}${row.map((cell, column) => pad(cell, widths[column] ?? 0, shown[column]?.kind === 'figure')).join(gap)}`.trimEnd();
  return [...all.map(line), ...(foot === null ? [] : [`${gap}${foot}`])];
}

function headsOf(columns: readonly Column[], widths: readonly number[]): string[][] {
  const heads = columns.map(({ title }, column) => wrap(title, Math.max(widths[column] ?? 0, ...title.split(' ').map(lengthOf))));
  const most = Math.max(...heads.map(({ length }) => length));
  return Array.from({ length: most }, (_, line) => heads.map((lines) => lines[line - most + lines.length] ?? ''));
}

function widthsOf(rows: readonly (readonly string[])[], columns: readonly Column[]): number[] {
  return columns.map((_, column) => rows.reduce((most, row) => Math.max(most, lengthOf(row[column] ?? '')), 0));
}

/** The widest column of words gives way first; nothing else is cut. */
function fit(rows: readonly (readonly string[])[], columns: readonly Column[], width: number): number[] {
  const widths = widthsOf(rows, columns);
  const excess = () => widths.reduce((sum, each) => sum + each + gap.length, -gap.length) - width;
  const wordColumns = columns.flatMap(({ kind }, column) => (kind === 'words' ? [column] : []));
  while (excess() > 0) {
    const widest = wordColumns.reduce((best, column) => ((widths[column] ?? 0) > (widths[best] ?? 0) ? column : best), wordColumns[0] ?? 0);
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function pad(cell: string, width: number, isFigure: boolean): string {
  const cut = shorten(cell, width);
  const space = ' '.repeat(width - lengthOf(cut));
  return isFigure ? space + cut : cut + space;
}

/** A text in lines of at most `width` characters, as far as its words allow. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line !== indent && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}
