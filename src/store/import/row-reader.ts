import type { Row } from './csv-fields.js';
import type { Header } from './csv-header.js';
import type { TableKind } from './table-kind.js';

/** `column` is undefined where the problem is one of the whole row. */
export interface FieldProblem {
  column: string | undefined;
  problem: string;
}

export interface RowReading {
  /** by the kind's staged columns; worth something only without problems */
  values: (number | null)[];
  problems: FieldProblem[];
}

export function createRowReader(kind: TableKind, header: Header): (row: Row) => RowReading {
  const readers = kind.staged.map(({ column, read }) => ({
    column,
    read,
    position: header.positionOf(column) ?? -1,
    isRequired: kind.required.includes(column),
  }));
  return (row) => {
    const unfit = findUnfit(row, header.columns.length);
    if (unfit !== undefined) return { values: [], problems: [{ column: undefined, problem: unfit }] };
    const values: (number | null)[] = [];
    const problems: FieldProblem[] = [];
    for (const { column, read, position, isRequired } of readers) {
      const text = row.fields[position] ?? '';
      const value = text === '' ? (isRequired ? 'is missing' : null) : read(text);
      values.push(typeof value === 'string' ? null : value);
      if (typeof value === 'string' && problems.at(-1)?.column !== column) problems.push({ column, problem: value });
    }
    const contradiction = problems.length === 0 ? kind.findContradiction(values) : undefined;
    return { values, problems: contradiction === undefined ? problems : [contradiction] };
  };
}

function findUnfit({ fields, problem }: Row, columns: number): string | undefined {
  if (problem !== undefined) return problem;
  return fields.length === columns ? undefined : `${fields.length} fields where the header has ${columns}`;
}
