import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';

const mostWorkers = 64;

/** `verb`: what the processes do. */
export function workersOption(verb: string): Option {
  return new Option('--workers <n>', `how many processes ${verb}, where there is work for them; otherwise one for each core`).argParser(readWorkers);
}

export function workersOf({ workers = availableParallelism() }: { workers?: number }): number {
  return workers;
}

function readWorkers(text: string): number {
  const workers = /^[0-9]{1,2}$/.test(text) ? Number(text) : 0;
  if (workers < 1 || workers > mostWorkers) throw new InvalidArgumentError(`Write a whole number from 1 to ${mostWorkers}.`);
  return workers;
}
