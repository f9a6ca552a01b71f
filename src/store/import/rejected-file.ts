import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { stringify } from 'csv-stringify/sync';
import { Fault } from '../../domain/fault.js';
import { causeOf } from '../sqlite/answering.js';

/** The column that a file of rejected rows has beyond those of the file that they come from. */
export const reasonColumn = 'reason';

const ROWS_A_WRITE = 1_000;

export function rejectedPathOf(file: string): string {
  return `${file === '-' ? 'stdin' : file}.rejected.csv`;
}

/** Writes the bad rows as they came, and why, in the order of their lines. Throws `Fault('data-invalid')` when it cannot. */
export function writeRejectedRows(db: Database, path: string, columns: readonly string[]): void {
  const old = columns.indexOf(reasonColumn);
  const kept = columns.filter((_, index) => index !== old);
  const rows = rejectedRows(db, old, kept.length);
  try {
    writeCsv(path, [...kept, reasonColumn], rows);
  } catch (cause) {
    throw new Fault('data-invalid', `cannot write the rejected rows to \`${path}\`: ${causeOf(cause)}`, [], { cause });
  }
}

/** A row of too many fields keeps them, behind its reason; of one that has too few, none is known to be the old reason. */
function* rejectedRows(db: Database, oldReason: number, width: number): Generator<string[]> {
  const rows = db.prepare<[], [string, string]>(`
    SELECT fields, group_concat(coalesce(field || ': ', '') || problem, '; ') FROM temp.problem JOIN temp.original USING (line)
    GROUP BY line ORDER BY line`).raw();
  for (const [text, reason] of rows.iterate()) {
    const written = JSON.parse(text) as string[];
    const fields = written.filter((_, index) => index !== oldReason || written.length <= width);
    const padding = Array<string>(Math.max(0, width - fields.length)).fill('');
    yield [...fields.slice(0, width), ...padding, reason, ...fields.slice(width)];
  }
}

/** Formulas are escaped: the file is made to be opened in a spreadsheet, and its content is somebody else's. */
function writeCsv(path: string, header: string[], rows: Iterable<string[]>): void {
  const file = openSync(path, 'w');
  try {
    let batch = [header];
    for (const row of rows) {
      batch.push(row);
      if (batch.length >= ROWS_A_WRITE) batch = writeBatch(file, batch);
    }
    writeBatch(file, batch);
  } finally {
    closeSync(file);
  }
}

function writeBatch(file: number, batch: string[][]): string[][] {
  writeFileSync(file, stringify(batch, { escape_formulas: true }));
  return [];
}
