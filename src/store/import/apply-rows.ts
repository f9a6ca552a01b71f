import type { Database } from 'better-sqlite3';
import { Fault } from '../../domain/fault.js';
import type { ImportRequest } from './import-request.js';
import type { StoredColumn, TableKind } from './table-kind.js';

export interface Change {
  applied: number;
  unchanged: number;
  removed: number;
}

/**
 * Brings the rows of `temp.arrived` into the stored table, within the transaction that is open. Throws `Fault('data-invalid')` where a
 * replacement would lose most of it.
 */
export function applyRows(db: Database, kind: TableKind, arrived: number, request: ImportRequest): Change {
  const before = countRows(db, kind);
  if (request.replace && request.force !== true) refuseShrinking(request.file, before, arrived);
  const { met, unchanged } = before === 0 ? { met: 0, unchanged: 0 } : compare(db, kind);
  if (request.replace) removeOthers(db, kind, unchanged < arrived / 2);
  if (isEmpty(db, kind)) {
    fill(db, kind);
  } else {
    upsert(db, kind);
  }
  return { applied: arrived - unchanged, unchanged, removed: request.replace ? before - met : 0 };
}

/** Throws `Fault('data-invalid')`: a replacement with no rows, or fewer than half of what was there, is rather a file cut short. */
export function refuseShrinking(file: string, before: number, arrived: number): void {
  if (arrived > 0 && arrived * 2 >= before) return;
  throw new Fault('data-invalid', `\`${file}\` would replace ${before} rows by ${arrived}: if that is meant, say --force`);
}

function countRows(db: Database, { table }: TableKind): number {
  return db.prepare<[], number>(`SELECT count(*) FROM main.${table}`).pluck().get() ?? 0;
}

function isEmpty(db: Database, { table }: TableKind): boolean {
  return db.prepare(`SELECT 1 FROM main.${table} LIMIT 1`).get() === undefined;
}

/** How many rows have a stored one of the same key, and how many one that is the same altogether. */
function compare(db: Database, { table, key, values }: TableKind): { met: number; unchanged: number } {
  const isSame = `(${list(values, 's.')}) IS (${list(values, 'a.')})`;
  const counts = db.prepare<[], { met: number; unchanged: number | null }>(
    `SELECT count(*) AS met, sum(${isSame}) AS unchanged FROM temp.arrived a CROSS JOIN main.${table} s ON ${sameKey(key)}`).get();
  return { met: counts?.met ?? 0, unchanged: counts?.unchanged ?? 0 };
}

/** Where most rows change, the whole table goes, which frees its pages for the new one in the same transaction; readers keep the old one until the commit. */
function removeOthers(db: Database, { table, key }: TableKind, isMostlyNew: boolean): void {
  db.exec(isMostlyNew
    ? `DELETE FROM main.${table}`
    : `DELETE FROM main.${table} AS s WHERE NOT EXISTS (SELECT 1 FROM temp.arrived a WHERE ${sameKey(key)})`);
}

/** SQLite copies whole cells between two tables of one form, as long as the empty one has no index to keep. */
function fill(db: Database, { table, index }: TableKind): void {
  if (index !== undefined) db.exec(`DROP INDEX main.${index.name}`);
  db.exec(`INSERT INTO main.${table} SELECT * FROM temp.arrived`);
  if (index !== undefined) db.exec(index.sql);
}

function upsert(db: Database, { table, key, values }: TableKind): void {
  const columns = list([...key, ...values]);
  db.exec(`
    INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM temp.arrived WHERE true
    ON CONFLICT (${list(key)}) DO UPDATE SET ${values.map(({ name }) => `${name} = excluded.${name}`).join(', ')}
    WHERE (${list(values, `${table}.`)}) IS NOT (${list(values, 'excluded.')})`);
}

function sameKey(key: readonly StoredColumn[]): string {
  return key.map(({ name }) => `s.${name} = a.${name}`).join(' AND ');
}

function list(columns: readonly StoredColumn[], prefix = ''): string {
  return columns.map(({ name }) => prefix + name).join(', ');
}
