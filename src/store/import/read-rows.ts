import { Fault } from '../../domain/fault.js';
import { readInventory } from '../../duis/read-inventory.js';
import { rowsOf, type Row } from './csv-fields.js';
import { readHeader, type Header } from './csv-header.js';
import { createLineCutter } from './csv-lines.js';
import { fieldsOfDevice } from './inventory-kind.js';
import { createRowReader, type RowReading } from './row-reader.js';
import { readWhole, type Source } from './source.js';
import type { TableKind } from './table-kind.js';

/** Called with each row of a file, and what it says. */
export type TakeRow = (row: Row, reading: RowReading) => void;

const MOST_XML_BYTES = 16 * 1024 * 1024;

/** Reads a CSV file in constant memory and answers its columns; `afterChunk` is called now and then. Throws `Fault('data-invalid')` for a header that is not of this kind. */
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

/** Reads a DUIS Read Inventory Response. A device that cannot be read becomes a row that is only its problem. */
export async function readInventoryXml(file: string, source: Source, kind: TableKind, take: TakeRow): Promise<readonly string[]> {
  const { devices, problems } = readInventory(await readWhole(file, source, MOST_XML_BYTES));
  const readRow = createRowReader(kind, { columns: kind.columns, positionOf: (column) => kind.columns.indexOf(column) });
  devices.forEach((device, index) => {
    const row = { line: index + 1, fields: fieldsOfDevice(device) };
    take(row, readRow(row));
  });
  problems.forEach(({ at, problem }, index) => {
    take({ line: devices.length + index + 1, fields: [] }, { values: [], problems: [{ column: at, problem }] });
  });
  return [];
}
