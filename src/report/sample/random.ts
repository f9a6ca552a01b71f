/** Numbers that look random, and are the same each time. */
export interface SampleRandom {
  /** 0 to 1, without 1 */
  share: () => number;
  /** whether it happens, of a probability 0 to 1 */
  happens: (probability: number) => boolean;
  /** an integer about the number, so that many of them add up to it */
  about: (number: number) => number;
  pick: <T>(list: readonly [T, ...T[]]) => T;
  bytes: (length: number) => Uint8Array;
}

/** Marsaglia's xorshift with 32 bits; `seed` is not 0. */
export function createSampleRandom(seed: number): SampleRandom {
  let state = seed;
  const share = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return {
    share,
    happens: (probability) => share() < probability,
    about: (number) => Math.floor(number * (0.75 + 0.5 * share()) + share()),
    pick: (list) => list[Math.floor(share() * list.length)] ?? list[0],
    bytes: (length) => Uint8Array.from({ length }, () => Math.floor(share() * 256)),
  };
}
