import { expect } from 'chai';
import fc from 'fast-check';
import type { FactValue } from '../../src/domain/fact.js';
import { createRuleGroup } from '../../src/rules/engine.js';
import { truthOf } from '../../src/rules/partial-truth.js';
import type { Condition } from '../../src/rules/rule.js';
import { conditions, rule, requests } from './conditions.js';

describe('the truth of a condition of which some facts are open', () => {
  it('is that of the engine where none is', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, requests, async (condition, request) => {
        expect(truthOf(condition, request)).to.equal(await truthInTheEngine(condition, request));
      }),
      { numRuns: 500 },
    );
  });

  it('is never what another part would refute', () => {
    fc.assert(
      fc.property(conditions, requests, fc.infiniteStream(fc.boolean()), (condition, request, coins) => {
        const part = Object.fromEntries(Object.entries(request).filter(() => coins.next().value as boolean));
        expect([undefined, truthOf(condition, request)]).to.include(truthOf(condition, part));
      }),
      { numRuns: 500 },
    );
  });

  it('is that of the engine for every comparison', async () => {
    const comparisons: readonly Condition[] = (['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive', 'equal', 'notEqual'] as const).map((operator) => ({ fact: 'commandVariant', operator, value: 4 }));
    for (const condition of comparisons) {
      for (const commandVariant of [3, 4, 5]) {
        expect(truthOf(condition, { commandVariant }), JSON.stringify(condition)).to.equal(await truthInTheEngine(condition, { commandVariant }));
      }
    }
  });
});

async function truthInTheEngine(applies: Condition, request: Readonly<Record<string, FactValue>>): Promise<boolean> {
  const [found] = await createRuleGroup([rule({ applies })]).run((fact) => request[fact]!);
  return found?.finding === 'passed';
}
