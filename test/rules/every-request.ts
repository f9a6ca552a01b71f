import type { FactValue } from '../../src/domain/fact.js';
import { factVocabulary } from '../../src/facts/catalogue.js';

/** Every value of a fact; of an open one, a party and `unknown`. */
export function valuesOf(name: string): readonly FactValue[] {
  const fact = factVocabulary.findFact(name);
  return fact?.values === 'open' ? ['epn', 'unknown'] : (fact?.values.map(({ value }) => value) ?? []);
}

/**
 * Every combination of values of the facts that are asked for, and only of those: a choice is made when a fact is first asked, and
 * the last choice changes for the next request until none is left.
 */
export function* everyRequest(): Generator<(fact: string) => FactValue> {
  const choices: { fact: string; left: FactValue[] }[] = [];
  do {
    const asked = new Map<string, FactValue>();
    yield (fact) => {
      const known = asked.get(fact);
      if (known !== undefined) return known;
      const choice = choices[asked.size] ?? { fact, left: [...valuesOf(fact)] };
      if (choice.fact !== fact) throw new Error(`${fact} is asked where ${choice.fact} was before`);
      choices[asked.size] = choice;
      asked.set(fact, choice.left[0]!);
      return choice.left[0]!;
    };
    while (choices.length > 0 && choices.at(-1)!.left.length === 1) choices.pop();
    choices.at(-1)?.left.shift();
  } while (choices.length > 0);
}
