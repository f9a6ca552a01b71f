import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Fault } from './domain/fault.js';
import { callerGone } from './http/body-chunks.js';
import type { PanelOrder, PanelReports, WrittenReport } from './http/panel-reports.js';
import type { PanelDone, PanelJob } from './panel-writer.js';

const MOST_WAITING = 32;
const KEPT_MILLISECONDS = 60_000;
const MOST_MILLISECONDS = 120_000;

interface Waiting {
  order: PanelOrder;
  isWanted: () => boolean;
  resolve: (written: WrittenReport) => void;
  reject: (cause: unknown) => void;
  /** whether a writer was lost with it before */
  isSecondTry: boolean;
}

/** Writes reports one after the other in a process of their own, so that no decision waits for one. It is begun when needed, and given up when idle. */
export function createPanelReports(work: Pick<PanelJob, 'storeUrl' | 'audit' | 'settings'>, now: () => number): PanelReports & { close(): void } {
  const waiting: Waiting[] = [];
  let writer: ChildProcess | undefined;
  let current: Waiting | undefined;
  let timer: NodeJS.Timeout | undefined;

  function next(): void {
    clearTimeout(timer);
    dropUnwanted();
    current = waiting.shift();
    if (current === undefined) {
      timer = setTimeout(giveUp, KEPT_MILLISECONDS).unref();
      return;
    }
    const asked = (writer ??= tryToBegin());
    if (asked === undefined) {
      current.reject(ended());
      next();
      return;
    }
    timer = setTimeout(() => asked.kill('SIGKILL'), MOST_MILLISECONDS).unref();
    // one that the system did not begin has no channel, and is lost in a moment
    if (asked.connected) asked.send({ ...work, order: current.order, now: now() } satisfies PanelJob);
  }

  /** Whoever asked for them went away. */
  function dropUnwanted(): void {
    for (const unwanted of waiting.filter(({ isWanted }) => !isWanted())) {
      waiting.splice(waiting.indexOf(unwanted), 1);
      unwanted.reject(callerGone);
    }
  }

  /** undefined: the system says at once that it cannot */
  function tryToBegin(): ChildProcess | undefined {
    try {
      return begin();
    } catch {
      return undefined;
    }
  }

  function begin(): ChildProcess {
    const begun = fork(writerFile(), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    begun.on('message', (done: PanelDone) => { settle(done); });
    begun.on('error', () => { lose(begun); });
    begun.on('exit', () => { lose(begun); });
    begun.unref();
    begun.channel?.unref();
    return begun;
  }

  /** A report that was lost with its writer is written once more: somebody may have ended it between two reports. */
  function lose(lost: ChildProcess): void {
    if (lost !== writer) return;
    writer = undefined;
    if (current === undefined) return;
    if (current.isSecondTry) current.reject(ended());
    else waiting.unshift({ ...current, isSecondTry: true });
    next();
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
    write: (order, isWanted) =>
      new Promise((resolve, reject) => {
        dropUnwanted();
        if (waiting.length >= MOST_WAITING) {
          reject(new Fault('audit-unavailable', 'too many reports are being written: ask again later'));
          return;
        }
        waiting.push({ order, isWanted, resolve, reject, isSecondTry: false });
        if (current === undefined) next();
      }),
    close: () => {
      clearTimeout(timer);
      const stopped = new Fault('audit-unavailable', 'the service is stopping');
      for (const { reject } of [...waiting.splice(0), ...(current === undefined ? [] : [current])]) reject(stopped);
      current = undefined;
      giveUp();
    },
  };
}

function ended(): Fault {
  return new Fault('audit-unavailable', 'the process that writes reports ended before it was done, or could not be begun: ask again');
}

function writerFile(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './panel-writer.ts' : './panel-writer.js', import.meta.url));
}
