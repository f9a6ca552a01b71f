import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { product } from '../support/product.js';
import type { House } from './house.js';

export interface Running {
  child: ChildProcess;
  url: string;
  errors: () => string;
}

/** `slotguard serve`, as the house has it in its environment. */
export function launch({ environment }: House, ...args: string[]): Omit<Running, 'url'> {
  const child = spawn(process.execPath, [product, ...args, 'serve'], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
  return { child, errors: () => errors };
}

/** The same, once it listens; what was begun is noted in `begun`, so that a test can end it. */
export async function startRunning(house: House, begun: ChildProcess[], ...args: string[]): Promise<Running> {
  const { child, errors } = launch(house, ...args);
  begun.push(child);
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /^slotguard listening on (https?:\/\/\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { child, url, errors };
  }
  throw new Error(`it did not start: ${errors()}`);
}

/** The status, on a connection of its own. */
export async function getAnew(url: string): Promise<number> {
  const asking = request(url, { agent: false, timeout: 5_000 });
  asking.once('timeout', () => asking.destroy(new Error('it was never answered'))).end();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}

/** The processes that work for it, or are about to. */
export function childrenOf({ pid }: ChildProcess): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter((each) => each !== '').map(Number);
}

export function hasStoreOpen(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`).endsWith('slotguard.db'));
  } catch {
    return false;
  }
}

/** The processes that have answered a request, by the log. */
export function workersIn(log: string): Set<number> {
  const lines = log.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}') && line.includes('"answered"'));
  return new Set(lines.map((line) => (JSON.parse(line) as { worker: number }).worker));
}

export function isOnly(status: number, seen: ReadonlySet<number>): boolean {
  return seen.size === 1 && seen.has(status);
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
