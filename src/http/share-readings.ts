import { setImmediate as nextTurn } from 'node:timers/promises';

/** Reads once for all who ask in one turn of the event loop, or while an earlier reading goes on; never what was read before somebody asked. */
export function shareReadings<T>(read: () => Promise<T>): () => Promise<T> {
  let ahead: Promise<T> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const readNext = async (): Promise<T> => {
    await Promise.allSettled([last, nextTurn()]);
    ahead = undefined;
    return read();
  };
  return () => {
    if (ahead === undefined) last = ahead = readNext();
    return ahead;
  };
}
