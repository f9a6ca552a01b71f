import type { Database } from 'better-sqlite3';
import { answering } from '../../sqlite/answering.js';

/** A file that holds a stretch of records. */
export interface ExportedFile {
  /** of its bytes, hex */
  sha256: string;
  path: string;
  first: number;
  last: number;
  /** of the last record */
  link: string;
  hasMpxn: boolean;
  /** epoch milliseconds; null: it was not written by this store, and only read back */
  exportedAt: number | null;
  /** epoch milliseconds; null: nobody has read it back and found it to be what the store holds */
  verifiedAt: number | null;
}

/** The path of what went there: only whoever led it on knows to which file. */
export const standardOutput = 'standard output';

interface Row extends Omit<ExportedFile, 'hasMpxn'> {
  hasMpxn: 0 | 1;
}

const noteOne = `
  INSERT INTO exported_file (sha256, path, first_seq, last_seq, link, has_mpxn, exported_at, verified_at)
  VALUES (@sha256, @path, @first, @last, @link, @hasMpxn, @exportedAt, @verifiedAt)
  ON CONFLICT (sha256) DO UPDATE SET path = excluded.path, has_mpxn = max(has_mpxn, excluded.has_mpxn),
    exported_at = coalesce(exported_at, excluded.exported_at), verified_at = coalesce(excluded.verified_at, verified_at)`;
const listAll = `
  SELECT sha256, path, first_seq AS first, last_seq AS last, link, has_mpxn AS hasMpxn, exported_at AS exportedAt, verified_at AS verifiedAt
  FROM exported_file ORDER BY first_seq, last_seq`;

/**
 * Writes down what is known of a file; what was known before stays. Where none of its records has an MPxN, only who reads it back finds that
 * none is masked.
 */
export function noteExportedFile(db: Database, file: ExportedFile): void {
  answering('audit-unavailable', () => db.prepare<[Row]>(noteOne).run({ ...file, hasMpxn: file.hasMpxn ? 1 : 0 }));
}

/** By the records that they hold. */
export function listExportedFiles(db: Database): ExportedFile[] {
  const rows = answering('audit-unavailable', () => db.prepare<[], Row>(listAll).all());
  return rows.map((row) => ({ ...row, hasMpxn: row.hasMpxn === 1 }));
}
