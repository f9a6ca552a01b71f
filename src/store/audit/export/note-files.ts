import type { Database } from 'better-sqlite3';
import { Fault } from '../../../domain/fault.js';
import { isOfSqlite } from '../../sqlite/answering.js';
import { type ExportedFile, noteExportedFile } from './exported-files.js';

/**
 * Notes in the store what is known of files. Answers why SQLite did not let it, as where this user may only read: what was found out of the files stands
 * all the same, and nothing leaves the store by them; null: it is noted.
 */
export function noteFiles(openToWrite: () => Database, files: readonly ExportedFile[]): string | null {
  if (files.length === 0) return null;
  try {
    noteIn(openToWrite(), files);
    return null;
  } catch (cause) {
    if (cause instanceof Fault && isOfSqlite(cause.cause)) return cause.message;
    throw cause;
  }
}

function noteIn(db: Database, files: readonly ExportedFile[]): void {
  try {
    for (const file of files) noteExportedFile(db, file);
  } finally {
    db.close();
  }
}
