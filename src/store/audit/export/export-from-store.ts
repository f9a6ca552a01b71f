import type { Span } from '../../../audit/record.js';
import { answering } from '../../sqlite/answering.js';
import { findLink } from '../chain/chain-place.js';
import { findStretch } from '../listing/find-stretch.js';
import type { Stretch } from '../listing/listing-filters.js';
import { createChainOpener, openChain } from '../chain/open-chain.js';
import type { OnProgress } from '../verify/survey-chain.js';
import { exportRecords } from './export-records.js';
import { noteFiles } from './note-files.js';

export interface ExportRequest {
  span: Span;
  clearMpxn: boolean;
  /** where it goes, for the note that is taken of it */
  path: string;
  /** Writes what it is given and answers SHA-256 of the bytes that it made of it, hex. */
  write: (text: Iterable<string>) => Promise<string>;
  onProgress?: OnProgress | undefined;
}

export interface Exported extends Stretch {
  records: number;
  /** why it could not be noted in the store; null: it is, or there was nothing */
  notNoted: string | null;
}

/**
 * Exports what is there when it begins, and notes in the store what was exported once it is. Throws `Fault('audit-unavailable')` where the store
 * does not answer.
 */
export async function exportFromStore(path: string, { span, clearMpxn, path: to, write, onProgress }: ExportRequest): Promise<Exported> {
  const openToWrite = createChainOpener(path);
  const db = openChain(path);
  try {
    const stretch = answering('audit-unavailable', () => findStretch(db, span));
    const records = stretch === undefined ? 0 : stretch.last - stretch.first + 1;
    const text = function* (): Generator<string> {
      if (stretch === undefined) return;
      for (const { lines, through } of exportRecords(db, stretch, { clearMpxn })) {
        yield lines;
        onProgress?.((through - stretch.first + 1) / records, through - stretch.first + 1);
      }
    };
    const link = stretch && answering('audit-unavailable', () => findLink(db, stretch.last));
    const sha256 = await write(text());
    if (stretch === undefined || link === undefined) return { first: 0, last: 0, records, notNoted: null };
    const notNoted = noteFiles(openToWrite, [{ sha256, path: to, ...stretch, link, hasMpxn: clearMpxn, exportedAt: Date.now(), verifiedAt: null }]);
    return { ...stretch, records, notNoted };
  } finally {
    db.close();
  }
}
