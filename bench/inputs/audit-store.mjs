// An estate with records in its audit, written as the service writes them, and kept for the next run.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openStore } from '../../dist/store/open-store.js';
import { entryMaker } from '../audit-records.mjs';
import { bytesOf, copyEstate } from './estate.mjs';
import { keepFolder } from './kept-folder.mjs';

const recordsAtOnce = 1_024;
const [from, to] = [Date.UTC(2026, 6, 31, 23), Date.UTC(2026, 10, 1)];

/** `folder`: its database files, `bytes` in all, and how many seconds it took to fill. */
export async function findAudit(cache, estate, records, note) {
  const folder = join(cache, `audit-${records}-${basename(estate.folder)}`);
  await keepFolder(folder, (making) => {
    note(`writing ${records.toLocaleString('en')} records`);
    copyEstate(estate, cache, basename(making));
    const started = performance.now();
    fill(join(making, 'estate.db'), records);
    writeFileSync(join(making, 'filled.json'), JSON.stringify({ seconds: (performance.now() - started) / 1_000 }));
  });
  return { folder, bytes: bytesOf(folder), ...JSON.parse(readFileSync(join(folder, 'filled.json'), 'utf8')) };
}

function fill(file, records) {
  const store = openStore(`sqlite:${file}`);
  const make = entryMaker();
  const atOf = (number) => from + Math.floor(((to - from) * number) / records);
  for (let number = 0; number < records; number += recordsAtOnce) {
    store.audit.append(Array.from({ length: Math.min(recordsAtOnce, records - number) }, (_, index) => make(number + index, atOf(number + index))));
  }
  store.close();
}
