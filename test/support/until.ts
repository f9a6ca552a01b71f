import { setTimeout as pause } from 'node:timers/promises';

const every = 10;
const patience = 50_000;

/** Resolves once it is so. It counts how often it asked, not the time: a machine that stands still for a while is one try. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    if (tries > patience / every) throw new Error('it never came to that');
    await pause(every);
  }
}
