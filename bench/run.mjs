// Measures the product as built beside its peers, and what its cost grows with. --help says what can be asked for.
//   npm run bench                 a small version, two to three minutes
//   npm run bench:full            all of it, into bench/RESULTS.md; parts of it with -- --only store,audit
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findEstate } from './inputs/estate.mjs';
import { describeCommit, describeMachine } from './measure/machine.mjs';
import { createProgress } from './measure/progress.mjs';
import { readOptions } from './options.mjs';
import { draw, keepResults, readResults } from './results/keep.mjs';
import { showPart } from './results/tables.mjs';

const options = readOptions();
/** Of a round: engines need less, and the others count starts, lines and requests instead. */
const secondsOf = { engines: Math.min(options.seconds / 3, 1), rules: Math.min(options.seconds / 3, 1), start: undefined, batch: undefined, stages: undefined };
let isAllRight = true;

/** Each part, loaded when it is measured; `how`: what all of them are given. */
const measures = {
  start: async (how) => (await import('./runs/start.mjs')).runStart({ ...how, estate: await estateOf(how) }),
  peers: async (how) => (await import('./runs/peers.mjs')).runPeers({ ...how, estate: await estateOf(how) }),
  engines: async (how) => (await import('./runs/engines.mjs')).runEngines({ ...how, estate: await fewRows(how) }),
  rules: async (how) => (await import('./runs/rules.mjs')).runRules({ ...how, estate: await fewRows(how), sizes: options.sizes.rules }),
  store: async (how) => (await import('./runs/store.mjs')).runStore({ ...how, sizes: options.sizes.store }),
  audit: async (how) => (await import('./runs/audit.mjs')).runAudit({ ...how, sizes: options.sizes.audit }),
  connections: async (how) => (await import('./runs/connections.mjs')).runConnections({ ...how, estate: await estateOf(how), sizes: options.sizes.connections }),
  batch: async (how) => (await import('./runs/batch.mjs')).runBatch({ ...how, estate: await estateOf(how), sizes: options.sizes.batch }),
  stages: async (how) => (await import('./runs/stages.mjs')).runStages({ ...how, estate: await estateOf(how) }),
};

if (options.draw) await draw(readResults());
else for (const part of options.parts) await measure(part);
process.exit(isAllRight ? 0 : 1);

async function measure(part) {
  const folder = makeFolder(options.cache);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { cache, rows, rounds, connections, offered, opa } = options;
  const seconds = part in secondsOf ? secondsOf[part] : options.seconds;
  const figures = await measures[part]({ cache, folder, rows, seconds, rounds, connections, offered, opa, progress: createProgress(part) });
  rmSync(folder, { recursive: true, force: true });
  const measured = {
    at: new Date().toISOString(),
    commit: describeCommit(),
    machine: describeMachine(),
    command: commandLine(part),
    rows,
    seconds,
    rounds,
    figures,
  };
  console.log(`\n${showPart(part, measured)}\n`);
  isAllRight &&= !hasWrongAnswers(figures);
  if (options.write) await keepResults(part, measured);
}

function makeFolder(cache) {
  try {
    mkdirSync(cache, { recursive: true });
    return mkdtempSync(join(cache, 'run-'));
  } catch (cause) {
    console.error(`bench: nothing can be put into ${cache}: ${cause.message}; name another folder by --cache`);
    process.exit(1);
  }
}

function estateOf({ cache, progress }) {
  return findEstate(cache, options.rows, progress.note);
}

/** Finished facts are the same of a large store. */
function fewRows({ cache, progress }) {
  return findEstate(cache, Math.min(options.rows, 100_000), progress.note);
}

/** Whether any answer, at any depth, was of another decision than must be. */
function hasWrongAnswers(figures) {
  return typeof figures === 'object' && figures !== null && (figures.wrong > 0 || Object.values(figures).some(hasWrongAnswers));
}

function commandLine(part) {
  const { rows, seconds, rounds, connections, sizes, offered, opa } = options;
  const sized = sizes[part] === undefined ? '' : ` --sizes ${sizes[part].join(',')}`;
  const ofPeers = part === 'peers' ? `${offered === undefined ? '' : ` --offered ${offered}`}${opa === undefined ? '' : ' --opa PATH'}` : '';
  return `node bench/run.mjs --only ${part} --rows ${rows} --seconds ${seconds} --rounds ${rounds} --connections ${connections}${sized}${ofPeers}`;
}
