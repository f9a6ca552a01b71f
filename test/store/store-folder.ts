import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { importFile } from '../../src/store/import/import-file.js';
import type { ImportKind, ImportReport, ImportRequest } from '../../src/store/import/import-request.js';
import { openStore, type Store } from '../../src/store/open-store.js';

/** A folder of its own for each test of the `describe` that calls this, with a store in it that is opened when first asked for. */
export function storeFolder() {
  let folder = '';
  let opened: Store[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slotguard-store-'));
  });
  afterEach(() => {
    for (const store of opened) store.close();
    opened = [];
    rmSync(folder, { recursive: true, force: true });
  });
  const open = (name = 'slotguard.db') => {
    const store = openStore(`sqlite:${join(folder, name)}`, { busyTimeout: 200 });
    opened.push(store);
    return store;
  };
  return {
    path: (name: string) => join(folder, name),
    open,
    store: () => opened[0] ?? open(),
  };
}

/** Imports `text` as a file of that kind; `now` is 1,000 unless said otherwise. */
export function importText(store: Store, kind: ImportKind, text: string | Uint8Array, options: Partial<ImportRequest> = {}): Promise<ImportReport> {
  const input = Readable.from([Buffer.from(text)]);
  return importFile(store, { kind, file: 'some.csv', input, replace: false, skipBadRows: false, now: () => 1_000, ...options });
}

/** Lets what this turn of the event loop sees go, so that the next look-up sees what was written meanwhile. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The error that `act` throws, or rejects with. */
export async function caught(act: () => unknown): Promise<Error> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
