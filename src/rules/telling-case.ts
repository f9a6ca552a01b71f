import type { FactValue, FactVocabulary, ImpossibleCombination } from '../domain/fact.js';
import { describeFacts } from './describe-condition.js';
import { truthOf } from './partial-truth.js';
import { comparisonsOf, conditionsOf, factsOfRule, type Finding, type Rule } from './rule.js';

type Facts = Readonly<Record<string, FactValue>>;

/** How many changes of `given` an advised case has at most. */
const mostChanges = 3;

/** The case to add to `rule` so that it tells itself from `other`: `add a case with userRole GS, finding passed`. */
export function adviseCase(rule: Rule, other: Rule, vocabulary: FactVocabulary): string {
  const changes = findTellingChanges(rule, other, vocabulary);
  if (changes === undefined) return 'add a case of which the two find different things';
  const facts = Object.keys(changes).length === 0 ? 'of the request as it is given' : `with ${describeFacts(changes)}`;
  return `add a case ${facts}, finding ${findingOf(rule, { ...rule.cases.given, ...changes })}`;
}

/** The fewest changes of `given` that make a possible request of which the two rules find different things. */
function findTellingChanges(one: Rule, other: Rule, vocabulary: FactVocabulary): Facts | undefined {
  const { given } = one.cases;
  const names = [...new Set([one, other].flatMap(factsOfRule))];
  const open = names.map((name) => [name, valuesOf(name, [one, other], vocabulary).filter((value) => value !== given[name])] as const);
  for (let count = 0; count <= Math.min(mostChanges, open.length); count += 1) {
    for (const changes of changesOf(open, count)) {
      const request = { ...given, ...changes };
      const isPossible = !vocabulary.impossible.some((each) => isCombination(each, request));
      if (isPossible && findingOf(one, request) !== findingOf(other, request)) return changes;
    }
  }
  return undefined;
}

/** Every way to change `count` of the facts. */
function* changesOf([first, ...rest]: readonly (readonly [name: string, values: readonly FactValue[]])[], count: number): Generator<Facts> {
  if (count === 0) yield {};
  if (count === 0 || first === undefined) return;
  const [name, values] = first;
  for (const value of values) for (const others of changesOf(rest, count - 1)) yield { [name]: value, ...others };
  yield* changesOf(rest, count);
}

/** The values that the rules mention, then the others; of an open fact one that stands for them. */
function valuesOf(name: string, rules: readonly Rule[], vocabulary: FactVocabulary): FactValue[] {
  const mentioned = rules.flatMap(conditionsOf).flatMap(comparisonsOf).filter(({ fact }) => fact === name).flatMap(({ value }) => value);
  const declared = vocabulary.findFact(name)?.values ?? 'open';
  return [...new Set([...mentioned, ...(declared === 'open' ? [`any other ${name}`] : declared.map(({ value }) => value))])];
}

function isCombination({ facts }: ImpossibleCombination, request: Facts): boolean {
  return Object.entries(facts).every(([name, values]) => {
    const actual = request[name];
    if (actual === undefined) return false;
    return 'not' in values ? !values.not.includes(actual) : values.includes(actual);
  });
}

function findingOf({ applies, requires }: Rule, facts: Facts): Finding {
  if (truthOf(applies, facts) !== true) return 'not-applicable';
  return requires === undefined || truthOf(requires, facts) === true ? 'passed' : 'violated';
}
