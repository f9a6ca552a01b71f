// What was aimed at, and what was found.
import { figure, table } from './write-figures.mjs';

/** The connections that the targets are about. */
const connections = 32;

/** A smaller set asks fewer facts, and so says nothing of growth. */
const shippedRules = 25;

/** Each gives the figure found, or undefined where it was not measured; `least` or `most`: what was aimed at. */
const targets = [
  { says: 'requests/s at 32 connections, of bare node:http', least: 0.2, find: ({ peers }) => ofPeer(peers, 'fast', 'slotguard')?.ofBare?.median },
  { says: 'p99 at 32 connections, ms', most: 15, find: ({ peers }) => ofPeer(peers, 'fast', 'slotguard')?.p99.median },
  { says: 'requests/s of Cerbos, one worker, times', least: 2, find: ({ peers }) => timesOf(peers, 'slotguard', 'Cerbos') },
  { says: 'requests/s of Cerbos, two workers, times', least: 3, find: ({ peers }) => timesOf(peers, 'slotguard, 2 workers', 'Cerbos') },
  { says: 'requests/s of OPA, two workers, times', least: 1, find: ({ peers }) => timesOf(peers, 'slotguard, 2 workers', 'OPA') },
  { says: 'decisions/s in process by the shipped rules', least: 100_000, find: ({ engines }) => engines?.figures.engines.find(({ name }) => name === 'slotguard, remembered')?.rate.median },
  { says: 'the slowest rule count of the fastest, from the shipped rules up, remembered', least: 0.8, find: ({ rules }) => flatness(rules?.figures.sizes.filter((each) => each.memory === 'remembered' && each.rules >= shippedRules)) },
  { says: 'devices imported, rows/s', least: 300_000, find: ({ start }) => start?.figures.imports.inventory.rowsPerSecond },
  { says: 'registrations imported, rows/s', least: 300_000, find: ({ start }) => start?.figures.imports.registration.rowsPerSecond },
  { says: '10 million devices and registrations on disk, MiB', most: 1_024, find: ({ start }) => (start?.figures.rows === 10_000_000 ? start.figures.bytes / 2 ** 20 : undefined) },
  { says: 'resident memory over them under load, MiB', most: 300, find: ({ peers }) => (peers?.rows === 10_000_000 ? ofPeer(peers, 'fast', 'slotguard')?.resident.greatest : undefined) },
  { says: 'start to ready over them, ms', most: 1_000, find: ({ start }) => (start?.figures.rows === 10_000_000 ? start.figures.readyMs.median : undefined) },
];

export function showTargets(results) {
  const rows = targets.map(({ says, least, most, find }) => {
    const found = find(results);
    const isMet = least === undefined ? found <= most : found >= least;
    const told = { undefined: 'not measured', true: 'yes', false: 'no' }[found === undefined ? 'undefined' : isMet];
    return [says, least === undefined ? `at most ${figure(most)}` : `at least ${figure(least)}`, figure(found), told];
  });
  return `## Targets\n\n${table(['', 'aimed at', 'found', 'met'], rows)}`;
}

const ofPeer = (peers, how, name) => (peers?.figures.connections === connections ? peers.figures[how].find((each) => each.name === name) : undefined);

/** Within each round; of figures that were kept without, of the medians. */
function timesOf(peers, name, other) {
  const [ours, theirs] = [ofPeer(peers, 'fast', name), ofPeer(peers, 'fast', other)];
  return ours && theirs && (ours.ofOthers?.[other]?.median ?? ours.rate.median / theirs.rate.median);
}

function flatness(sizes = []) {
  const rates = sizes.map(({ rate }) => rate.median);
  return rates.length === 0 ? undefined : Math.min(...rates) / Math.max(...rates);
}
