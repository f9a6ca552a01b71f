// Figures are kept as they were measured, so that table and chart can be drawn anew without measuring.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawCharts } from './charts.mjs';
import { partOrder, showPart } from './tables.mjs';
import { showTargets } from './targets.mjs';

const fileOf = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Whole or not at all: a full disk does not take what was measured before. */
function write(name, text) {
  const writing = `${fileOf(name)}.writing-${process.pid}`;
  writeFileSync(writing, text);
  renameSync(writing, fileOf(name));
}

export function readResults() {
  return existsSync(fileOf('results.json')) ? JSON.parse(readFileSync(fileOf('results.json'), 'utf8')) : {};
}

/** `measured` takes the place of what that part had before. */
export async function keepResults(part, measured) {
  const results = { ...readResults(), [part]: measured };
  const inOrder = Object.fromEntries(partOrder.filter((name) => name in results).map((name) => [name, results[name]]));
  write('results.json', `${JSON.stringify(inOrder, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value), 1)}\n`);
  await draw(readResults());
}

export async function draw(results) {
  write('results.svg', await drawCharts(results));
  write('RESULTS.md', describe(results));
}

function describe(results) {
  const parts = partOrder.filter((name) => name in results);
  const machines = [...new Set(parts.map((name) => describeMachine(results[name].machine)))];
  return `${[
    '# What slotguard costs, measured',
    'Written by `bench/run.mjs`; the figures as they were measured are in `results.json`. Measure anew with `npm run bench:full`, which says what else can be asked for with `-- --help`.',
    `Measured on ${machines.join('; and on ')}. The load generator ran on the same machine, and so took some of it from all servers alike.`,
    `How to read it: a figure is the median of the rounds, with the least and the greatest behind it. Within a round everything was measured once, in random order. A share of ${results.peers?.figures.fast.some(({ ofOthers }) => ofOthers) ? 'another' : 'the bare'} server is taken within each round. CPU is that of the server with all of its processes and threads. Every answer was compared with what must be decided of its request; requests and their mix are in \`inputs/mix.mjs\`.`,
    showTargets(results),
    '![Cost as rules, store, audit and connections grow](results.svg)',
    ...parts.map((name) => showPart(name, results[name])),
  ].filter((each) => each !== '').join('\n\n')}\n`;
}

const describeMachine = ({ cores, processor, memoryGiB, node, system }) => `${cores} cores of ${processor}, ${memoryGiB} GiB, ${system}, Node ${node}`;
