import fc from 'fast-check';
import type { FactValue } from '../../src/domain/fact.js';
import type { Comparison, Condition, Rule } from '../../src/rules/rule.js';

/** A rule of which only what a test says matters. */
export function rule(parts: Partial<Rule> & Pick<Rule, 'applies'>): Rule {
  return {
    id: 'tried',
    file: 'r/tried.yaml',
    placeOf: () => 'r/tried.yaml:1:1',
    title: 'A rule',
    source: { document: 'A document', clause: '1', text: 'Its words' },
    effective: { from: '2020-11-05' },
    mode: 'enforce',
    rationale: 'It must be so',
    stage: 'first',
    replaces: undefined,
    excepts: [],
    requires: undefined,
    outcome: { decision: 'permit', reason: 'let-through' },
    cases: { given: {}, expect: [] },
    ...parts,
  };
}

export function equal(fact: string, value: FactValue): Comparison {
  return { fact, operator: 'equal', value };
}

export function oneOf(fact: string, ...value: FactValue[]): Comparison {
  return { fact, operator: 'in', value };
}

/** Facts of each type with a few of their values: small, so that random conditions and requests meet. */
const values: Readonly<Record<string, readonly FactValue[]>> = {
  srv: ['6.15.1', '6.21', '8.2'],
  userRole: ['IS', 'ED', 'unknown'],
  deviceType: ['ESME', 'GPF', 'unknown'],
  commandVariant: [1, 2, 4, 5],
  cancellation: [true, false],
};

const comparisons = fc.oneof(...Object.entries(values).map(([fact, all]) => comparisonsOf(fact, all)));

function comparisonsOf(fact: string, all: readonly FactValue[]): fc.Arbitrary<Condition> {
  const ofOne = fc.constantFrom<Comparison['operator'][]>('equal', 'notEqual', ...(fact === 'commandVariant' ? ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const : []));
  return fc.oneof(
    fc.record({ fact: fc.constant(fact), operator: ofOne, value: fc.constantFrom(...all) }),
    fc.record({ fact: fc.constant(fact), operator: fc.constantFrom<Comparison['operator'][]>('in', 'notIn'), value: fc.uniqueArray(fc.constantFrom(...all), { minLength: 1 }) }),
  );
}

/** Any condition of the dialect, three deep. */
export const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    comparisons,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
})).condition;

/** A value for each of the facts that the conditions name. */
export const requests: fc.Arbitrary<Record<string, FactValue>> = fc.record(
  Object.fromEntries(Object.entries(values).map(([fact, all]) => [fact, fc.constantFrom(...all)])),
);
