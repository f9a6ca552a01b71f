import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fillStore } from '../../src/scenarios/fill-store.js';
import { load } from '../configuration/configuration-files.js';
import { device, type Estate, party, period } from '../facts/estate.js';
import { blockStart } from '../oracle/certificate-pool.js';
import type { Answered } from '../support/openapi.js';
import { product } from '../support/product.js';

const ofBlock = (block: number) => ({ entityIds: [{ from: blockStart(block), to: blockStart(block) + 0xffffn }] });

/** Who and what the published requests are about: the Network Operator of their certificates is responsible for their device. */
export const estate: Estate = {
  parties: [
    party('eastern', { ...ofBlock(2), marketParticipantIds: ['EELC'], distributorIds: ['10'], users: [{ id: '90-B3-D5-1F-30-02-00-00', role: 'ED' }] }),
    party('northern', { ...ofBlock(5), marketParticipantIds: ['NEEB'], distributorIds: ['15'] }),
    party('bright', { ...ofBlock(1), kind: 'supplier', users: [{ id: '90-B3-D5-1F-30-01-00-00', role: 'IS' }] }),
    party('dcc', { ...ofBlock(0), kind: 'dcc' }),
  ],
  devices: [
    device({ id: '00-DB-12-34-56-78-90-A3', importMpxn: '1012345678333' }),
    device({ id: '00-DB-12-34-56-78-90-A0', importMpxn: '1012345678340' }),
    device({ id: '00-DB-12-34-56-78-90-A4', type: 'GPF', importMpxn: '3938424403' }),
  ],
  registrations: { '1012345678333': [period('EELC', '2019-04-01')], '1012345678340': [period('NEEB', '2019-04-01')], '3938424403': [period('EELC', '2019-04-01')] },
  registrationAsOf: Date.now(),
};

/** As configured when nothing is said. */
export const settings = load([]).values;

export interface Serving {
  port: number;
  /** of the store that it writes to */
  storeUrl: string;
  /** Answers of any status; rejects where the connection breaks off. */
  send: (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string | Buffer) => Promise<Answered>;
  /** for how long at the most the event loop of the service stood still since this was asked last, milliseconds */
  stall: () => Promise<number>;
  /** what it logged that is worse than information */
  complaints: () => string;
  isAlive: () => boolean;
  stop: () => Promise<void>;
}

/** `slotguard serve` in a process of its own, with everything as shipped, over a store that holds the estate. */
export async function startServing(): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), 'slotguard-fuzz-'));
  const url = `sqlite:${join(folder, 'slotguard.db')}`;
  await fillStore(url, {
    file: 'fuzz', parties: estate.parties, devices: new Map(estate.devices.map((each) => [each.id, each])),
    registrations: Object.entries(estate.registrations).flatMap(([mpxn, history]) => history.map((each) => ({ ...each, mpxn }))),
    certificates: new Map(), request: {}, now: Date.now(), imported: Date.now(),
  });
  const child = fork(product, ['serve'], {
    execArgv: ['--import', './test/support/typescript.mjs', '--import', './test/fuzz/probe.ts'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, SLOTGUARD_STORE_URL: url, SLOTGUARD_SERVER_PORT: '0', SLOTGUARD_LOG_LEVEL: 'warn' },
  });
  let complaints = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const port = await readPort(child.stdout!, () => complaints);
  const agent = new Agent({ keepAlive: true });
  return {
    port,
    storeUrl: url,
    send: (method, path, headers, body) => sendOver(agent, { port, method, path, headers }, body),
    stall: async () => {
      child.send('stall');
      return ((await once(child, 'message')) as [number])[0];
    },
    complaints: () => complaints,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      agent.destroy();
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function readPort(output: NodeJS.ReadableStream, complaints: () => string): Promise<number> {
  for await (const line of createInterface({ input: output })) {
    const port = /^slotguard listening on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`it did not start: ${complaints()}`);
}

function sendOver(agent: Agent, options: { port: number; method: string; path: string; headers: Readonly<Record<string, string>> }, body: string | Buffer = ''): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const call = ask({ ...options, host: '127.0.0.1', agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers as Answered['headers'], text: Buffer.concat(chunks).toString() });
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}
