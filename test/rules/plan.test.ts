import { expect } from 'chai';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { asOn, planOn, trialPlanOn } from '../../src/rules/plan.js';
import { createRuleBook } from '../../src/rules/rule-book.js';
import type { Rule, RuleSet } from '../../src/rules/rule.js';
import { loadTried, ruleFile } from './rule-files.js';

const idsOf = (rules: readonly Rule[]) => rules.map(({ id }) => id);

function trialIdsOn(ruleSet: RuleSet, day: string): string[] | undefined {
  const plan = trialPlanOn(ruleSet, day, factVocabulary);
  return plan && idsOf(plan.inForce);
}

function inForceOn(ruleSet: RuleSet, day: string): string[] {
  return idsOf(planOn(ruleSet, day, factVocabulary).inForce);
}

describe('the rules in force on a day', () => {
  it('are those from their first day to the day before their last', () => {
    const ruleSet = loadTried(ruleFile('old', { effective: '{ from: 2020-11-05, to: 2026-04-01 }' }), ruleFile('new', { effective: '{ from: 2026-04-01 }' }));
    expect(inForceOn(ruleSet, '2020-11-04')).to.deep.equal([]);
    expect(inForceOn(ruleSet, '2020-11-05')).to.deep.equal(['old']);
    expect(inForceOn(ruleSet, '2026-03-31')).to.deep.equal(['old']);
    expect(inForceOn(ruleSet, '2026-04-01')).to.deep.equal(['new']);
  });

  it('are all that there are, and on every day, of a set as it is on that day', () => {
    const ruleSet = loadTried(ruleFile('old', { effective: '{ from: 2020-11-05, to: 2026-04-01 }' }), ruleFile('new', { effective: '{ from: 2026-04-01 }' }), ruleFile('always'));
    const { rules, ...rest } = asOn(ruleSet, '2026-04-01');
    expect({ ...rest, rules: ruleSet.rules }).to.deep.equal(ruleSet);
    expect(rules).to.deep.equal(ruleSet.rules.filter(({ id }) => id !== 'old').map((rule) => ({ ...rule, effective: { from: '0001-01-01' } })));
    expect(inForceOn({ ...rest, rules }, '2019-01-01')).to.have.members(['new', 'always']);
  });

  it('say which are not', () => {
    const ruleSet = loadTried(ruleFile('later', { effective: '{ from: 2026-04-01 }' }), ruleFile('now'));
    expect(planOn(ruleSet, '2026-01-01', factVocabulary).notInForce.map(({ id }) => id)).to.deep.equal(['later']);
  });

  it('leave out what another replaces, as long as that one is in force', () => {
    const ruleSet = loadTried(ruleFile('usual'), ruleFile('summer', { effective: '{ from: 2026-06-01, to: 2026-09-01 }', replaces: 'usual' }));
    expect(inForceOn(ruleSet, '2026-05-31')).to.deep.equal(['usual']);
    expect(inForceOn(ruleSet, '2026-06-01')).to.deep.equal(['summer']);
    expect(inForceOn(ruleSet, '2026-08-31')).to.deep.equal(['summer']);
    expect(inForceOn(ruleSet, '2026-09-01')).to.deep.equal(['usual']);
  });

  it('leave out the whole of a chain but its last', () => {
    const ruleSet = loadTried(ruleFile('first'), ruleFile('second', { replaces: 'first' }), ruleFile('third', { replaces: 'second' }));
    expect(inForceOn(ruleSet, '2026-01-01')).to.deep.equal(['third']);
  });

  it('are without those in observe mode, and what only those replace stays', () => {
    const ruleSet = loadTried(ruleFile('live'), ruleFile('tried', { mode: 'observe', replaces: 'live' }), ruleFile('tried-later', { mode: 'observe', effective: '{ from: 2026-06-01 }' }));
    const plan = planOn(ruleSet, '2026-01-01', factVocabulary);
    expect([idsOf(plan.inForce), idsOf(plan.notInForce)]).to.deep.equal([['live'], ['tried', 'tried-later']]);
    expect(trialIdsOn(ruleSet, '2026-01-01')).to.deep.equal(['tried']);
    expect(trialIdsOn(ruleSet, '2026-06-01')).to.deep.equal(['tried', 'tried-later']);
  });

  it('are all that there is where none is observing: there is no trial', () => {
    const ruleSet = loadTried(ruleFile('live', { mode: 'enforce' }), ruleFile('tried', { mode: 'observe', effective: '{ from: 2026-06-01 }' }), ruleFile('live-later', { effective: '{ from: 2026-07-01 }', replaces: 'tried' }));
    expect(trialIdsOn(ruleSet, '2026-05-31')).to.equal(undefined);
    expect(trialIdsOn(ruleSet, '2026-06-30')).to.deep.equal(['live', 'tried']);
    expect(trialIdsOn(ruleSet, '2026-07-01'), 'replaced before it was ever enforced').to.equal(undefined);
  });

  it('do not depend on days planned before', () => {
    const ruleSet = loadTried(ruleFile('old', { effective: '{ from: 2020-11-05, to: 2026-04-01 }' }), ruleFile('new', { effective: '{ from: 2026-04-01 }' }));
    const [before, after] = ['2026-03-31', '2026-04-01'].map((day) => planOn(ruleSet, day, factVocabulary));
    const rulesFor = (plan: typeof before) => plan?.groupsFor('6.21').flatMap(({ rules }) => rules.map(({ id }) => id));
    expect([rulesFor(after), rulesFor(before), rulesFor(after)]).to.deep.equal([['new'], ['old'], ['new']]);
  });
});

describe('the rules asked of an SRV', () => {
  it('stand by stage, then by what their facts cost', () => {
    const ruleSet = loadTried(
      ruleFile('a-device', { applies: '{ fact: device, operator: equal, value: known }' }),
      ruleFile('b-sender', { applies: '{ all: [{ fact: commandVariant, operator: equal, value: 1 }, { fact: userRole, operator: equal, value: IS }] }' }),
      ruleFile('c-request', { applies: '{ fact: commandVariant, operator: equal, value: 1 }' }),
      ruleFile('d-request', { applies: '{ fact: cancellation, operator: equal, value: true }', stage: 'second' }),
      ruleFile('e-request', { applies: '{ fact: cancellation, operator: equal, value: true }' }),
    );
    const groups = planOn(ruleSet, '2026-01-01', factVocabulary).groupsFor('6.21');
    expect(groups.map(({ rules }) => rules.map(({ id }) => id))).to.deep.equal([['c-request', 'e-request'], ['b-sender'], ['a-device'], ['d-request']]);
  });

  it('are without those that can only be about another', () => {
    const ruleSet = loadTried(
      ruleFile('all', { applies: '{ all: [{ fact: userRole, operator: equal, value: IS }, { fact: srv, operator: in, value: ["8.2", "6.15.1"] }] }' }),
      ruleFile('any', { applies: '{ any: [{ fact: userRole, operator: equal, value: IS }, { fact: srv, operator: equal, value: "8.2" }] }' }),
      ruleFile('but', { applies: '{ fact: srv, operator: notEqual, value: "6.21" }' }),
    );
    const plan = planOn(ruleSet, '2026-01-01', factVocabulary);
    const idsFor = (srv: string) => plan.groupsFor(srv).flatMap(({ rules }) => rules.map(({ id }) => id)).sort();
    expect(idsFor('6.21')).to.deep.equal(['any']);
    expect(idsFor('8.2')).to.deep.equal(['all', 'any', 'but']);
    expect(idsFor('8.11')).to.deep.equal(['any', 'but']);
  });
});

describe('the rule book', () => {
  const summer = ruleFile('summer', { effective: '{ from: 2026-07-01 }' });
  const winter = ruleFile('winter', { effective: '{ from: 2020-11-05, to: 2026-07-01 }' });

  function bookOn(instant: string): string {
    const book = createRuleBook(loadTried(summer, winter), factVocabulary);
    return book.at(Date.parse(instant)).plan.inForce.map(({ id }) => id).join();
  }

  it('turns the page at midnight in Great Britain, which in summer is 23:00 UTC', () => {
    expect(bookOn('2026-06-30T22:59:59.999Z')).to.equal('winter');
    expect(bookOn('2026-06-30T23:00:00.000Z')).to.equal('summer');
  });

  it('and in winter is midnight UTC', () => {
    const book = createRuleBook(loadTried(ruleFile('january', { effective: '{ from: 2026-01-01 }' })), factVocabulary);
    expect(book.at(Date.parse('2025-12-31T23:59:59.999Z')).plan.inForce).to.have.length(0);
    expect(book.at(Date.parse('2026-01-01T00:00:00.000Z')).plan.inForce).to.have.length(1);
  });

  it('turns back when the clock is put back', () => {
    const book = createRuleBook(loadTried(summer, winter), factVocabulary);
    const days = ['2026-07-01T12:00:00Z', '2026-06-30T12:00:00Z', '2026-07-01T12:00:00Z'];
    expect(days.map((instant) => book.at(Date.parse(instant)).plan.inForce[0]?.id)).to.deep.equal(['summer', 'winter', 'summer']);
  });

  it('keeps its memory for a day, and forgets it with the rules', async () => {
    const book = createRuleBook(loadTried(summer, winter), factVocabulary);
    const noon = Date.parse('2026-06-01T12:00:00Z');
    const before = book.at(noon);
    expect(book.at(noon + 1)).to.equal(before);
    book.replace(loadTried(ruleFile('next', { then: '{ reject: held-back }' })));
    expect(book.at(noon)).to.not.equal(before);
    expect(book.current().rules.map(({ id }) => id)).to.deep.equal(['next']);
    expect((await book.at(noon).judge(() => '6.21')).outcome.decision).to.equal('reject');
    expect((await before.judge(() => '6.21')).rule.id, 'what was begun by the old rules ends by them').to.equal('winter');
  });
});
