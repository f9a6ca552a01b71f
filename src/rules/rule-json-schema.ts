import { z } from 'zod';
import type { FactDeclaration, FactVocabulary } from '../domain/fact.js';
import { operatorNames, type Policy } from './rule.js';
import { policyFileSchema, ruleFileSchema } from './rule-schema.js';

type JsonSchema = Record<string, unknown>;

const listOperators = ['in', 'notIn'];
const anyTypeOperators = ['equal', 'notEqual'];

/**
 * The JSON Schema that an editor uses for rule files: completion and hover of facts, values, stages and reasons. It comes from
 * the same schema and catalogue as `rules check`, which stays the judge.
 */
export function ruleJsonSchema(vocabulary: FactVocabulary, policy: Policy): JsonSchema {
  const schema = z.toJSONSchema(ruleFileSchema, { io: 'input' }) as JsonSchema & { properties: Record<string, JsonSchema> };
  const reasons = (decision: string) => Object.entries(policy.reasons).filter(([, reason]) => reason.decision === decision);
  const outcome = { oneOf: ['permit', 'reject'].map((decision) => outcomeSchema(decision, reasons(decision))) };
  const values = { $ref: '#/$defs/factValues' };
  const cases = schema.properties.cases as { properties: { given: JsonSchema; expect: { items: { properties: Record<string, JsonSchema> } } } };
  cases.properties.given = values;
  cases.properties.expect.items.properties.with = values;
  Object.assign(schema.properties, {
    stage: { enum: policy.stages.map(({ id }) => id), description: policy.stages.map(({ id, title }) => `${id}: ${title}`).join('\n') },
    applies: { $ref: '#/$defs/condition', description: 'when the rule is about a request' },
    requires: { $ref: '#/$defs/condition', description: 'what must hold then, as the clause says it; leave it out and the rule speaks whenever it applies' },
    otherwise: { ...outcome, description: 'what is decided when `requires` does not hold' },
    then: { ...outcome, description: 'what is decided when the rule applies; only without `requires`' },
  });
  return { ...schema, title: 'A slotguard rule', required: [...(schema.required as string[]), 'applies'].filter(unique), $defs: definitions(vocabulary) };
}

export function policyJsonSchema(): JsonSchema {
  return { ...z.toJSONSchema(policyFileSchema, { io: 'input' }), title: 'A slotguard policy' };
}

function outcomeSchema(decision: string, reasons: readonly (readonly [string, { meaning: string }])[]): JsonSchema {
  const oneOf = reasons.map(([reason, { meaning }]) => ({ const: reason, description: meaning }));
  return { type: 'object', additionalProperties: false, required: [decision], properties: { [decision]: { oneOf } } };
}

function definitions({ facts }: FactVocabulary): JsonSchema {
  const condition = { $ref: '#/$defs/condition' };
  const alone = (key: string, value: JsonSchema) => ({ type: 'object', additionalProperties: false, required: [key], properties: { [key]: value } });
  return {
    ...Object.fromEntries(facts.map((fact) => [valuesOf(fact), valueSchema(fact)])),
    condition: {
      anyOf: [
        ...facts.map(comparisonSchema),
        alone('all', { type: 'array', minItems: 1, items: condition }),
        alone('any', { type: 'array', minItems: 1, items: condition }),
        alone('not', condition),
      ],
    },
    factValues: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(facts.map((fact) => [fact.name, { $ref: `#/$defs/${valuesOf(fact)}`, description: fact.meaning }])),
    },
  };
}

function comparisonSchema(fact: FactDeclaration): JsonSchema {
  const value = { $ref: `#/$defs/${valuesOf(fact)}` };
  const comparing = fact.type === 'integer' ? operatorNames.filter((name) => !listOperators.includes(name)) : anyTypeOperators;
  const form = (operators: readonly string[], operand: JsonSchema) => ({ properties: { operator: { enum: operators }, value: operand } });
  return {
    type: 'object',
    additionalProperties: false,
    required: ['fact', 'operator', 'value'],
    properties: { fact: { const: fact.name, description: fact.meaning }, operator: { enum: [...comparing, ...listOperators] }, value: {} },
    anyOf: [form(comparing, value), form(listOperators, { type: 'array', minItems: 1, uniqueItems: true, items: value })],
  };
}

function valuesOf({ name }: FactDeclaration): string {
  return `values of ${name}`.replaceAll(' ', '-');
}

function valueSchema(fact: FactDeclaration): JsonSchema {
  if (fact.values === 'open') return { type: 'string' };
  return { oneOf: fact.values.map(({ value, meaning }) => ({ const: value, description: meaning })) };
}

function unique(key: string, index: number, keys: readonly string[]): boolean {
  return keys.indexOf(key) === index;
}
