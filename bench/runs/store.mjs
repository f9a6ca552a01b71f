// What a decision costs as the store grows, what the store takes on disk, and how fast it was imported.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyEstate, findEstate } from '../inputs/estate.mjs';
import { measureServices } from './grown.mjs';

/** `sizes`: rows of devices, and as many of registrations. */
export async function runStore({ cache, folder, sizes, progress, ...how }) {
  const services = [];
  for (const rows of sizes) {
    const { bytes, imports, ...estate } = await findEstate(cache, rows, progress.note);
    services.push({ name: `${rows} rows`, rows, key: { rows, bytes, imports }, environment: copyEstate(estate, folder, `store-${rows}`) });
  }
  const stores = await measureServices(services, { folder, progress, ...how });
  sizes.forEach((rows) => rmSync(join(folder, `store-${rows}`), { recursive: true, force: true }));
  return { stores };
}
