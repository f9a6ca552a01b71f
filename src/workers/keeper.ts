import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from '../http/http-parts.js';
import { createMetricsOfWorkers } from '../http/metrics-of-workers.js';
import { openStore } from '../store/open-store.js';
import { toKeeper, type ToWorker } from './messages.js';

export interface Keeper {
  url: string;
  /** Has every worker read rules and callers again. */
  reload(): void;
  /** Has every worker finish what is in flight, and waits for them. */
  stop(): Promise<void>;
}

/** A worker that could not begin: it has already been said why. */
export class WorkerFailed extends Error {
  constructor(readonly lines: readonly string[], readonly exitCode: number) {
    super(lines.join('\n'));
  }
}

const firstPause = 100;
const longestPause = 5000;
/** after so long a worker counts as one that can work */
const settledAfter = 10_000;

/**
 * Serves by `count` processes: each runs the same command, answers its share of the connections to the one port, and writes to the one audit, whose
 * chain is continued inside each writing transaction. One that ends unasked is replaced. Rejects with `WorkerFailed` when one cannot begin.
 */
export async function keepWorkers(count: number, { storeUrl, log }: { storeUrl: string; log: Logger }): Promise<Keeper> {
  // laid out, or taken over from an earlier version, once and not by all at the same time
  openStore(storeUrl).close();
  const readMetrics = createMetricsOfWorkers();
  let isStopping = false;
  let pause = firstPause;

  function start(): Promise<string> {
    const worker = cluster.fork();
    return new Promise((resolve, reject) => {
      worker.on('message', (sent: unknown) => {
        const { data: message } = toKeeper.safeParse(sent);
        if (message?.kind === 'ready') resolve(message.url);
        if (message?.kind === 'failed') reject(new WorkerFailed(message.lines, message.exitCode));
        if (message?.kind === 'reload-rules') tellAll({ kind: 'reload-rules' }, worker);
        if (message?.kind === 'read-metrics') void readMetrics().then((text) => tell(worker, { kind: 'metrics', question: message.question, text }));
      });
      worker.once('exit', (code, signal) => reject(new WorkerFailed([`slotguard: a worker ended before it was ready (${signal ?? code})`], 1)));
    });
  }

  function replace(worker: Worker, code: number | null, signal: string | null): void {
    if (isStopping) return;
    log.error({ worker: worker.id, code, signal, pause }, 'a worker ended, another takes its place');
    const began = performance.now();
    setTimeout(() => {
      if (isStopping) return;
      start().then(
        () => { pause = performance.now() - began > settledAfter ? firstPause : pause; },
        (cause: unknown) => log.error({ cause: cause instanceof Error ? cause.message : String(cause) }, 'a worker could not begin'),
      );
    }, pause);
    pause = Math.min(2 * pause, longestPause);
  }

  const urls = await Promise.all(Array.from({ length: count }, start)).catch(async (cause: unknown) => {
    await stopAll();
    throw cause;
  });
  cluster.on('exit', replace);
  return {
    url: urls[0] ?? '',
    reload: () => { for (const { process } of workers()) process.kill('SIGHUP'); },
    stop: async () => {
      isStopping = true;
      await stopAll();
    },
  };
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

async function stopAll(): Promise<void> {
  await Promise.all(workers().map(async (worker) => {
    const ended = once(worker, 'exit');
    worker.process.kill('SIGTERM');
    await ended;
  }));
}

function tellAll(message: ToWorker, from: Worker): void {
  for (const worker of workers()) if (worker !== from) tell(worker, message);
}

function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message);
}
