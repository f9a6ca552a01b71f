import { Fault, type Place } from '../../domain/fault.js';
import { nearestName } from '../../yaml/nearest-name.js';
import type { Row } from './csv-fields.js';
import { returnsAlone } from './csv-lines.js';
import { shown } from './field-readings.js';
import { reasonColumn } from './rejected-file.js';
import type { TableKind } from './table-kind.js';

/** The columns of a file in their order. A `reason` is passed over: a file of rejected rows can be mended and imported. */
export interface Header {
  columns: readonly string[];
  positionOf(column: string): number | undefined;
}

/** Throws `Fault('data-invalid')` with every column that is unknown, missing or there twice. */
export function readHeader(file: string, row: Row, kind: TableKind): Header {
  const problem = /^[^\0]*\r[^\0]*$/.test(row.fields.join('')) ? returnsAlone : row.problem;
  const columns = problem === undefined ? row.fields : [];
  const problems = problem === undefined ? problemsOf(columns, kind) : [{ at: `line ${row.line}`, problem }];
  if (problems.length > 0) {
    throw new Fault('data-invalid', `the header of \`${file}\` is not that of this kind of file, which has the columns ${kind.columns.join(',')}`, problems);
  }
  const positions = new Map(columns.map((column, index) => [column, index]));
  return { columns, positionOf: (column) => positions.get(column) };
}

function problemsOf(columns: readonly string[], kind: TableKind): Place[] {
  const separator = columns.length === 1 ? /[;\t|]/.exec(columns.join('')) : null;
  if (separator !== null) return [{ at: 'line 1', problem: 'no comma in it: separate the fields with commas' }];
  const missing = kind.required.filter((column) => !columns.includes(column));
  return [
    ...columns.flatMap((_, index) => findColumnProblem(columns, index, kind).map((problem) => ({ at: `line 1, column ${index + 1}`, problem }))),
    ...missing.map((column) => ({ at: 'line 1', problem: `\`${column}\` is missing` })),
  ];
}

function findColumnProblem(columns: readonly string[], index: number, kind: TableKind): string[] {
  const column = columns[index] ?? '';
  const first = columns.indexOf(column);
  if (first < index) return [`\`${shown(column)}\` is column ${first + 1} already`];
  if (kind.columns.includes(column) || column === reasonColumn) return [];
  const nearest = nearestName(column, kind.columns);
  return [`\`${shown(column)}\` is not known${nearest === undefined ? '' : `: \`${nearest}\` perhaps`}`];
}
