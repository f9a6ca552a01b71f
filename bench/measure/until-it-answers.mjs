import { setTimeout as pause } from 'node:timers/promises';

/** A server whose ready line comes a little early, or which has none, is asked until it answers, whatever it says. */
export async function untilItAnswers(url) {
  for (let left = 100; left > 0; left -= 1) {
    if (await fetch(url).then(() => true, () => false)) return;
    await pause(100);
  }
  throw new Error('it does not answer');
}
