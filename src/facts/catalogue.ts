import type { FactVocabulary } from '../domain/fact.js';
import { certificateFacts } from './certificate-facts.js';
import { configurationFacts } from './configuration-facts.js';
import type { FactDefinition } from './definition.js';
import { deviceFacts } from './device-facts.js';
import { impossibleCombinations } from './impossible.js';
import { registrationFacts } from './registration-facts.js';
import { requestFacts } from './request-facts.js';
import { senderFacts } from './sender-facts.js';

/** Every fact that a rule can name. */
export const facts: readonly FactDefinition[] = [
  ...requestFacts, ...senderFacts, ...deviceFacts, ...configurationFacts, ...registrationFacts, ...certificateFacts,
];

const byName = new Map(facts.map((fact) => [fact.name, fact]));

export function findFact(name: string): FactDefinition | undefined {
  return byName.get(name);
}

export const factVocabulary: FactVocabulary = { facts, findFact, impossible: impossibleCombinations };
