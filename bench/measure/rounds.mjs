// Every variant once a round, in another order each time: what moves the machine moves all of them alike.
import { shuffled } from './statistics.mjs';

/** Answers, by name, what `measure` found of each variant, round by round. */
export async function inRounds(variants, rounds, measure, progress) {
  const found = Object.fromEntries(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of shuffled(variants)) {
      progress(`round ${round + 1} of ${rounds}: ${variant.name}`);
      found[variant.name].push(await measure(variant, round));
    }
  }
  return found;
}

/** How much more or less than `other` it was, within each round. */
export const ratios = (figures, other) => figures.map((figure, round) => figure / other[round]);
