import type { Database } from 'better-sqlite3';
import type { Place } from '../../domain/fault.js';
import { createBatchInsert } from './batch-insert.js';
import type { Row } from './csv-fields.js';
import type { RowReading } from './row-reader.js';
import type { TableKind } from './table-kind.js';

/** Where a file's rows wait, in temporary tables of the importing connection, until all of them are known to be right. */
export interface Staging {
  add(row: Row, reading: RowReading): void;
  /** Brings the good rows into `temp.arrived`, in the order of their keys; a key that stood before makes a bad row. */
  sort(): void;
  countArrived(): number;
}

/** `keepsFields`: the rows' own text is wanted again. */
export function createStaging(db: Database, kind: TableKind, keepsFields: boolean): Staging {
  layOut(db, kind);
  const staged = createBatchInsert(db, 'temp.staged', kind.staged.length + 1);
  const original = createBatchInsert(db, 'temp.original', 2);
  const note = db.prepare<[number, string | null, string]>('INSERT INTO temp.problem VALUES (?, ?, ?)');
  const countArrived = db.prepare<[], number>('SELECT count(*) FROM temp.arrived').pluck();
  return {
    add: ({ line, fields }, { values, problems }) => {
      if (keepsFields) original.add([line, JSON.stringify(fields)]);
      if (problems.length === 0) staged.add([line, ...values]);
      for (const { column, problem } of problems) note.run(line, column ?? null, problem);
    },
    sort: () => {
      staged.flush();
      original.flush();
      sort(db, kind);
    },
    countArrived: () => countArrived.get() ?? 0,
  };
}

function layOut(db: Database, kind: TableKind): void {
  db.exec(`
    CREATE TEMP TABLE staged (line INTEGER PRIMARY KEY, ${kind.staged.map(({ name }) => `${name} INTEGER`).join(', ')});
    CREATE TEMP TABLE original (line INTEGER PRIMARY KEY, fields TEXT NOT NULL);
    CREATE TEMP TABLE problem (line INTEGER NOT NULL, field TEXT, problem TEXT NOT NULL);
    ${kind.tableSql('temp.arrived')};
  `);
}

function sort(db: Database, kind: TableKind): void {
  const columns = [...kind.key, ...kind.values];
  const keys = kind.key.map(({ from }) => from).join(', ');
  const arrived = db.prepare(`
    INSERT OR IGNORE INTO temp.arrived (${columns.map(({ name }) => name).join(', ')})
    SELECT ${columns.map(({ from }) => from).join(', ')} FROM temp.staged ORDER BY ${keys}, line`).run().changes;
  if (arrived < countStaged(db)) noteRepeatedKeys(db, kind);
}

function countStaged(db: Database): number {
  return db.prepare<[], number>('SELECT count(*) FROM temp.staged').pluck().get() ?? 0;
}

function noteRepeatedKeys(db: Database, kind: TableKind): void {
  const keys = kind.key.map(({ name, from }) => `${from} AS ${name}`).join(', ');
  const names = kind.key.map(({ name }) => name).join(', ');
  db.prepare<[string, string]>(`
    WITH keyed AS (SELECT line, ${keys} FROM temp.staged)
    INSERT INTO temp.problem
    SELECT line, ?, ? || first FROM keyed JOIN (SELECT min(line) AS first, ${names} FROM keyed GROUP BY ${names} HAVING count(*) > 1) USING (${names})
    WHERE line > first`).run(kind.keyColumn, `the same ${kind.keyName} as in line `);
}

export interface Problems {
  /** rows */
  rejected: number;
  problemCount: number;
  /** the first ones, in the order of the lines */
  problems: Place[];
}

/** What is wrong with the file so far; `rowName` is what its rows are called. */
export function readProblems(db: Database, most: number, rowName: string): Problems {
  const counts = db.prepare<[], { rejected: number; problemCount: number }>(
    'SELECT count(DISTINCT line) AS rejected, count(*) AS problemCount FROM temp.problem').get();
  const first = db.prepare<[number], { line: number; field: string | null; problem: string }>(
    'SELECT line, field, problem FROM temp.problem ORDER BY line, rowid LIMIT ?').all(most);
  const problems = first.map(({ line, field, problem }) => ({ at: field === null ? `${rowName} ${line}` : `${rowName} ${line}, ${field}`, problem }));
  return { rejected: counts?.rejected ?? 0, problemCount: counts?.problemCount ?? 0, problems };
}
