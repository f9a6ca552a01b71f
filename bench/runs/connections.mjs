// From one connection to a thousand, beside the bare server.
import { startPeers } from '../peers/start-peers.mjs';
import { startLoader } from '../measure/loader.mjs';
import { inRounds } from '../measure/rounds.mjs';
import { tell } from './peers.mjs';

const names = ['slotguard', 'slotguard, 2 workers', 'bare node:http'];

/** `sizes`: how many connections. */
export async function runConnections({ estate, folder, rounds, seconds, sizes, progress }) {
  const loader = startLoader(folder);
  const { peers, leftOut, stop } = await startPeers(names, { estate, folder, loader, note: progress.note });
  for (const peer of peers) await loader.warmUp(peer);
  progress.expect(sizes.length * peers.length * rounds);
  const figures = [];
  for (const connections of sizes) {
    const found = await inRounds(peers, rounds, (peer) => loader.load(peer, { connections, seconds }), (text) => progress.step(`${connections} connections, ${text}`));
    figures.push({ connections, servers: tell(found) });
  }
  await Promise.all([stop(), loader.stop()]);
  return { sizes: figures, leftOut };
}
