import type { FactDeclaration, FactVocabulary } from '../domain/fact.js';
import { choice, type JsonSchema, listedChoice, type Terms } from '../yaml/editor-schema.js';
import { type OperatorName, operatorNames } from './rule.js';

const meaningOfOperator = {
  equal: 'the fact has this value',
  notEqual: 'the fact has another value',
  in: 'the fact has one of the values in this list',
  notIn: 'the fact has none of the values in this list',
  lessThan: 'the fact is a smaller number',
  lessThanInclusive: 'the fact is this number, or a smaller one',
  greaterThan: 'the fact is a larger number',
  greaterThanInclusive: 'the fact is this number, or a larger one',
} satisfies Record<OperatorName, string>;

const listOperators: readonly OperatorName[] = ['in', 'notIn'];
const anyTypeOperators: readonly OperatorName[] = ['equal', 'notEqual', ...listOperators];
/** with more values than these, an editor that shows them all shows too much */
const mostListed = 12;

/** A condition, for editors: what the fact catalogue says. */
export function conditionTerms(vocabulary: FactVocabulary): Terms {
  return {
    condition: conditionTerm(vocabulary.facts),
    operator: operatorTerm(anyTypeOperators),
    integerOperator: operatorTerm(operatorNames),
    ...factTerms(vocabulary),
  };
}

/** `fact`, `factValues` by fact, and for each fact the values that it can have. */
export function factTerms({ facts }: FactVocabulary): Terms {
  const properties = Object.fromEntries(facts.map((fact) => [fact.name, { ...valueOf(fact), description: fact.meaning }]));
  return {
    fact: choice(facts.map(({ name, meaning }) => ({ value: name, meaning }))),
    factValues: { type: 'object', additionalProperties: false, properties },
    ...Object.fromEntries(facts.map((fact) => [valueTerm(fact), valuesOf(fact)])),
  };
}

/** For each fact an `if`: editors then know what its value can be, and say what is wrong where it stands. */
function conditionTerm(facts: readonly FactDeclaration[]): JsonSchema {
  const condition = { $ref: '#/$defs/condition' };
  const list = { type: 'array', minItems: 1, items: condition };
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      fact: { $ref: '#/$defs/fact' },
      operator: {},
      value: {},
      all: { ...list, description: 'every one of these conditions holds' },
      any: { ...list, description: 'at least one of these conditions holds' },
      not: { ...condition, description: 'this condition does not hold' },
    },
    if: { anyOf: ['all', 'any', 'not'].map((key) => ({ required: [key] })) },
    then: { maxProperties: 1 },
    else: { required: ['fact', 'operator', 'value'], allOf: facts.map(comparisonOf) },
  };
}

function comparisonOf(fact: FactDeclaration): JsonSchema {
  const operator = fact.type === 'integer' ? 'integerOperator' : 'operator';
  const several = { type: 'array', minItems: 1, uniqueItems: true, items: valueOf(fact) };
  return {
    if: { required: ['fact'], properties: { fact: { const: fact.name } } },
    then: {
      properties: { operator: { $ref: `#/$defs/${operator}` } },
      if: { required: ['operator'], properties: { operator: { enum: listOperators } } },
      then: { properties: { value: several } },
      else: { if: { properties: { operator: { enum: operatorNames } } }, then: { properties: { value: valueOf(fact) } } },
    },
  };
}

function operatorTerm(names: readonly OperatorName[]): JsonSchema {
  return choice(names.map((value) => ({ value, meaning: meaningOfOperator[value] })));
}

function valueOf(fact: FactDeclaration): JsonSchema {
  return { $ref: `#/$defs/${valueTerm(fact)}` };
}

function valueTerm({ name }: FactDeclaration): string {
  return `valueOf-${name}`;
}

function valuesOf({ values }: FactDeclaration): JsonSchema {
  if (values === 'open') return { type: 'string' };
  return values.length > mostListed ? choice(values) : listedChoice(values);
}
