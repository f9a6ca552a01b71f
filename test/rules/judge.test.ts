import { expect } from 'chai';
import fc from 'fast-check';
import type { FactValue } from '../../src/domain/fact.js';
import { Fault } from '../../src/domain/fault.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { findAll, judge, type Judgement, rememberJudgements } from '../../src/rules/judge.js';
import { truthOf } from '../../src/rules/partial-truth.js';
import { canApplyTo, type Plan, planOn } from '../../src/rules/plan.js';
import type { Policy, Rule, RuleSet } from '../../src/rules/rule.js';
import { conditions, equal, oneOf, requests, rule } from './conditions.js';
import { loadShippedRules } from './rule-files.js';

type Facts = Readonly<Record<string, FactValue>>;

const policy: Policy = {
  id: 'tried',
  title: 'Tried',
  stages: [{ id: 'first', title: 'First?' }, { id: 'second', title: 'Second?' }],
  reasons: { 'let-through': { decision: 'permit', counted: false, meaning: 'may pass' }, 'held-back': { decision: 'reject', counted: true, meaning: 'may not' } },
};

function planOf(...rules: Rule[]): Plan {
  const ruleSet: RuleSet = { version: 'sha256:tried', policy, rules, invariants: [], files: [] };
  return planOn(ruleSet, '2026-11-20', factVocabulary);
}

const holdBack = { decision: 'reject', reason: 'held-back' } as const;
const request: Facts = { srv: '6.21', userRole: 'IS', deviceType: 'ESME', commandVariant: 4, cancellation: false };

/** The rule that decides, and the facts asked for in their order. */
async function judgeAsking(plan: Plan, facts: Facts): Promise<{ rule: string; asked: string[] }> {
  const asked: string[] = [];
  const judgement = await judge(plan, (fact) => {
    if (!asked.includes(fact)) asked.push(fact);
    const value = facts[fact];
    if (value === undefined) throw new Fault('fact-unavailable', `fact ${fact} could not be looked up`);
    return value;
  });
  return { rule: judgement.rule.id, asked };
}

async function answerOf(judgement: Promise<Judgement>): Promise<string> {
  return judgement.then(({ rule: { id } }) => id, (cause: unknown) => (cause instanceof Fault ? cause.code : 'an error'));
}

describe('judging', () => {
  it('stops at the first stage in which a rule speaks', async () => {
    const plan = planOf(rule({ id: 'later', stage: 'second', applies: equal('srv', '6.21'), outcome: holdBack }), rule({ id: 'sooner', applies: equal('srv', '6.21') }));
    expect(await judgeAsking(plan, request)).to.deep.equal({ rule: 'sooner', asked: ['srv'] });
  });

  it('asks the cheap facts of a stage before the dear ones', async () => {
    const dear = rule({ id: 'dear', applies: equal('deviceType', 'ESME') });
    const cheap = rule({ id: 'cheap', applies: equal('commandVariant', 4) });
    expect(await judgeAsking(planOf(dear, cheap), request)).to.deep.equal({ rule: 'cheap', asked: ['srv', 'commandVariant'] });
    expect(await judgeAsking(planOf(dear, cheap), { ...request, commandVariant: 5 })).to.deep.equal({ rule: 'dear', asked: ['srv', 'commandVariant', 'deviceType'] });
  });

  it('is by the first in order, where several of those asked together speak', async () => {
    const [sooner, later] = ['sooner', 'later'].map((id) => rule({ id, applies: equal('srv', '6.21') }));
    expect(await judgeAsking(planOf(sooner!, later!), request)).to.deep.equal({ rule: 'sooner', asked: ['srv'] });
    expect(await judgeAsking(planOf(later!, sooner!), request)).to.deep.equal({ rule: 'later', asked: ['srv'] });
  });

  it('is no decision where no rule speaks, never a permit', async () => {
    const silent = planOf(rule({ applies: equal('srv', '6.21'), requires: equal('userRole', 'IS') }));
    for (const plan of [silent, planOf()]) {
      for (const ask of [judge.bind(undefined, plan), rememberJudgements(plan)]) {
        const fault = await ask((fact) => request[fact]!).catch((cause: unknown) => cause);
        expect(fault).to.be.instanceOf(Fault).with.property('code', 'no-rule-decides');
      }
    }
  });

  it('fails by a fact that cannot be had only where a rule needed it', async () => {
    const plan = planOf(rule({ id: 'needs', applies: { all: [equal('srv', '6.21'), equal('userRole', 'IS')] }, outcome: holdBack }), rule({ id: 'otherwise', stage: 'second', applies: equal('commandVariant', 4) }));
    const withoutRole = { srv: '6.21', commandVariant: 4 };
    expect(await judgeAsking(plan, { ...withoutRole, srv: '8.2' })).to.deep.equal({ rule: 'otherwise', asked: ['srv', 'commandVariant'] });
    const fault = await judgeAsking(plan, withoutRole).catch((cause: unknown) => cause);
    expect(fault).to.include({ code: 'fact-unavailable' });
  });

  it('passes over rules that the SRV rules out, which would not have spoken', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, requests, async (applies, facts) => {
        if (!canApplyTo(applies, String(facts.srv))) expect(truthOf(applies, facts)).to.equal(false);
        await Promise.resolve();
      }),
      { numRuns: 1_000 },
    );
    expect(canApplyTo({ all: [equal('userRole', 'IS'), oneOf('srv', '6.21', '8.2')] }, '6.15.1')).to.equal(false);
    expect(canApplyTo({ fact: 'srv', operator: 'notIn', value: ['6.21'] }, '6.21')).to.equal(false);
  });
});

describe('what the shipped rules ask for', () => {
  const supplier: Facts = { srv: '6.21', remotePartyRole: 'NetworkOperator', originatorKind: 'supplier', commandVariant: 1, userRole: 'IS', cancellation: false };
  const known: Facts = { ...supplier, device: 'known', deviceType: 'ESME', enforcement: 'enforce', mpxn: 'known', registration: 'known', registrationData: 'current' };
  const ways: readonly (readonly [what: string, facts: Facts, rule: string, asked: string])[] = [
    ['a read of the inventory: only what it is', { srv: '8.2' }, 'other-service-requests', 'srv'],
    ['recovery: nothing is looked up', { srv: '6.21', remotePartyRole: 'Recovery' }, 'recovery-credentials-exempt', 'srv, remotePartyRole'],
    ['a Supplier\'s credentials: only who sent it', { ...supplier, remotePartyRole: 'Supplier' }, 'places-network-operator-credentials', 'srv, remotePartyRole, originatorKind, commandVariant'],
    ['a distributor\'s update', { ...supplier, srv: '6.15.1', userRole: 'ED' }, 'network-operator-update-exempt', 'srv, remotePartyRole, originatorKind, userRole'],
    ['a cancellation: not the device', { ...supplier, cancellation: true }, 'cancellation-exempt', 'srv, remotePartyRole, originatorKind, commandVariant, userRole, cancellation'],
    ['an unknown device: not its registration', { ...supplier, device: 'unknown' }, 'device-in-inventory', 'srv, remotePartyRole, originatorKind, commandVariant, userRole, cancellation, device'],
    ['an unknown meter point: not its registration', { ...known, mpxn: 'unknown' }, 'meter-point-known', 'srv, remotePartyRole, originatorKind, commandVariant, userRole, cancellation, device, deviceType, enforcement, mpxn'],
    ['no registration: not the certificates', { ...known, registration: 'unknown' }, 'meter-point-registered', 'srv, remotePartyRole, originatorKind, commandVariant, userRole, cancellation, device, deviceType, enforcement, mpxn, registration, registrationData'],
    ['unreadable certificates: not whose they are', { ...known, certificates: 'unreadable', certificateUse: 'as-declared' }, 'certificates-readable', 'srv, remotePartyRole, originatorKind, commandVariant, userRole, cancellation, device, deviceType, enforcement, mpxn, registration, registrationData, certificateUse, certificates'],
  ];
  for (const [what, facts, decidedBy, asked] of ways) {
    it(what, async () => {
      const plan = planOn(loadShippedRules(), '2026-11-20', factVocabulary);
      expect(await judgeAsking(plan, facts)).to.deep.equal({ rule: decidedBy, asked: asked.split(', ') });
    });
  }
});

describe('judging by memory', () => {
  const randomRules = fc.uniqueArray(
    fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), applies: conditions, requires: fc.option(conditions, { nil: undefined }), stage: fc.constantFrom('first', 'second') }),
    { selector: ({ id }) => id, maxLength: 6 },
  );

  it('answers as fresh, whatever the rules, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(randomRules, fc.array(requests, { minLength: 1, maxLength: 20 }), async (parts, several) => {
        const plan = planOf(...parts.map((each) => rule(each)));
        const remembered = rememberJudgements(plan);
        for (const facts of [...several, ...several.toReversed()]) {
          const fresh = await answerOf(judge(plan, (fact) => facts[fact]!));
          expect(await answerOf(remembered((fact) => facts[fact]!))).to.equal(fresh);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('asks the engine once for the same facts, and for the facts each time', async () => {
    const remembered = rememberJudgements(planOf(rule({ applies: oneOf('srv', '6.21', '8.2') })));
    let asked = 0;
    const ask = () => {
      asked += 1;
      return '6.21';
    };
    const [first, again] = [await remembered(ask), await remembered(ask)];
    expect(again).to.equal(first);
    expect(asked).to.equal(3);
  });

  it('does so, too, where facts are known only later', async () => {
    const remembered = rememberJudgements(planOf(rule({ id: 'both', applies: { all: [equal('srv', '6.21'), equal('userRole', 'IS')] } }), rule({ id: 'other', stage: 'second', applies: equal('srv', '6.21') })));
    const asked: string[] = [];
    const later = (facts: Facts) => async (fact: string): Promise<FactValue> => { asked.push(fact); return Promise.resolve(facts[fact]!); };
    const first = await remembered(later(request));
    expect((await remembered(later({ ...request, userRole: 'OU' }))).rule.id).to.equal('other');
    asked.length = 0;
    expect(await remembered(later(request))).to.equal(first);
    expect([first.rule.id, asked]).to.deep.equal(['both', ['srv', 'userRole']]);
  });

  it('spares the engine, too, where no rule decides, and where a fact cannot be had', async () => {
    const plan = planOf(rule({ applies: { all: [equal('srv', '6.21'), equal('userRole', 'IS')] } }));
    const facts: readonly [Facts, string][] = [[{ srv: '6.21', userRole: 'OU' }, 'no-rule-decides'], [{ srv: '6.21' }, 'fact-unavailable']];
    for (const [known, code] of facts) {
      const remembered = rememberJudgements(plan);
      const asked: string[] = [];
      const ask = (fact: string) => {
        asked.push(fact);
        const value = known[fact];
        if (value === undefined) throw new Fault('fact-unavailable', 'gone');
        return value;
      };
      for (const expected of [['srv', 'srv', 'userRole'], ['srv', 'userRole']]) {
        expect(await answerOf(remembered(ask))).to.equal(code);
        expect(asked.splice(0)).to.deep.equal(expected);
      }
    }
  });

  it('does not take one type of value for another', async () => {
    const remembered = rememberJudgements(planOf(rule({ id: 'number', applies: equal('commandVariant', 4) }), rule({ id: 'other', stage: 'second', applies: equal('srv', '6.21') })));
    const answers: string[] = [];
    for (const commandVariant of [4, '4', 4]) answers.push((await remembered((fact) => (fact === 'srv' ? '6.21' : commandVariant))).rule.id);
    expect(answers).to.deep.equal(['number', 'other', 'number']);
  });

  it('does not hide that a fact cannot be had', async () => {
    const remembered = rememberJudgements(planOf(rule({ applies: equal('userRole', 'IS') })));
    await remembered((fact) => request[fact]!);
    const fault = await remembered((fact) => {
      if (fact === 'userRole') throw new Fault('fact-unavailable', 'gone');
      return request[fact]!;
    }).catch((cause: unknown) => cause);
    expect(fault).to.include({ code: 'fact-unavailable' });
    expect((await remembered((fact) => request[fact]!)).rule.id).to.equal('tried');
  });

  it('keeps a failure out of memory', async () => {
    const remembered = rememberJudgements(planOf(rule({ applies: equal('userRole', 'IS') })));
    const failing = await remembered(() => { throw new Fault('fact-malformed', 'odd'); }).catch((cause: unknown) => cause);
    expect(failing).to.include({ code: 'fact-malformed' });
    expect((await remembered((fact) => request[fact]!)).rule.id).to.equal('tried');
  });

  it('answers right when it has seen more than it keeps', async () => {
    const remembered = rememberJudgements(planOf(
      rule({ id: 'known', applies: { all: [equal('responsibleParty', 'epn'), equal('originatorParty', 'epn')] } }),
      rule({ id: 'other', stage: 'second', applies: equal('srv', '6.21') }),
    ));
    let asked = 0;
    const parties = (party: string) => (fact: string) => {
      asked += 1;
      return fact === 'srv' ? '6.21' : party;
    };
    for (let index = 0; index < 50_100; index += 1) await remembered(parties(String(index)));
    expect((await remembered(parties('epn'))).rule.id).to.equal('known');
    asked = 0;
    expect((await remembered(parties('7'))).rule.id).to.equal('other');
    expect(asked, 'it was forgotten: the engine asks, too').to.be.above(2);
  });
});

describe('what every rule finds', () => {
  it('is told of each by itself: a fact that cannot be had spoils only the rules that need it', async () => {
    const plan = planOf(rule({ id: 'a', applies: equal('userRole', 'IS') }), rule({ id: 'b', applies: equal('srv', '6.21'), requires: equal('commandVariant', 1) }), rule({ id: 'c', applies: equal('srv', '8.2') }));
    const found = await findAll(plan, (fact) => {
      if (fact === 'userRole') throw new Fault('fact-unavailable', 'gone');
      return request[fact]!;
    }, () => Promise.resolve());
    expect(found.map((each) => [each.rule.id, 'cause' in each ? 'none' : each.finding])).to.deep.equal([['a', 'none'], ['b', 'violated'], ['c', 'not-applicable']]);
  });
});
