import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedDemoEstate } from '../../src/cli/demo-estate.js';
import { loadConfiguration } from '../../src/configuration/load-configuration.js';
import type { Configuration } from '../../src/configuration/schema.js';
import { openStore } from '../../src/store/open-store.js';

export interface House {
  folder: string;
  rules: string;
  environment: Record<string, string>;
  configuration: Configuration;
  /** the demo request of that name, with another originator counter */
  request: (name: 'permit' | 'reject' | 'unverified', counter: number) => string;
  remove: () => void;
}

/** A machine that is busy with other tests is no reason to refuse a request. */
const patient = { SLOTGUARD_OVERLOAD_MAX_DELAY_MILLISECONDS: '60000' };

/** A store with the demo estate, and rules of its own that a test may change. */
export async function setUpHouse(changes: Record<string, string> = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'slotguard-serve-'));
  const rules = join(folder, 'rules');
  cpSync('rules', rules, { recursive: true });
  const environment = { SLOTGUARD_STORE_URL: `sqlite:${join(folder, 'slotguard.db')}`, SLOTGUARD_RULES_DIRECTORY: rules, SLOTGUARD_SERVER_PORT: '0', ...patient, ...changes };
  const configuration = loadConfiguration({ defaultFile: 'config/default.yaml', files: [], environment }).values;
  const store = openStore(configuration.store.url);
  await seedDemoEstate(store, join(folder, 'demo'));
  store.close();
  return {
    folder,
    rules,
    environment,
    configuration,
    request: (name, counter) => readFileSync(join(folder, 'demo', `${name}.xml`), 'utf8').replace(/:\d+<\/sr:RequestID>/, `:${counter}</sr:RequestID>`),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** On a connection of its own, unless an agent is given: any of several processes may take it, and one that lay idle may be closed just as it is used again. */
export async function ask(url: string, xml: string, agent: Agent | false = false): Promise<Answer> {
  const asking = request(`${url}/v1/decisions`, { method: 'POST', headers: { 'Content-Type': 'application/xml' }, agent, timeout: 30_000 });
  asking.once('timeout', () => asking.destroy(new Error('it was never answered')));
  asking.end(xml);
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat((await response.toArray()) as Buffer[]).toString()) as Record<string, unknown> };
}
