import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Span } from '../../src/audit/record.js';
import { exportFromStore } from '../../src/store/audit/export/export-from-store.js';
import { pruneChain } from '../../src/store/audit/prune/prune-chain.js';
import { entriesOf, someEvents } from './audit-history.js';
import { type chainFiles, verify } from './chain-file.js';

export const entries = entriesOf(someEvents(1_800));
/** a day of which about half of all records are older */
export const day = '2027-09-15';

/** Exports a store into a file of its own, and reads that back. */
export function exportingTo(files: ReturnType<typeof chainFiles>) {
  let exported = 0;
  return async function exportAll(
    path: string,
    { span = {}, clearMpxn = true, isReadBack = true }: { span?: Span; clearMpxn?: boolean; isReadBack?: boolean } = {},
  ): Promise<string> {
    const file = files.path(`export-${exported++}.ndjson`);
    await exportFromStore(path, { span, clearMpxn, path: file, write: (text) => {
      const bytes = [...text].join('');
      writeFileSync(file, bytes);
      return Promise.resolve(createHash('sha256').update(bytes).digest('hex'));
    } });
    if (isReadBack) expect((await verify(path, [file])).holds).to.equal(true);
    return file;
  };
}

export const prune = (path: string, { before = day, withoutMpxn = false, isTrial = false, now = Date.UTC(2100, 0, 1) } = {}) =>
  pruneChain(path, { before, withoutMpxn, now }, { isTrial });
