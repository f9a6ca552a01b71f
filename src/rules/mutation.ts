import type { FactVocabulary } from '../domain/fact.js';
import { runCases } from './cases.js';
import { type Mutant, mutantsOf } from './mutants.js';
import type { Finding, Rule } from './rule.js';
import { adviseCase } from './telling-case.js';

/** What became of a mutant: a case noticed it, no case did, or no request could (it says the same in other words). */
export interface MutantResult extends Mutant {
  fate: 'noticed' | 'survived' | 'equivalent';
  /** what to add to the rule; empty where a case noticed */
  advice: string;
  durationMs: number;
}

/** Whether two rules find the same of every possible request. */
export type IsSameRule = (one: Rule, other: Rule, vocabulary: FactVocabulary) => Promise<boolean>;

/** Runs the rule's own cases on each of its mutants: each must be noticed by a case that finds something else. */
export async function testMutants(rule: Rule, vocabulary: FactVocabulary, isSameRule: IsSameRule): Promise<MutantResult[]> {
  const original = await findingsOf(rule);
  const results: MutantResult[] = [];
  for (const mutant of mutantsOf(rule, vocabulary)) {
    const start = performance.now();
    const isNoticed = (await findingsOf(mutant.rule)).some((finding, index) => finding !== original[index]);
    const fate = isNoticed ? 'noticed' : (await isSameRule(rule, mutant.rule, vocabulary)) ? 'equivalent' : 'survived';
    results.push({ ...mutant, fate, advice: fate === 'survived' ? adviseCase(rule, mutant.rule, vocabulary) : '', durationMs: performance.now() - start });
  }
  return results;
}

async function findingsOf(rule: Rule): Promise<Finding[]> {
  return (await runCases(rule)).map(({ got }) => got);
}
