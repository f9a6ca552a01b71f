// Several services side by side, each over a store of its own: what they share is told by `tell`, and what each is about by its `key`.
import { requestTemplates } from '../inputs/requests.mjs';
import { startServer } from '../measure/child.mjs';
import { startLoader } from '../measure/loader.mjs';
import { inRounds } from '../measure/rounds.mjs';
import { expectOfProduct, productCommand } from '../peers/product.mjs';
import { tell } from './peers.mjs';

/** `services`: each with `name`, `key`, `environment` of the product and `rows` of its store. */
export async function measureServices(services, { folder, rounds, seconds, connections, progress }) {
  const loader = startLoader(folder);
  const templates = await requestTemplates();
  const peers = [];
  for (const { name, environment, rows } of services) {
    const peer = { name, server: await startServer(...productCommand(environment)) };
    await loader.prepare({ ...peer, path: '/v1/decisions', contentType: 'application/xml', templates, expect: expectOfProduct, rows });
    await loader.warmUp(peer);
    peers.push(peer);
  }
  progress.expect(peers.length * rounds);
  const found = await inRounds(peers, rounds, (peer) => loader.load(peer, { connections, seconds }), progress.step);
  await Promise.all([loader.stop(), ...peers.map(({ server }) => server.stop())]);
  return tell(found).map((figures, index) => ({ ...services[index].key, readyAfter: peers[index].server.readyAfter, ...figures }));
}
