import type { ServerResponse } from 'node:http';
import { isGone, whenTaken } from './when-answered.js';

/**
 * Writes answers in the order in which they were asked for, as soon as they are there. At most `most` wait at a time, beside those that
 * were just written: while a caller does not read, there is soon no room for more.
 */
export interface AnswerWindow {
  /** `answer` must not reject; it is written as a line */
  add(answer: Promise<string>): void;
  /** undefined: there is room now */
  room(): Promise<void> | undefined;
  /** Resolves when everything was written, or there is nobody left to write to. */
  emptied(): Promise<void>;
}

interface Entry {
  text: string | undefined;
}

export function createAnswerWindow(response: ServerResponse, most: number): AnswerWindow {
  const entries: Entry[] = [];
  let awaiting: { until: number; resolve: () => void }[] = [];
  let isWriting = false;

  function settle(): void {
    if (isGone(response)) entries.length = 0;
    const [done, still] = [awaiting.filter(({ until }) => entries.length < until), awaiting.filter(({ until }) => entries.length >= until)];
    awaiting = still;
    done.forEach(({ resolve }) => resolve());
  }

  function write(): void {
    isWriting = false;
    const ready = takeReady(entries);
    if (ready !== '' && !isGone(response) && !response.write(ready)) {
      isWriting = true;
      response.once('drain', write);
    } else settle();
  }

  /** Not at once: what becomes ready meanwhile goes in the same write, and other requests get their turn. */
  function writeSoon(): void {
    if (isWriting || entries[0]?.text === undefined) return;
    isWriting = true;
    setImmediate(write);
  }

  function below(until: number): Promise<void> | undefined {
    if (entries.length < until || isGone(response)) return undefined;
    return new Promise((resolve) => awaiting.push({ until, resolve }));
  }

  whenTaken(response, settle);
  return {
    add: (answer) => {
      const entry: Entry = { text: undefined };
      entries.push(entry);
      void answer.then((text) => {
        entry.text = text;
        writeSoon();
      });
    },
    room: () => below(most),
    emptied: () => below(1) ?? Promise.resolve(),
  };
}

/** Every answer that is there, up to the first that is not. */
function takeReady(entries: Entry[]): string {
  const missing = entries.findIndex(({ text }) => text === undefined);
  const ready = entries.splice(0, missing === -1 ? entries.length : missing);
  return ready.map(({ text }) => `${text ?? ''}\n`).join('');
}
