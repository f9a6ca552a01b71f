import { expect } from 'chai';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { findUnsound } from '../../src/proof/prove.js';
import { loadRules } from '../../src/rules/load-rules.js';
import type { RuleFile } from '../../src/rules/rule.js';
import { policyFile, ruleFile, type RuleParts } from '../rules/rule-files.js';
import { mapping, proofOf } from './planted.js';

const srv = '{ fact: srv, operator: equal, value: "6.21" }';
const supplier = '{ fact: userRole, operator: in, value: [IS, GS] }';
const distributor = '{ fact: userRole, operator: in, value: [ED, GT] }';
const holdBack: RuleParts = { then: '{ reject: held-back }' };

async function disagreementsOf(files: readonly RuleFile[]): Promise<string[]> {
  const { faults } = await proofOf(loadRules(files, factVocabulary, 'r'));
  return faults.filter(({ kind }) => kind === 'disagreement').map(({ at, problem }) => `${at} ${problem}`);
}

async function problemsOfTwo(one: RuleParts, other: RuleParts): Promise<string[]> {
  return disagreementsOf([policyFile, ruleFile('one', one), ruleFile('two', other)]);
}

describe('two rules of one stage that would decide one request differently', () => {
  it('are refused, with a request that shows it', async () => {
    expect(await problemsOfTwo({ applies: srv }, { ...holdBack, applies: supplier })).to.deep.equal([
      'r/tried/two.yaml:6:8 two says reject held-back and one says permit let-through of a request in which srv is 6.21 and userRole is IS, both in stage first: move one to an earlier stage, or let one not apply',
    ]);
  });

  it('also where a requirement of one is violated', async () => {
    const requiring: RuleParts = { requires: '{ fact: device, operator: equal, value: known }' };
    const [problem] = await problemsOfTwo({ applies: srv }, requiring);
    expect(problem).to.contain('of a request in which srv is 6.21 and device is unknown');
  });

  it('also where an integer alone tells them apart', async () => {
    const below = '{ fact: commandVariant, operator: lessThan, value: 5 }';
    const from = (least: number) => `{ fact: commandVariant, operator: greaterThanInclusive, value: ${least} }`;
    const [problem] = await problemsOfTwo({ applies: below }, { ...holdBack, applies: from(4) });
    expect(problem).to.contain('in which commandVariant is 4');
    expect(await problemsOfTwo({ applies: below }, { ...holdBack, applies: from(5) })).to.deep.equal([]);
  });

  it('also where a value stands for all that no rule mentions', async () => {
    const not = (fact: string, value: string) => `{ fact: ${fact}, operator: notEqual, value: ${value} }`;
    const [problem] = await problemsOfTwo({ applies: not('responsibleParty', 'epn') }, { ...holdBack, applies: not('responsibleParty', 'lpn') });
    expect(problem).to.contain('in which responsibleParty is unknown');
  });

  it('are found at once, however many facts they read', async () => {
    const facts = ['srv', 'remotePartyRole', 'userRole', 'originatorKind', 'deviceType', 'deviceStatus', 'fuel', 'certificates', 'certificateRole', 'networkOperatorMatch', 'enforcement', 'registrationData'];
    const firstTwo: Record<string, string> = { srv: '"6.21", "6.15.1"', remotePartyRole: 'ACB, Root', userRole: 'IS, GS', originatorKind: 'dcc, other', deviceType: 'ESME, GPF', deviceStatus: 'Pending, Recovery', fuel: 'gas, none',
      certificates: 'readable, none', certificateRole: 'other, none', networkOperatorMatch: 'match, none', enforcement: 'observe, enforce', registrationData: 'stale, current' };
    const all = `{ all: [${facts.map((fact) => `{ fact: ${fact}, operator: in, value: [${firstTwo[fact]!}] }`).join(', ')}] }`;
    const given = facts.map((fact) => `${fact}: ${firstTwo[fact]!.split(',')[0]!}`).join(', ');
    const wide: RuleParts = { applies: all, cases: `{ given: { ${given} }, expect: [{ name: a, finding: passed }] }` };
    const none = `{ all: [${supplier}, ${distributor}] }`;
    const started = process.cpuUsage();
    expect(await problemsOfTwo(wide, { ...wide, ...holdBack })).to.have.length(1);
    expect(await problemsOfTwo(wide, { ...holdBack, applies: none })).to.deep.equal([]);
    expect(process.cpuUsage(started).user).to.be.below(2_000_000);
  });

  it('are refused also where a rule that is only tried would keep them from it', async () => {
    const [one, two]: readonly RuleParts[] = [{ applies: srv, stage: 'second' }, { ...holdBack, applies: supplier, stage: 'second' }];
    const tries: readonly RuleParts[] = [{ mode: 'observe', applies: srv, stage: 'first' }, { mode: 'observe', applies: distributor, stage: 'second', replaces: 'two' }];
    for (const tried of tries) {
      const files = [policyFile, ruleFile('one', one), ruleFile('two', two), ruleFile('three', tried)];
      expect(await disagreementsOf(files)).to.deep.equal([
        'r/tried/two.yaml:6:8 two says reject held-back and one says permit let-through of a request in which srv is 6.21 and userRole is IS, both in stage second: move one to an earlier stage, or let one not apply',
      ]);
      const unsound = await findUnsound(loadRules(files, factVocabulary, 'r'), { ...mapping, directory: 'r' });
      expect(unsound.map(({ kind }) => kind)).to.include('disagreement');
    }
  });

  const peaceful: readonly (readonly [string, RuleParts, RuleParts])[] = [
    ['in two stages', { applies: srv }, { ...holdBack, applies: supplier, stage: 'second' }],
    ['about requests that exclude each other', { applies: distributor }, { ...holdBack, applies: supplier }],
    ['one after the other', { applies: srv, effective: '{ from: 2020-11-05, to: 2026-01-01 }' }, { ...holdBack, applies: srv, effective: '{ from: 2026-01-01 }' }],
    ['one of which replaces the other', { applies: srv }, { ...holdBack, applies: srv, replaces: 'one' }],
    ['that decide the same', { applies: srv }, { applies: supplier }],
    ['that only seem to differ, as one is never violated', { applies: srv }, { applies: supplier, requires: supplier }],
  ];
  for (const [what, one, other] of peaceful) {
    it(`not: ${what}`, async () => {
      expect(await problemsOfTwo(one, other)).to.deep.equal([]);
    });
  }

  it('with two reasons of one decision', async () => {
    const third = policyFile.text.replace('reasons:', 'reasons:\n  also-held-back: { decision: reject, counted: false, meaning: it may not pass either }');
    const files = [{ ...policyFile, text: third }, ruleFile('one', { ...holdBack }), ruleFile('two', { then: '{ reject: also-held-back }' })];
    const [problem] = await disagreementsOf(files);
    expect(problem).to.contain('two says reject also-held-back and one says reject held-back');
  });
});
