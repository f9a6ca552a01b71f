import { randomInt } from 'node:crypto';

/** Whether everything is to be tried as often as it was promised: `npm run test:fuzz`. */
export const isFull = process.env.FUZZ === 'full';

/** Other inputs in every full run; set FUZZ_SEED to the one that was printed to have the same again. */
export const seed = Number(process.env.FUZZ_SEED ?? (isFull ? randomInt(2 ** 31) : 20_261_120));

export function rounds(quick: number, full: number): number {
  return isFull ? full : quick;
}

if (isFull || process.env.FUZZ_SEED !== undefined) console.log(`FUZZ_SEED=${seed}`);
