import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { Fault } from '../../../domain/fault.js';
import { findDamage } from './find-damage.js';
import { type Stretch, type Walked, walkStretchOf } from './walk-stretch.js';

/** Who walks stretches, several at a time where that pays. */
export interface Walkers {
  /** how many stretches to have walked at a time */
  atOnce: number;
  walk(stretch: Stretch): Promise<Walked>;
  findDamage(): Promise<string | undefined>;
  close(): void;
}

/** From so many records on, processes of their own are worth their start. */
const MANY = 20_000;

export function createWalkers(db: Database, records: number): Walkers {
  return records < MANY ? walkHere(db) : walkInProcesses(db.name);
}

function walkHere(db: Database): Walkers {
  const walk = walkStretchOf(db);
  return {
    atOnce: 1,
    walk: async (stretch) => Promise.resolve(walk(stretch)),
    findDamage: async () => Promise.resolve(findDamage(db)),
    close: () => undefined,
  };
}

function walkInProcesses(path: string): Walkers {
  const walkers = Array.from({ length: Math.max(2, Math.min(8, availableParallelism())) }, () => startProcess(path));
  const inspector = startProcess(path);
  let next = 0;
  return {
    atOnce: walkers.length * 2,
    walk: (stretch) => {
      const walker = walkers[next++ % walkers.length] ?? inspector;
      return walker.ask(stretch) as Promise<Walked>;
    },
    findDamage: () => inspector.ask('damage') as Promise<string | undefined>,
    close: () => { [...walkers, inspector].forEach(({ stop }) => stop()); },
  };
}

/** One process, which answers in turn what it is asked. */
function startProcess(path: string): { ask: (task: Stretch | 'damage') => Promise<unknown>; stop: () => void } {
  const child = fork(fileURLToPath(new URL(`./walking-process${extname(import.meta.url)}`, import.meta.url)), [path], { serialization: 'advanced' });
  const ended = once(child, 'exit').then(() => { throw new Fault('audit-unavailable', 'a process that walks the chain ended before it was done: run it again'); });
  let before: Promise<unknown> = Promise.resolve();
  const ask = async (task: Stretch | 'damage'): Promise<unknown> => {
    child.send(task);
    const [{ answer }] = (await Promise.race([once(child, 'message'), ended])) as [{ answer: unknown }];
    return answer;
  };
  ended.catch(() => undefined);
  return {
    ask: (task) => (before = before.then(() => ask(task))),
    stop: () => { child.kill(); },
  };
}
