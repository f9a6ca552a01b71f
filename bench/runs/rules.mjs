// What a decision costs as rules grow, fresh and remembered: over finished facts, in process.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleFiles } from '../inputs/more-rules.mjs';
import { measureEngines, writeInputs } from './engines.mjs';

const engines = { remembered: 'slotguard-remembered', fresh: 'slotguard-fresh' };

/** The smallest set decides the mix and nothing else. */
const counts = { inputs: 1_000, further: 0 };

/** `sizes`: how many rules. */
export async function runRules({ estate, folder, rounds, seconds, sizes, progress }) {
  const inputs = await writeInputs(estate, folder, counts);
  const variants = sizes.flatMap((rules) => ['other-requests', 'same-requests'].flatMap((about) => {
    const files = join(folder, `rules-${rules}-${about}.json`);
    writeFileSync(files, JSON.stringify(ruleFiles(rules, about)));
    return Object.entries(engines).map(([memory, engine]) => ({ key: { rules, about, memory }, name: `${rules} rules, ${about}, ${memory}`, engine, inputs, files }));
  }));
  const runs = variants.map(({ name, engine, files }) => ({ name, engine, inputs, files }));
  const { engines: figures, leftOut } = await measureEngines(runs, { rounds, seconds, progress });
  return { sizes: figures.map((each) => ({ ...variants.find(({ name }) => name === each.name).key, ...each })), leftOut };
}
