import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { House } from '../serve/house.js';
import { product } from '../support/product.js';
import type { PlantName } from './plants.js';

export interface Setting {
  /** what is planted in the libraries that the service stands on */
  plants?: readonly PlantName[];
  /** the command that runs it, such as strace */
  under?: readonly string[];
  environment?: Record<string, string>;
  /** instead of `slotguard serve` */
  program?: readonly string[];
}

export interface Service {
  pid: number;
  url: string;
  port: number;
  errors: () => string;
  /** Kills the service and whatever it started, and waits until nobody writes any more. */
  kill: () => Promise<void>;
  /** Lets it finish, and answers how it ended. */
  stop: () => Promise<number | null>;
}

/** How many processes serve: FAULTS_WORKERS. */
export const workers = Number(process.env.FAULTS_WORKERS ?? 1);

const running = new Set<ChildProcess>();

/** `slotguard serve` over that house, in a process group of its own. Throws what it wrote to standard error where it ends before it is ready. */
export async function startService(house: Pick<House, 'environment'>, setting: Setting = {}): Promise<Service> {
  const child = launch(house, setting);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^slotguard listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
    if (url !== undefined) {
      return {
        pid: child.pid ?? 0,
        url,
        port: Number(new URL(url).port),
        errors: () => errors,
        kill: async () => {
          killGroup(child);
          await ended;
        },
        stop: async () => {
          child.kill('SIGTERM');
          return (await ended)[0];
        },
      };
    }
  }
  await ended;
  throw new Error(errors);
}

function launch({ environment }: Pick<House, 'environment'>, { plants = [], under = [], environment: changes, program = [product, 'serve'] }: Setting) {
  const typeScript = plants.length > 0 || program[0] !== product ? ['--import', './test/support/typescript.mjs'] : [];
  const planting = plants.length > 0 ? ['--import', './test/faults/plants.ts'] : [];
  const [command = '', ...args] = [...under, process.execPath, ...typeScript, ...planting, ...program];
  const several = workers > 1 ? { SLOTGUARD_SERVER_WORKERS: String(workers) } : {};
  const child = spawn(command, args, {
    env: { ...process.env, SLOTGUARD_LOG_LEVEL: 'error', ...several, ...environment, ...changes, FAULTS_PLANTS: plants.join() },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Kills whatever a test that failed has left running. */
export function stopServices(): void {
  running.forEach(killGroup);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    return;
  }
}

process.once('exit', stopServices);
