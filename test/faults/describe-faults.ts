import type { Suite } from 'mocha';
import { stopServices } from './child-service.js';

/** All rounds, with FAULTS=full; else a few of each, for every `npm test`. */
export const isFull = process.env.FAULTS === 'full';

/** What chance begins with. FAULTS_SEED says it again. */
const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);

const MINUTE = 60_000;

/** A `describe` whose failures name the seed, and which leaves no service behind. */
export function describeFaults(name: string, tests: (this: Suite) => void): void {
  describe(name, function () {
    this.timeout(isFull ? 60 * MINUTE : MINUTE);
    afterEach(function () {
      stopServices();
      if (this.currentTest?.state === 'failed') process.stderr.write(`the same again, as far as chance goes: FAULTS_SEED=${seed}\n`);
    });
    tests.call(this);
  });
}

export interface Chance {
  /** 0 to 1, 1 excluded */
  next: () => number;
  /** a whole number, both included */
  between: (least: number, most: number) => number;
}

/** Mulberry32: the same numbers for the same seed. */
export function chance(): Chance {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, between: (least, most) => least + Math.floor(next() * (most - least + 1)) };
}

/** A quick run takes one of several, by chance. */
export function allOrOne<T>(several: readonly T[]): readonly T[] {
  const one = chance().between(0, several.length - 1);
  return isFull ? several : several.slice(one, one + 1);
}
