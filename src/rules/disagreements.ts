import type { FactDeclaration, FactValue, FactVocabulary } from '../domain/fact.js';
import type { Place } from '../domain/fault.js';
import { createRuleGroup, isSpeaking } from './engine.js';
import { type PartialFacts, speaks } from './partial-truth.js';
import { comparisonsOf, conditionsOf, factsOfRule, type Rule } from './rule.js';

/** `file:line:column` of a key of a rule */
export type PlaceOf = (rule: Rule, key: string) => string;

/**
 * Pairs of rules of one stage that can both speak about one request, on one day, and would decide differently: refused, because
 * precedence is between stages only. Found by trying every combination of values that the two rules tell apart. `placeOf`: where a
 * key of a rule stands.
 */
export async function findDisagreements(rules: readonly Rule[], vocabulary: FactVocabulary, placeOf: PlaceOf): Promise<Place[]> {
  const places: Place[] = [];
  for (const [index, one] of rules.entries()) {
    for (const other of rules.slice(index + 1)) {
      if (!canDisagree(one, other)) continue;
      const witness = await findWitness([one, other], vocabulary);
      if (witness !== undefined) places.push({ at: placeOf(other, 'stage'), problem: describe(one, other, witness) });
    }
  }
  return places;
}

function canDisagree(one: Rule, other: Rule): boolean {
  if (one.stage !== other.stage || one.replaces === other.id || other.replaces === one.id) return false;
  const apart = (one.effective.to ?? '9999') <= other.effective.from || (other.effective.to ?? '9999') <= one.effective.from;
  return !apart && (one.outcome.decision !== other.outcome.decision || one.outcome.reason !== other.outcome.reason);
}

/** One request of which both speak. The engine has the last word; the search only leaves out what cannot become one. */
async function findWitness(pair: readonly Rule[], vocabulary: FactVocabulary): Promise<PartialFacts | undefined> {
  const facts = [...new Set(pair.flatMap(factsOfRule))];
  const groups = pair.map((rule) => createRuleGroup([rule]));
  for (const request of requestsOfBoth(pair, facts.map((name) => [name, representatives(name, pair, vocabulary)]))) {
    const findings = await Promise.all(groups.map((group) => group.run((fact) => request[fact] ?? '')));
    if (findings.flat().every(isSpeaking)) return request;
  }
  return undefined;
}

function* requestsOfBoth(pair: readonly Rule[], open: readonly (readonly [fact: string, values: readonly FactValue[]])[], known: PartialFacts = {}): Generator<PartialFacts> {
  if (pair.some((rule) => speaks(rule, known) === false)) return;
  const [next, ...rest] = open;
  if (next === undefined) {
    yield known;
    return;
  }
  const [fact, values] = next;
  for (const value of values) yield* requestsOfBoth(pair, rest, { ...known, [fact]: value });
}

/** The values that some of the rules mention, and one that stands for all the others. Integers are few: all of them. */
function representatives(name: string, rules: readonly Rule[], vocabulary: FactVocabulary): FactValue[] {
  const mentioned = new Set(rules.flatMap(conditionsOf).flatMap(comparisonsOf).filter((each) => each.fact === name).flatMap((each) => each.value));
  const fact = vocabulary.findFact(name);
  const declared = fact === undefined ? [] : declaredValues(fact);
  if (fact?.type === 'integer') return declared;
  const rest = declared.find((value) => !mentioned.has(value));
  return rest === undefined ? [...mentioned] : [...mentioned, rest];
}

function declaredValues(fact: FactDeclaration): FactValue[] {
  return fact.values === 'open' ? [`any other ${fact.name}`] : fact.values.map((each) => each.value);
}

function describe(one: Rule, other: Rule, witness: PartialFacts): string {
  const request = Object.entries(witness).map(([fact, value]) => `${fact} ${String(value)}`).join(', ');
  const says = (rule: Rule) => `${rule.id} says ${rule.outcome.decision} ${rule.outcome.reason}`;
  return `${says(other)} and ${says(one)} about one request (${request}), both in stage ${one.stage}: move one to an earlier stage, or let one not apply`;
}
