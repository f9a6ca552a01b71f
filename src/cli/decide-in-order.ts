import { setImmediate } from 'node:timers/promises';
import type { Told } from './decide-item.js';

/** Hands on answers in the order in which they were asked for, as soon as they are there. */
export interface InOrder {
  /** `bytes`: of the request, which is held as long as its answer is not handed on */
  add(answer: Promise<Told>, bytes: number): void;
  /** whether as much waits as may */
  isFull(): boolean;
  /** Resolves when some more may be added. Rejects when an answer could not be had: those before it were handed on, those behind it never are. */
  room(): Promise<void>;
  /** Resolves when everything was handed on; rejects like `room`. */
  emptied(): Promise<void>;
}

type Settled = { told: Told } | { failure: unknown };

interface Entry {
  bytes: number;
  settled: Settled | undefined;
}

export interface Most {
  answers: number;
  bytes: number;
}

/** `take` gets what is there, and resolves when it may be given more; `onFailure` is called when no more will come. */
export function createInOrder(take: (answers: readonly Told[]) => Promise<void>, most: Most, onFailure: () => void = () => undefined): InOrder {
  const entries: Entry[] = [];
  let bytes = 0;
  let isHandingOn = false;
  let failure: { cause: unknown } | undefined;
  let wake: () => void = () => undefined;

  /** Not at once: what becomes ready meanwhile is handed on together with it. */
  async function handOn(): Promise<void> {
    if (isHandingOn) return;
    isHandingOn = true;
    while (failure === undefined && entries[0]?.settled !== undefined) {
      await setImmediate();
      await handOnReady(entries[0].settled).catch(fail);
      wake();
    }
    isHandingOn = false;
    wake();
  }

  function fail(cause: unknown): void {
    failure = { cause };
    onFailure();
  }

  async function handOnReady(first: Settled): Promise<void> {
    if ('failure' in first) throw first.failure;
    await take(takeReady());
  }

  /** Every answer that is there, up to the first that is not. */
  function takeReady(): Told[] {
    const ready: Told[] = [];
    for (const { settled } of entries) {
      if (settled === undefined || 'failure' in settled) break;
      ready.push(settled.told);
    }
    for (const taken of entries.splice(0, ready.length)) bytes -= taken.bytes;
    return ready;
  }

  async function until(isEnough: () => boolean): Promise<void> {
    while (failure === undefined && !isEnough()) await new Promise<void>((resolve) => { wake = resolve; });
    if (failure !== undefined) throw failure.cause;
  }

  const isFull = (): boolean => failure !== undefined || entries.length >= most.answers || bytes >= most.bytes;
  return {
    add: (answer, size) => {
      const entry: Entry = { bytes: size, settled: undefined };
      entries.push(entry);
      bytes += size;
      const settle = (settled: Settled): void => {
        entry.settled = settled;
        void handOn();
      };
      answer.then((told) => settle({ told }), (cause: unknown) => settle({ failure: cause }));
    },
    isFull,
    room: () => until(() => !isFull()),
    emptied: () => until(() => entries.length === 0 && !isHandingOn),
  };
}
