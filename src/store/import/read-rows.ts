import { Fault } from '../../domain/fault.js';
import { readInventory } from '../../duis/read-inventory.js';
import { rowsOf, type Row } from './csv-fields.js';
import { readHeader, type Header } from './csv-header.js';
import { createLineCutter } from './csv-lines.js';
import { fieldsOfDevice, fieldsOfRejectedDevice } from './inventory-kind.js';
import { createRowReader, type RowReading } from './row-reader.js';
import { readWhole, type Source } from './source.js';
import type { TableKind } from './table-kind.js';

/** Called with each row of a file, and what it says. */
export type TakeRow = (row: Row, reading: RowReading) => void;

const MOST_XML_BYTES = 16 * 1024 * 1024;

/**
 * Reads a CSV file in constant memory and answers its columns; `afterChunk` is called now and then. Throws `Fault('data-invalid')` for a
 * header that is not of this kind.
 */
export async function readCsv(file: string, source: Source, kind: TableKind, take: TakeRow, afterChunk: () => void): Promise<readonly string[]> {
  const cutter = createLineCutter(file);
  const rows = createRowTaker(file, kind, take);
  for await (const chunk of source.chunks) {
    rowsOf(cutter.cut(chunk)).forEach(rows.take);
    afterChunk();
  }
  rowsOf(cutter.end()).forEach(rows.take);
  return rows.columns() ?? empty(file, kind);
}

/** The first row is the header, and says how to read the others. */
function createRowTaker(file: string, kind: TableKind, take: TakeRow): { take: (row: Row) => void; columns: () => readonly string[] | undefined } {
  let header: Header | undefined;
  let readRow: ((row: Row) => RowReading) | undefined;
  return {
    take: (row) => {
      if (readRow !== undefined) {
        take(row, readRow(row));
      } else {
        header = readHeader(file, row, kind);
        readRow = createRowReader(kind, header);
      }
    },
    columns: () => header?.columns,
  };
}

function empty(file: string, { columns }: TableKind): never {
  throw new Fault('data-invalid', `\`${file}\` is empty: it needs a header line with the columns ${columns.join(',')}`);
}

export function isXml({ head }: Source): boolean {
  return head.toString('utf8').replace(/^\uFEFF/, '').trimStart().startsWith('<');
}

/** Reads a DUIS Read Inventory Response, whose rows are its devices, numbered as they stand. One that cannot be read is what it says, and its problems. */
export async function readInventoryXml(file: string, source: Source, kind: TableKind, take: TakeRow): Promise<readonly string[]> {
  const { devices, rejected } = readInventory(await readWhole(file, source, MOST_XML_BYTES));
  const readRow = createRowReader(kind, { columns: kind.columns, positionOf: (column) => kind.columns.indexOf(column) });
  const bad = new Set(rejected.map(({ position }) => position));
  let line = 0;
  for (const device of devices) {
    do line += 1; while (bad.has(line));
    const row = { line, fields: fieldsOfDevice(device) };
    take(row, readRow(row));
  }
  for (const device of rejected) {
    const problems = device.problems.map(({ at, problem }) => ({ column: at, problem }));
    take({ line: device.position, fields: fieldsOfRejectedDevice(device) }, { values: [], problems });
  }
  return kind.columns;
}
