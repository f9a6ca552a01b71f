import type { FactVocabulary } from '../domain/fact.js';
import { conditionsOf, type Rule } from '../rules/rule.js';
import { no } from './diagram.js';
import { createFactSpace } from './fact-space.js';
import { tabulateRule } from './tabulate.js';

/** Whether two rules find the same of every possible request. */
export async function isSameRule(one: Rule, other: Rule, vocabulary: FactVocabulary): Promise<boolean> {
  const space = createFactSpace([one, other].flatMap(conditionsOf), vocabulary);
  const [found, foundToo] = [await tabulateRule(one, space), await tabulateRule(other, space)];
  return space.diagrams.and(space.possible, space.diagrams.differ(found.diagram, foundToo.diagram)) === no;
}
