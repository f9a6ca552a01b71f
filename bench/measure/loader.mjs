// The load generator, as seen from the run: one process for all that is loaded.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWorker } from './child.mjs';

const warmRequests = 10_000;
const warmTries = 15;

/** `folder`: where it may put what it sends. */
export function startLoader(folder) {
  const worker = startWorker(fileURLToPath(new URL('load-generator.mjs', import.meta.url)));

  /**
   * `server.urls`: where connections go in turn, instead of to `server.url`; `templates`: of `requestTemplates` or alike;
   * `expect(template)`: texts that its answer must have.
   */
  async function prepare({ name, server, path, contentType, templates: { keyedBy, templates }, expect, rows }) {
    const file = join(folder, `${name.replaceAll(/\W/g, '-')}.json`);
    const expecting = Object.entries(templates).map(([key, template]) => [key, { body: template.body, expect: expect(template) }]);
    writeFileSync(file, JSON.stringify({ keyedBy, templates: Object.fromEntries(expecting) }));
    await worker.ask({ target: { name, urls: (server.urls ?? [server.url]).map((url) => url + path), contentType, templates: file, rows } });
  }

  /** Loads one server for some seconds; what the generator found, with the server's CPU microseconds a request and its resident MiB. */
  async function load({ name, server }, how) {
    const before = server.cpu();
    const found = await worker.ask({ run: { name, ...how } });
    return { ...found, cpu: (server.cpu() - before) / found.answered, resident: server.resident() };
  }

  /** Loads it until it has seen enough requests to be compiled and to have its caches filled. */
  async function warmUp(peer) {
    let seen = 0;
    for (let tries = 0; seen < warmRequests && tries < warmTries; tries += 1) seen += (await load(peer, { connections: 32, seconds: 1 })).answered;
  }

  return { prepare, load, warmUp, stop: worker.stop };
}
