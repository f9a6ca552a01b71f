import { createReadStream } from 'node:fs';
import { importFile } from '../../src/store/import/import-file.js';
import { openStore } from '../../src/store/open-store.js';

/**
 * Replaces the registrations of a store by those of one file and of the other in turn, for ever: `tsx importing-process.ts URL FILE FILE`.
 * Says `imported` after each.
 */
const [url = '', ...files] = process.argv.slice(2);
const store = openStore(url);
process.stdout.write('ready\n');
for (let turn = 0; ; turn += 1) {
  const file = files[turn % files.length] ?? '';
  await importFile(store, { kind: 'registration', file, input: createReadStream(file), replace: true, skipBadRows: false });
  process.stdout.write('imported\n');
}
