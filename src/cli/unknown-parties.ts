import { existsSync } from 'node:fs';
import type { Configuration } from '../configuration/schema.js';
import { type FactValue, unknownValue } from '../domain/fact.js';
import { Fault, type Place } from '../domain/fault.js';
import { factVocabulary } from '../facts/catalogue.js';
import { suggest } from '../rules/condition.js';
import { comparisonsWithPaths, type RuleSet } from '../rules/rule.js';
import { readPath } from '../store/open-store.js';
import { openStoreToRead } from '../store/open-to-read.js';

/**
 * Party ids that rules name and the party directory of the configured store does not know. Not more than a hint: rules may come before the
 * parties that they are about. None where there is no store, or no party in it.
 */
export function findUnknownParties({ rules }: RuleSet, { store }: Configuration): Place[] {
  const ids = readPartyIds(store.url);
  if (ids.length === 0) return [];
  const isStranger = (value: FactValue) => value !== unknownValue && !ids.includes(String(value));
  return rules.flatMap((rule) =>
    comparisonsWithPaths(rule)
      .filter(({ comparison }) => factVocabulary.findFact(comparison.fact)?.values === 'open')
      .flatMap(({ comparison: { value }, path }) => [value].flat().flatMap((each, index) => {
        const problem = `the party directory has no party \`${String(each)}\`${suggest(String(each), ids)}`;
        return isStranger(each) ? [{ at: rule.placeOf([...path, 'value', ...(typeof value === 'object' ? [index] : [])]), problem }] : [];
      })),
  );
}

function readPartyIds(url: string): string[] {
  if (!existsSync(readPath(url))) return [];
  try {
    const store = openStoreToRead(url);
    try {
      return store.reference.readDirectory().parties.map(({ id }) => id);
    } finally {
      store.close();
    }
  } catch (cause) {
    if (cause instanceof Fault) return [];
    throw cause;
  }
}
