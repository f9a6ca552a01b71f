import cluster, { type Worker } from 'node:cluster';
import type { Configuration } from '../configuration/schema.js';
import type { Logger } from '../http/http-parts.js';
import { createMetricsOfWorkers } from '../http/metrics-of-workers.js';
import { identifyAudit, openStore } from '../store/open-store.js';
import type { AccessWatch } from '../watch-access.js';
import { toKeeper, type ToWorker } from './messages.js';
import { createRuleReloads } from './rule-reloads.js';

export interface Keeper {
  url: string;
  /** Has every worker read rules and callers again. */
  reload: () => void;
  /** Has every worker finish what is in flight, and waits for them. */
  stop: () => Promise<void>;
}

export interface Keeping {
  log: Logger;
  /** read here for all of them, so that they cannot hold to different ones */
  access: AccessWatch;
  /** the `access` keys as they stand in the configuration now */
  readAccess: () => Configuration['access'];
}

/** A worker that could not begin: it has already been said why. */
export class WorkerFailed extends Error {
  constructor(readonly lines: readonly string[], readonly exitCode: number) {
    super(lines.join('\n'));
  }
}

/** There is no process, and the end of none will be told. */
class NotBegun extends WorkerFailed {
  constructor(cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
    super([`slotguard: a worker could not be begun (${code}): let slotguard have more processes, file descriptors or memory`], 1);
  }
}

/**
 * Lets workers take connections themselves, each one at a time so that others get some: handed out by the keeper, those on their way to a
 * worker that is killed would hang.
 */
const taking = { UV_TCP_SINGLE_ACCEPT: '1' };
/** MiB, as `main.ts` begins with: requests that are decided together then die young, and garbage is collected half as often. */
const youngGeneration = '--max-semi-space-size=32';
const mostOverShare = 1.15;
/** to write out the audit, and close the store */
const endingMilliseconds = 5000;
const firstPause = 100;
const longestPause = 5000;
/** who has worked for so long is replaced at once, and only who ends sooner is waited for */
const settledAfter = 10_000;

/**
 * Serves by `count` processes: each runs the same command, answers its share of the connections to the one port, and writes to the one audit, whose
 * chain is continued inside each writing transaction. One that ends unasked is replaced by one that holds to the same configuration, callers and rules
 * as the others, whatever the files say by then. Rejects with `WorkerFailed` when one cannot begin.
 */
export async function keepWorkers(configuration: Configuration, { log, access, readAccess }: Keeping): Promise<Keeper> {
  const { server: { workers: count, shutdownSeconds }, store } = configuration;
  const mostMilliseconds = shutdownSeconds * 1000 + endingMilliseconds;
  // laid out, or taken over from an earlier version, once and not by all at the same time
  openStore(store.url).close();
  const audit = identifyAudit(store.url);
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ execArgv: [youngGeneration, ...process.execArgv] });
  const metrics = createMetricsOfWorkers((worker: Worker, question) => { tell(worker, { kind: 'tell-numbers', question }); });
  const shares = createShares();
  /** Since when each worked of those whose place another takes when they end: not of the first before they are ready, of which `start` tells. */
  const workedSince = new Map<number, number>();
  const rules = createRuleReloads(count, (worker: Worker) => { tell(worker, { kind: 'reload-rules' }); });
  let accessInForce = access.first;
  let rulesInForce: string | undefined;
  let isStopping = false;
  let pause = firstPause;

  function start(isReplacement: boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const worker = fork();
      if (isReplacement) workedSince.set(worker.id, Infinity);
      worker.on('message', (sent: unknown) => {
        const { data: message } = toKeeper.safeParse(sent);
        if (message?.kind === 'here') {
          tell(worker, { kind: 'begin', configuration, access: accessInForce, audit, ...(isReplacement && { rules: rulesInForce }) });
          rules.begins();
        }
        if (message?.kind === 'ready') {
          rules.isReady(worker);
          metrics.isReady(worker);
          workedSince.set(worker.id, performance.now());
          resolve(message.url);
        }
        if (message?.kind === 'failed') reject(new WorkerFailed(message.lines, message.exitCode));
        if (message?.kind === 'connections') shares.tell(worker, message.count);
        if (message?.kind === 'reload-rules') rules.ask(worker);
        if (message?.kind === 'rules') rulesInForce = message.version;
        if (message?.kind === 'rules-read') rules.hasRead(worker);
        if (message?.kind === 'hang-up') reload();
        if (message?.kind === 'numbers') metrics.hasTold(worker, message.question, message.numbers);
        if (message?.kind === 'read-metrics') void metrics.read().then((text) => tell(worker, { kind: 'metrics', question: message.question, text }));
      });
      worker.on('error', (cause) => {
        // otherwise a message to one that was just killed: its end is heard by itself
        if (worker.process.pid === undefined) reject(new NotBegun(cause));
      });
      worker.once('exit', (code, signal) => reject(new WorkerFailed([`slotguard: a worker ended before it was ready (${signal}, exit code ${code})`], 1)));
    });
  }

  function reload(): void {
    void access.reload(readAccess);
    rules.ask();
  }

  function replace(worker: Worker, code: number | null, signal: string | null): void {
    const since = workedSince.get(worker.id);
    if (isStopping || since === undefined) return;
    if (performance.now() - since > settledAfter) pause = firstPause;
    workedSince.delete(worker.id);
    rules.hasEnded(worker);
    metrics.hasEnded(worker);
    log.error({ worker: worker.process.pid, code, signal, pause }, 'a worker ended, another takes its place');
    startSoon();
  }

  function startSoon(): void {
    setTimeout(() => {
      if (isStopping) return;
      start(true).catch((cause: unknown) => {
        log.error({ cause: cause instanceof Error ? cause.message : String(cause) }, 'a worker could not begin');
        if (cause instanceof NotBegun) startSoon();
      });
    }, pause);
    pause = Math.min(2 * pause, longestPause);
  }

  cluster.on('exit', replace);
  const urls = await Promise.all(Array.from({ length: count }, () => start(false))).catch(async (cause: unknown) => {
    isStopping = true;
    await stopAll(mostMilliseconds);
    throw cause;
  });
  access.follow((material) => {
    accessInForce = material;
    for (const worker of workers()) tell(worker, { kind: 'access', access: material });
    return Promise.resolve();
  });
  return {
    url: urls[0] ?? '',
    reload,
    stop: async () => {
      isStopping = true;
      access.stop();
      await stopAll(mostMilliseconds);
    },
  };
}

/** Each worker takes connections from the one port by itself, which nothing evens out: who has far more than his share is told to let some go. */
function createShares() {
  const counts = new Map<number, number>();
  return {
    tell: (worker: Worker, count: number): void => {
      counts.set(worker.id, count);
      const all = workers();
      const sum = all.reduce((total, { id }) => total + (counts.get(id) ?? 0), 0);
      tell(worker, { kind: 'share', most: Math.ceil((sum / all.length) * mostOverShare) + 1 });
    },
  };
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined).filter(({ process: { pid } }) => pid !== undefined);
}

/** Throws `NotBegun` where the system says so at once, and not by an event. */
function fork(): Worker {
  try {
    return cluster.fork(taking);
  } catch (cause) {
    throw new NotBegun(cause);
  }
}

/** Whoever has not ended when all that it had to finish must be over cannot hear: what it answered is on the disk. */
async function stopAll(mostMilliseconds: number): Promise<void> {
  await Promise.all(workers().map(async (worker) => {
    // `once` of Node would also hear that a message to it came too late, which is told by its end
    const ended = new Promise((resolve) => { worker.once('exit', resolve); });
    worker.process.kill('SIGTERM');
    const deadline = setTimeout(() => worker.process.kill('SIGKILL'), mostMilliseconds);
    await ended;
    clearTimeout(deadline);
  }));
}

function tell(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message);
}
