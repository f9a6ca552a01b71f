import type { Database } from 'better-sqlite3';
import { applyRows } from './apply-rows.js';
import type { ImportReport, ImportRequest } from './import-request.js';
import { noteImport } from './importing-connection.js';
import { inventoryKind } from './inventory-kind.js';
import { rejectOverlaps } from './overlaps.js';
import { createParticipants } from './participants.js';
import { isXml, readCsv, readInventoryXml, type TakeRow } from './read-rows.js';
import { registrationKind } from './registration-kind.js';
import { rejectedPathOf, writeRejectedRows } from './rejected-file.js';
import type { Source } from './source.js';
import { createStaging, readProblems, type Problems, type Staging } from './staging.js';
import type { TableKind } from './table-kind.js';

/** What an import comes to, but for its time; `keep` says whether it changes the store. */
export interface Imported {
  keep: boolean;
  result: Omit<ImportReport, 'seconds'>;
}

/** Bytes taken from the input, and rows read. */
export interface Progress {
  bytes: number;
  rows: number;
}

const MOST_PROBLEMS = 100;

export async function importInventory(db: Database, request: ImportRequest, source: Source, progress: Progress): Promise<Imported> {
  const staging = createStaging(db, inventoryKind, request.skipBadRows);
  const take = counting(staging, progress);
  const isResponse = isXml(source);
  const columns = isResponse
    ? await readInventoryXml(request.file, source, inventoryKind, take)
    : await readCsv(request.file, source, inventoryKind, take, () => request.onProgress?.(progress.bytes, progress.rows));
  staging.sort();
  return settle({ db, request, kind: inventoryKind, staging, columns, rowName: isResponse ? 'device' : 'line', read: progress.rows });
}

export async function importRegistration(db: Database, request: ImportRequest, source: Source, progress: Progress): Promise<Imported> {
  const participants = createParticipants(db, request.file);
  const kind = registrationKind(participants);
  const staging = createStaging(db, kind, request.skipBadRows);
  const take = counting(staging, progress);
  const columns = await readCsv(request.file, source, kind, take, () => request.onProgress?.(progress.bytes, progress.rows));
  staging.sort();
  rejectOverlaps(db, request.replace);
  const imported = settle({ db, request, kind, staging, columns, rowName: 'line', read: progress.rows });
  if (imported.keep) participants.keep(request.replace);
  return imported;
}

function counting(staging: Staging, progress: Progress): TakeRow {
  return (row, reading) => {
    progress.rows += 1;
    staging.add(row, reading);
  };
}

interface Staged {
  db: Database;
  request: ImportRequest;
  kind: TableKind;
  staging: Staging;
  columns: readonly string[];
  rowName: 'line' | 'device';
  read: number;
}

/** Bad rows keep the whole file out, unless they are skipped and some good one is left. */
function settle({ db, request, kind, staging, columns, rowName, read }: Staged): Imported {
  const found = readProblems(db, MOST_PROBLEMS, rowName);
  const arrived = staging.countArrived();
  const rejectedTo = request.skipBadRows && found.rejected > 0 ? request.rejectedTo ?? rejectedPathOf(request.file) : undefined;
  if (rejectedTo !== undefined) writeRejectedRows(db, rejectedTo, columns);
  if (found.rejected > 0 && (!request.skipBadRows || arrived === 0)) return keptOut(read, found, rejectedTo);
  const change = applyRows(db, kind, arrived, request);
  noteImport(db, request.kind, (request.now ?? Date.now)(), change.applied + change.removed > 0);
  return { keep: true, result: { read, ...change, ...found, rejectedTo } };
}

function keptOut(read: number, found: Problems, rejectedTo: string | undefined): Imported {
  return { keep: false, result: { read, applied: 0, unchanged: 0, removed: 0, ...found, rejectedTo } };
}
