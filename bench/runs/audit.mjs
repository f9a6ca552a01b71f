// What a decision costs as the audit grows.
import { join } from 'node:path';
import { copyEstate, environmentOf, findEstate } from '../inputs/estate.mjs';
import { findAudit } from '../inputs/audit-store.mjs';
import { measureServices } from './grown.mjs';

/** Rows of the store beneath, few, so that the audit alone makes the difference. */
const rows = 100_000;
/** Larger ones are used where they lie in the cache: what a run adds to them is little beside what is there. */
const mostBytesCopied = 5e9;

/** `sizes`: records that are there already. */
export async function runAudit({ cache, folder, sizes, progress, ...how }) {
  const estate = await findEstate(cache, rows, progress.note);
  const services = [];
  for (const records of sizes) {
    const found = records === 0 ? estate : await findAudit(cache, estate, records, progress.note);
    const name = `${records} records`;
    const environment = found.bytes > mostBytesCopied ? environmentOf(join(found.folder, 'estate.db')) : copyEstate(found, folder, name.replace(' ', '-'));
    services.push({ name, rows, key: { records, bytes: found.bytes, secondsToFill: found.seconds }, environment });
  }
  return { audits: await measureServices(services, { folder, progress, ...how }) };
}
