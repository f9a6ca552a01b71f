import type { Database } from 'better-sqlite3';
import type { Store } from '../open-store.js';
import type { ImportKind, ImportReport, ImportRequest } from './import-request.js';
import { importing } from './importing-connection.js';
import { importParties } from './import-parties.js';
import { importInventory, importRegistration, type Imported, type Progress } from './import-table.js';
import { openSource, type Source } from './source.js';

type Importer = (db: Database, request: ImportRequest, source: Source, progress: Progress) => Promise<Imported>;

const importers: Readonly<Record<ImportKind, Importer>> = {
  parties: importParties,
  inventory: importInventory,
  registration: importRegistration,
};

/**
 * Imports one file (INTERFACE section 3): all of it or, where a row is bad and bad rows are not skipped, nothing, which the
 * report then says. Readers see the old rows until the new ones are complete and durable.
 * Throws `Fault('data-invalid')` when the file as a whole cannot be taken, `Fault('store-unavailable')` when the store cannot
 * be written or another import is running.
 */
export async function importFile(store: Pick<Store, 'referencePath'>, request: ImportRequest): Promise<ImportReport> {
  const started = performance.now();
  const progress: Progress = { bytes: 0, rows: 0 };
  try {
    const source = await openSource(request.file, request.input, (bytes) => { progress.bytes += bytes; });
    const result = await importing(store.referencePath, (db) => importers[request.kind](db, request, source, progress));
    return { ...result, seconds: (performance.now() - started) / 1_000 };
  } finally {
    request.input.destroy();
  }
}
