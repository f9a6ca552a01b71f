import { expect } from 'chai';
import fc from 'fast-check';
import type { FactValue } from '../../src/domain/fact.js';
import { createRuleGroup, isSpeaking } from '../../src/rules/engine.js';
import { speaks } from '../../src/rules/partial-truth.js';
import type { Condition, Rule } from '../../src/rules/rule.js';
import { conditions, rule, requests } from './conditions.js';
import { loadTried, policyFile, problemsOf, ruleFile, type RuleParts } from './rule-files.js';

const srv = '{ fact: srv, operator: equal, value: "6.21" }';
const supplier = '{ fact: userRole, operator: in, value: [IS, GS] }';
const distributor = '{ fact: userRole, operator: in, value: [ED, GT] }';
const holdBack: RuleParts = { then: '{ reject: held-back }' };

async function problemsOfTwo(one: RuleParts, other: RuleParts): Promise<string[]> {
  return problemsOf([policyFile, ruleFile('one', one), ruleFile('two', other)]);
}

describe('two rules of one stage that would decide one request differently', () => {
  it('are refused, with a request that shows it', async () => {
    expect(await problemsOfTwo({ applies: srv }, { ...holdBack, applies: supplier })).to.deep.equal([
      'r/tried/two.yaml:6:8 two says reject held-back and one says permit let-through about one request (srv 6.21, userRole IS), both in stage first: move one to an earlier stage, or let one not apply',
    ]);
  });

  it('also where a requirement of one is violated', async () => {
    const requiring: RuleParts = { requires: '{ fact: device, operator: equal, value: known }' };
    const [problem] = await problemsOfTwo({ applies: srv }, requiring);
    expect(problem).to.contain('about one request (srv 6.21, device unknown)');
  });

  it('also where an integer alone tells them apart', async () => {
    const below = '{ fact: commandVariant, operator: lessThan, value: 5 }';
    const from = (least: number) => `{ fact: commandVariant, operator: greaterThanInclusive, value: ${least} }`;
    const [problem] = await problemsOfTwo({ applies: below }, { ...holdBack, applies: from(4) });
    expect(problem).to.contain('(commandVariant 4)');
    await loadTried(ruleFile('one', { applies: below }), ruleFile('two', { ...holdBack, applies: from(5) }));
  });

  it('also where a value stands for all that no rule mentions', async () => {
    const not = (fact: string, value: string) => `{ fact: ${fact}, operator: notEqual, value: ${value} }`;
    const [problem] = await problemsOfTwo({ applies: not('responsibleParty', 'epn') }, { ...holdBack, applies: not('responsibleParty', 'lpn') });
    expect(problem).to.contain('(responsibleParty any other responsibleParty)');
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
    await loadTried(ruleFile('one', wide), ruleFile('two', { ...holdBack, applies: none }));
    expect(process.cpuUsage(started).user).to.be.below(2_000_000);
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
      const { rules } = await loadTried(ruleFile('one', one), ruleFile('two', other));
      expect(rules).to.have.length(2);
    });
  }

  it('with two reasons of one decision', async () => {
    const third = policyFile.text.replace('reasons:', 'reasons:\n  also-held-back: { decision: reject, counted: false, meaning: it may not pass either }');
    const files = [{ ...policyFile, text: third }, ruleFile('one', { ...holdBack }), ruleFile('two', { then: '{ reject: also-held-back }' })];
    const [problem] = await problemsOf(files);
    expect(problem).to.contain('two says reject also-held-back and one says reject held-back');
  });
});

describe('the search for them', () => {
  it('knows of whole requests what the engine says', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, fc.option(conditions, { nil: undefined }), requests, async (applies, requires, request) => {
        const tried = rule({ applies, requires });
        expect(speaks(tried, request)).to.equal(await speaksInTheEngine(tried, request));
      }),
      { numRuns: 500 },
    );
  });

  it('and never says of a part what another part would refute', () => {
    fc.assert(
      fc.property(conditions, requests, fc.infiniteStream(fc.boolean()), (applies, request, coins) => {
        const part = Object.fromEntries(Object.entries(request).filter(() => coins.next().value as boolean));
        expect([undefined, speaks(rule({ applies }), request)]).to.include(speaks(rule({ applies }), part));
      }),
      { numRuns: 500 },
    );
  });

  it('of every comparison', async () => {
    const comparisons: readonly Condition[] = (['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive', 'equal', 'notEqual'] as const).map((operator) => ({ fact: 'commandVariant', operator, value: 4 }));
    for (const applies of comparisons) {
      for (const commandVariant of [3, 4, 5]) {
        expect(speaks(rule({ applies }), { commandVariant }), JSON.stringify(applies)).to.equal(await speaksInTheEngine(rule({ applies }), { commandVariant }));
      }
    }
  });
});

async function speaksInTheEngine(tried: Rule, request: Readonly<Record<string, FactValue>>): Promise<boolean> {
  const findings = await createRuleGroup([tried]).run((fact) => request[fact]!);
  return findings.every(isSpeaking);
}
