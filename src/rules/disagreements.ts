import type { FactDeclaration, FactValue, FactVocabulary } from '../domain/fact.js';
import type { Place } from '../domain/fault.js';
import { createRuleGroup, isSpeaking } from './engine.js';
import { comparisonsOf, conditionsOf, factsOfRule, type Rule } from './rule.js';

/** One value for each fact that a rule reads. */
type Assignment = Readonly<Record<string, FactValue>>;

/**
 * Pairs of rules of one stage that can both speak about one request, on one day, and would decide differently: refused, because
 * precedence is between stages only. Found by asking the engine for every combination of values that the two rules tell apart.
 */
export async function findDisagreements(rules: readonly Rule[], vocabulary: FactVocabulary): Promise<Place[]> {
  const places: Place[] = [];
  for (const [index, one] of rules.entries()) {
    for (const other of rules.slice(index + 1)) {
      if (!canDisagree(one, other)) continue;
      const witness = await findWitness(one, other, vocabulary);
      if (witness !== undefined) places.push(describe(one, other, witness));
    }
  }
  return places;
}

function canDisagree(one: Rule, other: Rule): boolean {
  if (one.stage !== other.stage || one.replaces === other.id || other.replaces === one.id) return false;
  const apart = (one.effective.to ?? '9999') <= other.effective.from || (other.effective.to ?? '9999') <= one.effective.from;
  return !apart && (one.outcome.decision !== other.outcome.decision || one.outcome.reason !== other.outcome.reason);
}

async function findWitness(one: Rule, other: Rule, vocabulary: FactVocabulary): Promise<Assignment | undefined> {
  const spoken = await speakingAssignments(one, [one, other], vocabulary);
  const spokenByOther = await speakingAssignments(other, [one, other], vocabulary);
  for (const mine of spoken) {
    const theirs = spokenByOther.find((each) => Object.entries(each).every(([fact, value]) => mine[fact] === undefined || mine[fact] === value));
    if (theirs !== undefined) return { ...theirs, ...mine };
  }
  return undefined;
}

async function speakingAssignments(rule: Rule, pair: readonly Rule[], vocabulary: FactVocabulary): Promise<Assignment[]> {
  const group = createRuleGroup([rule]);
  const speaking: Assignment[] = [];
  for (const assignment of combinations(factsOfRule(rule), (fact) => representatives(fact, pair, vocabulary))) {
    const [finding] = await group.run((fact) => assignment[fact] ?? '');
    if (finding !== undefined && isSpeaking(finding)) speaking.push(assignment);
  }
  return speaking;
}

function* combinations(facts: readonly string[], valuesOf: (fact: string) => readonly FactValue[]): Generator<Assignment> {
  const [fact, ...rest] = facts;
  if (fact === undefined) {
    yield {};
    return;
  }
  for (const assignment of combinations(rest, valuesOf)) {
    for (const value of valuesOf(fact)) yield { [fact]: value, ...assignment };
  }
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

function describe(one: Rule, other: Rule, witness: Assignment): Place {
  const request = Object.entries(witness).map(([fact, value]) => `${fact} ${String(value)}`).join(', ');
  const says = (rule: Rule) => `${rule.id} says ${rule.outcome.decision} ${rule.outcome.reason}`;
  return {
    at: `${other.file}:1:1`,
    problem: `${says(other)} and ${says(one)} about one request (${request}), both in stage ${one.stage}: move one to an earlier stage, or let one not apply`,
  };
}
