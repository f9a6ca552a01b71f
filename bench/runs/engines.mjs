// Rule engines in process over finished facts, each in a process of its own: the product's rules beside its peers, all with the same decisions.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyEstate } from '../inputs/estate.mjs';
import { finishedFacts } from '../inputs/finished-facts.mjs';
import { startWorker } from '../measure/child.mjs';
import { inRounds } from '../measure/rounds.mjs';
import { spread } from '../measure/statistics.mjs';

const script = fileURLToPath(new URL('../peers/engines/engine-process.mjs', import.meta.url));
const engines = { 'slotguard, remembered': 'slotguard-remembered', 'slotguard, fresh': 'slotguard-fresh', 'json-rules-engine': 'json-rules-engine', 'json-logic': 'json-logic', Zen: 'zen', Cedar: 'cedar' };
const counts = { inputs: 10_000, further: 2_000 };

export async function runEngines({ estate, folder, rounds, seconds, progress }) {
  const inputs = await writeInputs(estate, folder, counts);
  return measureEngines(Object.entries(engines).map(([name, engine]) => ({ name, engine, inputs })), { rounds, seconds, progress });
}

/** Writes finished facts for engines to `folder`, so many in the order of the mix and `further` of any possible request; answers the file. */
export async function writeInputs(estate, folder, { inputs: count, further: furtherCount }) {
  const file = join(folder, 'finished-facts.json');
  const { policy, inputs, further } = await finishedFacts(copyEstate(estate, folder, 'finished-facts'), estate.rows, count, furtherCount);
  writeFileSync(file, JSON.stringify({ policy, inputs, further }));
  return file;
}

/** `variants`: each with a name and what `engine-process` is made of. One whose decisions are others is left out, and said so. */
export async function measureEngines(variants, { rounds, seconds, progress }) {
  const ready = [];
  const leftOut = [];
  for (const { name, ...make } of variants) {
    const worker = startWorker(script);
    try {
      const { compared } = await worker.ask({ make });
      await worker.ask({ seconds });
      ready.push({ name, worker, compared });
    } catch (cause) {
      leftOut.push({ name, why: cause.message.split('\n')[0].slice(0, 500) });
      progress.note(`${name} is left out: ${cause.message}`);
      await worker.stop();
    }
  }
  progress.expect(ready.length * rounds);
  const found = await inRounds(ready, rounds, ({ worker }) => worker.ask({ seconds }), progress.step);
  await Promise.all(ready.map(({ worker }) => worker.stop()));
  const figures = ready.map(({ name, compared }) => ({
    name,
    ...Object.fromEntries(['rate', 'cpu', 'resident'].map((key) => [key, spread(found[name].map((each) => each[key]))])),
    compared: compared + found[name].reduce((sum, { decisions }) => sum + decisions, 0),
    wrong: found[name].reduce((sum, { wrong }) => sum + wrong, 0),
  }));
  return { engines: figures, leftOut };
}
