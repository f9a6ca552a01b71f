import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault, type FaultCode, type Place } from '../domain/fault.js';

/** What one process has another do: what that begins with, what it is then asked, and what it answers. All of it can be cloned. */
export interface Work {
  beginning: object;
  task: unknown;
  answer: unknown;
}

/** A process of slotguard's own that works for this one. */
export interface Helper<W extends Work> {
  /** Rejects with what the task was refused with, or with `Fault('audit-unavailable')` where the process ended before it was done. */
  ask(task: W['task']): Promise<W['answer']>;
  /** Ends it, whatever it does, and waits for that. */
  stop(): Promise<void>;
}

export type ToHelper<W extends Work> = { beginning: W['beginning'] } | { id: number; task: W['task'] };

/** A fault does not cross from process to process as one. */
export type FromHelper<W extends Work> = { id: number } & ({ answer: W['answer'] } | { fault: { code: FaultCode; message: string; places: readonly Place[] } } | { error: string });

interface Asked<W extends Work> {
  resolve: (answer: W['answer']) => void;
  reject: (cause: unknown) => void;
}

/** `name`: of the file in this folder that calls `answerAsHelper`. */
export function startHelper<W extends Work>(name: string, beginning: W['beginning']): Helper<W> {
  const file = fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
  const child = fork(file, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise((resolve) => { child.once('exit', resolve).once('error', resolve); });
  const asked = new Map<number, Asked<W>>();
  let lost: Fault | undefined;
  let count = 0;

  function settle(message: FromHelper<W>): void {
    const { resolve, reject } = asked.get(message.id) ?? {};
    asked.delete(message.id);
    if ('answer' in message) resolve?.(message.answer);
    else reject?.('fault' in message ? new Fault(message.fault.code, message.fault.message, message.fault.places) : new Error(message.error));
  }

  function lose(how: string): void {
    lost ??= new Fault('audit-unavailable', `a process that worked for this one ended before it was done (${how}): run it again`);
    for (const { reject } of asked.values()) reject(lost);
    asked.clear();
  }

  child.on('message', settle);
  child.on('error', (cause) => lose(cause.message));
  child.on('exit', (code, signal) => lose(signal ?? `exit code ${code ?? 1}`));
  send(child, { beginning });
  return {
    ask: (task) => new Promise((resolve, reject) => {
      if (lost !== undefined) return reject(lost);
      count += 1;
      asked.set(count, { resolve, reject });
      send(child, { id: count, task });
    }),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Whoever cannot be told any more ends, which is noticed. */
function send(child: ChildProcess, message: ToHelper<Work>): void {
  if (child.connected) child.send(message, () => undefined);
}
