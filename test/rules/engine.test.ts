import { expect } from 'chai';
import fc from 'fast-check';
import { Engine } from 'json-rules-engine';
import type { FactValue } from '../../src/domain/fact.js';
import { Fault } from '../../src/domain/fault.js';
import { createRuleGroup, isSpeaking, type ValueOf } from '../../src/rules/engine.js';
import { truthOf } from '../../src/rules/partial-truth.js';
import type { Condition, Rule } from '../../src/rules/rule.js';
import { conditions, equal, oneOf, requests, rule } from './conditions.js';

type Facts = Readonly<Record<string, FactValue>>;

/** What the rules ask for, in order, and what they find. */
async function run(rules: readonly Rule[], facts: Facts): Promise<{ asked: string[]; findings: string[] }> {
  const asked: string[] = [];
  const found = await createRuleGroup(rules).run((fact) => {
    asked.push(fact);
    return facts[fact]!;
  });
  return { asked, findings: found.map(({ finding }) => finding) };
}

async function settledBy(applies: Condition, facts: Facts): Promise<unknown> {
  const [found] = await createRuleGroup([rule({ applies })]).run((fact) => facts[fact]!);
  return found?.settledBy;
}

const requiring = rule({ applies: equal('srv', '6.21'), requires: equal('userRole', 'IS') });
const facts: Facts = { srv: '6.21', userRole: 'IS', deviceType: 'ESME', commandVariant: 4, cancellation: false };

describe('a rule asked by the engine', () => {
  const findings: readonly (readonly [what: string, facts: Facts, finding: string, speaks: boolean])[] = [
    ['what it requires holds', facts, 'passed', false],
    ['what it requires does not hold', { ...facts, userRole: 'ED' }, 'violated', true],
    ['it does not apply', { ...facts, srv: '8.2', userRole: 'ED' }, 'not-applicable', false],
  ];
  for (const [what, request, finding, speaks] of findings) {
    it(`finds: ${what}`, async () => {
      const [found] = await createRuleGroup([requiring]).run((fact) => request[fact]!);
      expect(found?.finding).to.equal(finding);
      expect(found && isSpeaking(found)).to.equal(speaks);
    });
  }

  it('speaks whenever it applies when it requires nothing', async () => {
    const exempting = rule({ applies: equal('userRole', 'ED') });
    const speaking = await Promise.all(['ED', 'IS'].map(async (userRole) => (await createRuleGroup([exempting]).run(() => userRole)).map(isSpeaking)));
    expect(speaking).to.deep.equal([[true], [false]]);
  });

  it('agrees with a plain reading of the condition', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, requests, async (applies, request) => {
        const { findings: [finding] } = await run([rule({ applies })], request);
        expect(finding === 'passed').to.equal(truthOf(applies, request));
      }),
      { numRuns: 500 },
    );
  });

  const comparisons: readonly (readonly [what: string, condition: Condition, actual: FactValue, holds: boolean])[] = [
    ['a part of a listed text is not in the list', oneOf('srv', '6.21'), '6.2', false],
    ['a number is not the text that looks like it', equal('commandVariant', 4), '4', false],
    ['true is not the text', equal('cancellation', true), 'true', false],
    ['unknown is a value like any other: not equal to another', { fact: 'userRole', operator: 'notIn', value: ['IS', 'GS'] }, 'unknown', true],
    ['unknown is a value like any other: equal to itself', equal('userRole', 'unknown'), 'unknown', true],
    ['an order of numbers', { fact: 'commandVariant', operator: 'lessThan', value: 10 }, 9, true],
  ];
  for (const [what, condition, actual, holds] of comparisons) {
    it(what, async () => {
      const { findings: [finding] } = await run([rule({ applies: condition })], { [('fact' in condition && condition.fact) || '']: actual });
      expect(finding).to.equal(holds ? 'passed' : 'not-applicable');
    });
  }
});

describe('facts are asked for in the order written, and no further than needed', () => {
  const all: Condition = { all: [equal('srv', '6.21'), equal('deviceType', 'GPF'), equal('userRole', 'IS')] };
  const any: Condition = { any: [equal('srv', '8.2'), equal('deviceType', 'ESME'), equal('userRole', 'IS')] };
  const orders: readonly (readonly [what: string, rules: readonly Rule[], asked: readonly string[]])[] = [
    ['an all stops where one does not hold', [rule({ applies: all })], ['srv', 'deviceType']],
    ['an any stops where one holds', [rule({ applies: any })], ['srv', 'deviceType']],
    ['inside another', [rule({ applies: { all: [{ not: any }, equal('userRole', 'IS')] } })], ['srv', 'deviceType']],
    ['what is required is not looked at where the rule does not apply', [{ ...requiring, applies: equal('srv', '8.2') }], ['srv']],
    ['and after it where it does', [requiring], ['srv', 'userRole']],
    ['one rule after the other', [rule({ id: 'z', applies: equal('deviceType', 'ESME') }), rule({ id: 'a', applies: equal('userRole', 'IS') })], ['deviceType', 'userRole']],
  ];
  for (const [what, rules, asked] of orders) {
    it(what, async () => {
      expect((await run(rules, facts)).asked).to.deep.equal(asked);
    });
  }

  it('also where they answer late', async () => {
    const asked: string[] = [];
    const rules = ['a', 'b', 'c'].map((id, index) => rule({ id, applies: equal(Object.keys(facts)[index]!, 'x') }));
    await createRuleGroup(rules).run(async (fact) => {
      asked.push(fact);
      await new Promise((resolve) => setTimeout(resolve, asked.length === 1 ? 5 : 0));
      return facts[fact]!;
    });
    expect(asked).to.deep.equal(['srv', 'userRole', 'deviceType']);
  });
});

describe('what settled a finding', () => {
  const settlements: readonly (readonly [what: string, condition: Condition, settled: Condition & { actual: FactValue }])[] = [
    ['the one comparison', equal('srv', '6.21'), { ...equal('srv', '6.21'), actual: '6.21' }],
    ['the first of an all that does not hold', { all: [equal('srv', '6.21'), equal('userRole', 'GS'), equal('deviceType', 'GPF')] }, { ...equal('userRole', 'GS'), actual: 'IS' }],
    ['the last of an all that holds', { all: [equal('srv', '6.21'), equal('userRole', 'IS')] }, { ...equal('userRole', 'IS'), actual: 'IS' }],
    ['the first of an any that holds', { any: [equal('srv', '8.2'), oneOf('userRole', 'IS', 'GS')] }, { ...oneOf('userRole', 'IS', 'GS'), actual: 'IS' }],
    ['the last of an any that does not', { any: [equal('srv', '8.2'), equal('userRole', 'GS')] }, { ...equal('userRole', 'GS'), actual: 'IS' }],
    ['inside a not', { not: { all: [equal('srv', '6.21'), { not: equal('cancellation', false) }] } }, { ...equal('cancellation', false), actual: false }],
  ];
  for (const [what, condition, settled] of settlements) {
    it(what, async () => {
      expect(await settledBy(condition, facts)).to.deep.equal(settled);
    });
  }

  it('is of what a rule requires as soon as it applies', async () => {
    const requests = [facts, { ...facts, userRole: 'ED' }, { ...facts, srv: '8.2', userRole: 'ED' }];
    const settled = await Promise.all(requests.map(async (request) => (await createRuleGroup([requiring]).run((fact) => request[fact]!))[0]?.settledBy));
    expect(settled).to.deep.equal([{ ...equal('userRole', 'IS'), actual: 'IS' }, { ...equal('userRole', 'IS'), actual: 'ED' }, { ...equal('srv', '6.21'), actual: '8.2' }]);
  });
});

describe('runs that go on at the same time', () => {
  const rejecting = rule({ id: 'late', applies: equal('srv', '6.21'), requires: equal('userRole', 'IS'), outcome: { decision: 'reject', reason: 'held-back' } });
  const group = createRuleGroup([rule({ id: 'early', applies: equal('deviceType', 'GPF') }), rejecting, rule({ id: 'last', applies: equal('commandVariant', 9) })]);

  async function mustReject(valueOf: ValueOf): Promise<string[]> {
    return (await group.run(valueOf)).filter(isSpeaking).map(({ rule: { id } }) => id);
  }

  it('never skip a rule, whether facts answer at once or late', async () => {
    const request: Facts = { ...facts, userRole: 'ED' };
    const ways: readonly ValueOf[] = [
      (fact) => request[fact]!,
      async (fact) => Promise.resolve(request[fact]!),
      async (fact) => new Promise((resolve) => setImmediate(() => { resolve(request[fact]!); })),
      async (fact) => new Promise((resolve) => setTimeout(() => { resolve(request[fact]!); }, fact.length % 3)),
    ];
    const spoken = await Promise.all(Array.from({ length: 2_000 }, async (_, index) => mustReject(ways[index % ways.length]!)));
    expect(spoken.filter((each) => each.join() === 'late')).to.have.length(2_000);
  });

  it('do not see each other\'s facts', async () => {
    const roles = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 'IS' : 'ED'));
    const spoken = await Promise.all(roles.map(async (userRole) => mustReject(async (fact) => Promise.resolve(fact === 'userRole' ? userRole : facts[fact]!))));
    expect(spoken.map((each) => each.length)).to.deep.equal(roles.map((role) => (role === 'IS' ? 0 : 1)));
  });

  it('do not end each other when a fact of one cannot be had', async () => {
    const refusing = async (): Promise<FactValue> => Promise.reject(new Fault('fact-unavailable', 'gone'));
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, async (_, index) => mustReject(index % 2 === 0 ? refusing : async () => Promise.resolve('6.21'))));
    expect(outcomes.map(({ status }) => status)).to.deep.equal(outcomes.map((_, index) => (index % 2 === 0 ? 'rejected' : 'fulfilled')));
  });
});

describe('a rule that does not answer', () => {
  const prototype = Engine.prototype as unknown as { evaluateRules: (...rest: unknown[]) => unknown };
  const { evaluateRules } = prototype;
  afterEach(() => {
    prototype.evaluateRules = evaluateRules;
  });

  it('is the last that is asked for, also behind the rejection', async () => {
    const asked: string[] = [];
    const group = createRuleGroup([rule({ id: 'a', applies: equal('userRole', 'IS') }), rule({ id: 'b', applies: equal('deviceType', 'ESME') })]);
    const fault = await group.run((fact) => {
      asked.push(fact);
      throw new Fault('fact-unavailable', 'gone');
    }).catch((cause: unknown) => cause);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([(fault as Fault).message, asked]).to.deep.equal(['gone', ['userRole']]);
  });

  it('is no decision', async () => {
    prototype.evaluateRules = async () => Promise.resolve();
    const fault = await createRuleGroup([requiring]).run((fact) => facts[fact]!).catch((cause: unknown) => cause);
    expect(fault).to.be.instanceOf(Fault);
    expect(fault).to.include({ code: 'no-rule-decides', message: 'rule tried did not answer' });
  });
});
