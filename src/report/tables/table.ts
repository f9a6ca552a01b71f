import { isMarked, markMeaning } from '../placeholders.js';
import { tellCount } from '../wording.js';

/** A table of the report as it is shown on the terminal and on the page. The first column names the row. */
export interface Table {
  id: string;
  caption: string;
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
  /** a last row that sums up */
  total: readonly string[] | null;
  /** what to say instead where there is no row */
  none: string;
  /** what a mark in it means; null where there is none */
  foot: string | null;
  /** rows with the same first cell, one after another, belong together */
  isGrouped: boolean;
  /** shown on the page only */
  isDetail: boolean;
}

export interface Column {
  title: string;
  kind: 'words' | 'code' | 'figure';
  /** shown on the page only */
  isDetail: boolean;
  /** whether what it tells ends with a mark where its code is a placeholder */
  mayBeMarked?: true;
}

export interface ColumnOf<Row> extends Column {
  tell: (row: Row) => string | number;
}

export interface TableOptions<Row> {
  total?: Row;
  isGrouped?: boolean;
  isDetail?: boolean;
}

export function table<Row>(heading: Pick<Table, 'id' | 'caption' | 'none'>, rows: readonly Row[], columns: readonly ColumnOf<Row>[], { total, isGrouped = false, isDetail = false }: TableOptions<Row> = {}): Table {
  const cells = (row: Row) => columns.map(({ tell }) => tellCell(tell(row)));
  const told = rows.map(cells);
  const hasMark = columns.some(({ mayBeMarked }, column) => mayBeMarked && told.some((row) => isMarked(row[column] ?? '')));
  return { ...heading, columns, rows: told, total: total === undefined ? null : cells(total), foot: hasMark ? markMeaning : null, isGrouped, isDetail };
}

/** Words may be cut short where there is no room. */
export function words<Row>(title: string, tell: (row: Row) => string, isDetail = false): ColumnOf<Row> {
  return { title, tell, kind: 'words', isDetail };
}

/** Codes and numbers by which something is looked up stand whole. */
export function code<Row>(title: string, tell: (row: Row) => string, isDetail = false): ColumnOf<Row> {
  return { title, tell, kind: 'code', isDetail };
}

/** Response codes, or what ends with one: those that are placeholders bear a mark. */
export function responseCode<Row>(title: string, tell: (row: Row) => string, isDetail = false): ColumnOf<Row> {
  return { ...code(title, tell, isDetail), mayBeMarked: true };
}

export function figure<Row>(title: string, tell: (row: Row) => string | number, isDetail = false): ColumnOf<Row> {
  return { title, tell, kind: 'figure', isDetail };
}

function tellCell(cell: string | number): string {
  return typeof cell === 'number' ? tellCount(cell) : cell;
}
