// The product and its peers over HTTP: as fast as they go, and at one and the same offered load.
import { startPeers } from '../peers/start-peers.mjs';
import { startLoader } from '../measure/loader.mjs';
import { inRounds, ratios } from '../measure/rounds.mjs';
import { median, spread } from '../measure/statistics.mjs';

const names = ['slotguard', 'slotguard, 2 workers', 'slotguard twice', 'bare node:http', 'Cerbos', 'OPA'];
const baseline = 'bare node:http';
const others = ['Cerbos', 'OPA'];

export async function runPeers({ estate, folder, rounds, seconds, opa, connections, offered, progress }) {
  const loader = startLoader(folder);
  const { peers, leftOut, requestBytes, stop } = await startPeers(names, { estate, folder, loader, opa, note: progress.note });
  for (const peer of peers) await loader.warmUp(peer);
  progress.expect(peers.length * 2 * rounds);
  const fast = await inRounds(peers, rounds, (peer) => loader.load(peer, { connections, seconds }), (text) => progress.step(`as fast as it goes, ${text}`));
  const rate = offered ?? Math.round(Math.min(...peers.map(({ name }) => median(fast[name].map((each) => each.rate)))) / 2);
  const equal = await inRounds(peers, rounds, (peer) => loader.load(peer, { connections, seconds, rate }), (text) => progress.step(`${rate} requests/s, ${text}`));
  await Promise.all([stop(), loader.stop()]);
  return { requestBytes, connections, offered: rate, leftOut, fast: tell(fast), equal: tell(equal) };
}

/** Figures of each by name, with rates as a share of the baseline's and of the others' in the same round. */
export function tell(found) {
  const rates = (name) => found[name].map(({ rate }) => rate);
  return Object.entries(found).map(([name, samples]) => ({
    ...tellSamples(name, samples, ['rate', 'cpu', 'p50', 'p99', 'resident', 'generatorCpu']),
    ...(baseline in found && { ofBare: spread(ratios(rates(name), rates(baseline))) }),
    ofOthers: Object.fromEntries(others.filter((other) => other in found && other !== name).map((other) => [other, spread(ratios(rates(name), rates(other)))])),
  }));
}

/**
 * `compared`: answers that were held to what must be decided; `wrong`: those that were another; `refused`: requests turned
 * away with 503; `failed`: those without an answer.
 */
export function tellSamples(name, samples, keys) {
  const sum = (key) => samples.reduce((total, each) => total + (each[key] ?? 0), 0);
  return {
    name,
    ...Object.fromEntries(keys.map((key) => [key, spread(samples.map((each) => each[key]))])),
    compared: sum('compared'), wrong: sum('wrong'), refused: sum('refused'), failed: sum('failed'),
    firstWrong: samples.find(({ firstWrong }) => firstWrong !== undefined)?.firstWrong,
  };
}
