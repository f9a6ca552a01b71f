// What a decision costs as the audit grows.
import { copyEstate, environmentOf, findEstate } from '../inputs/estate.mjs';
import { findAudit } from '../inputs/audit-store.mjs';
import { measureServices } from './grown.mjs';

/** Rows of the store beneath, few, so that the audit alone makes the difference. */
const rows = 100_000;

/** `sizes`: records that are there already. Stores with records are used where they lie in the cache: a run adds its own to them. */
export async function runAudit({ cache, folder, sizes, progress, ...how }) {
  const estate = await findEstate(cache, rows, progress.note);
  const services = [];
  for (const records of sizes) {
    const filled = records === 0 ? { environment: copyEstate(estate, folder, 'audit-0') } : await findAudit(cache, estate, records, progress.note);
    services.push({ name: `${records} records`, rows, key: { records, bytes: filled.bytes, secondsToFill: filled.seconds }, environment: filled.environment ?? environmentOf(filled.store) });
  }
  return { audits: await measureServices(services, { folder, progress, ...how }) };
}
