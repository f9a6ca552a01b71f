import type { FactValue } from '../../src/domain/fact.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { FactSpace } from '../../src/proof/fact-space.js';
import { judge } from '../../src/rules/judge.js';
import { planOn } from '../../src/rules/plan.js';
import type { RuleSet } from '../../src/rules/rule.js';

export type Input = Readonly<Record<string, FactValue>>;

/** One input for each way in which the conditions of a space can tell inputs apart. */
export function* inputsOf({ axes }: FactSpace, known: Input = {}, axis = 0): Generator<Input> {
  const asked = axes[axis];
  if (asked === undefined) {
    yield known;
    return;
  }
  for (const { values } of asked.classes) yield* inputsOf({ axes } as FactSpace, { ...known, [asked.fact.name]: values.at(-1)! }, axis + 1);
}

/** Whether no declared impossibility rules it out, whatever the facts that are not given are. */
export function isPossible(input: Input): boolean {
  return !factVocabulary.impossible.some(({ facts }) =>
    Object.entries(facts).every(([name, values]) => {
      const actual = input[name];
      return actual !== undefined && ('not' in values ? !values.not.includes(actual) : values.includes(actual));
    }),
  );
}

/** What the judge of the service says: `permit let-through`, and the rule; `no decision` where no rule speaks. */
export async function judgedOn(ruleSet: RuleSet, day: string, input: Input): Promise<{ outcome: string; rule: string | undefined }> {
  const plan = planOn(ruleSet, day, factVocabulary);
  return judge(plan, (fact) => input[fact] ?? '').then(
    ({ outcome, rule }) => ({ outcome: `${outcome.decision} ${outcome.reason}`, rule: rule.id }),
    () => ({ outcome: 'no decision', rule: undefined }),
  );
}

export function holdsIn(facts: Readonly<Record<string, readonly FactValue[]>>, input: Input): boolean {
  return Object.entries(facts).every(([name, values]) => values.includes(input[name] ?? ''));
}
