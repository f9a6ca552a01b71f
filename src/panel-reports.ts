import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Fault } from './domain/fault.js';
import type { PanelOrder, PanelReports, WrittenReport } from './http/panel-reports.js';
import type { PanelDone, PanelJob } from './panel-writer.js';

const MOST_WAITING = 32;
const KEPT_MILLISECONDS = 60_000;

interface Waiting {
  order: PanelOrder;
  resolve: (written: WrittenReport) => void;
  reject: (cause: unknown) => void;
}

/** Writes reports one after the other in a process of their own, so that no decision waits for one. It is begun when needed, and given up when idle. */
export function createPanelReports(work: Pick<PanelJob, 'storeUrl' | 'settings'>, now: () => number): PanelReports & { close(): void } {
  const waiting: Waiting[] = [];
  let writer: ChildProcess | undefined;
  let current: Waiting | undefined;
  let idle: NodeJS.Timeout | undefined;

  function next(): void {
    clearTimeout(idle);
    current = waiting.shift();
    if (current === undefined) {
      idle = setTimeout(giveUp, KEPT_MILLISECONDS).unref();
      return;
    }
    writer ??= begin();
    writer.send({ ...work, order: current.order, now: now() } satisfies PanelJob);
  }

  function begin(): ChildProcess {
    const begun = fork(writerFile(), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    begun.on('message', (done: PanelDone) => { settle(done); });
    begun.on('error', (cause) => { lose(begun, cause.message); });
    begun.on('exit', () => { lose(begun, 'the process that writes reports ended'); });
    begun.unref();
    begun.channel?.unref();
    return begun;
  }

  function lose(lost: ChildProcess, error: string): void {
    if (lost !== writer) return;
    writer = undefined;
    settle({ error });
  }

  function settle(done: PanelDone): void {
    const settled = current;
    if (settled === undefined) return;
    if ('text' in done) settled.resolve(done);
    else settled.reject('fault' in done ? new Fault(done.fault.code, done.fault.message, done.fault.places) : new Error(done.error));
    next();
  }

  function giveUp(): void {
    const given = writer;
    writer = undefined;
    given?.disconnect();
  }

  return {
    write: (order) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MOST_WAITING) {
          reject(new Fault('audit-unavailable', 'too many reports are being written: ask again later'));
          return;
        }
        waiting.push({ order, resolve, reject });
        if (current === undefined) next();
      }),
    close: () => {
      clearTimeout(idle);
      const stopped = new Fault('audit-unavailable', 'the service is stopping');
      for (const { reject } of [...waiting.splice(0), ...(current === undefined ? [] : [current])]) reject(stopped);
      current = undefined;
      giveUp();
    },
  };
}

function writerFile(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './panel-writer.ts' : './panel-writer.js', import.meta.url));
}
