// A batch over HTTP: many requests in one call, a line each.
import { fileURLToPath } from 'node:url';
import { clearInterval, setInterval } from 'node:timers';
import { copyEstate } from '../inputs/estate.mjs';
import { startServer, startWorker } from '../measure/child.mjs';
import { inRounds } from '../measure/rounds.mjs';
import { productCommand } from '../peers/product.mjs';
import { tellSamples } from './peers.mjs';

const script = fileURLToPath(new URL('../measure/batch-client.mjs', import.meta.url));
const sampleMs = 200;

/** `sizes`: lines of a batch; only the first is taken. */
export async function runBatch({ estate, folder, rounds, sizes: [lines], progress }) {
  const client = startWorker(script);
  await client.ask({ prepare: { rows: estate.rows } });
  const services = [];
  const leftOut = [];
  for (const [name, workers] of [['slotguard', undefined], ['slotguard, 2 workers', 2]]) {
    try {
      services.push({ name, server: await startServer(...productCommand(copyEstate(estate, folder, `batch-${workers ?? 1}`), workers)) });
    } catch (cause) {
      leftOut.push({ name, why: cause.message.split('\n')[0] });
    }
  }
  for (const { server } of services) await client.ask({ url: server.url, count: lines });
  progress.expect(services.length * rounds);
  const found = await inRounds(services, rounds, ({ server }) => measure(client, server, lines), progress.step);
  await Promise.all([client.stop(), ...services.map(({ server }) => server.stop())]);
  return { lines, leftOut, batches: Object.entries(found).map(([name, samples]) => tellSamples(name, samples, ['rate', 'cpu', 'resident', 'generatorCpu'])) };
}

/** `resident`: the most that was seen while the batch went on. */
async function measure(client, server, count) {
  let resident = server.resident();
  const timer = setInterval(() => (resident = Math.max(resident, server.resident())), sampleMs);
  const before = server.cpu();
  const found = await client.ask({ url: server.url, count });
  clearInterval(timer);
  return { ...found, resident, cpu: (server.cpu() - before) / found.answered };
}
