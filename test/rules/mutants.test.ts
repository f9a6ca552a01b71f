import { expect } from 'chai';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { isSameRule } from '../../src/proof/same-rule.js';
import { mutantsOf } from '../../src/rules/mutants.js';
import { type MutantResult, testMutants } from '../../src/rules/mutation.js';
import type { Rule } from '../../src/rules/rule.js';
import { loadShippedRules, loadTried, ruleFile, type RuleParts } from './rule-files.js';

const { rules } = loadShippedRules();

function tried(parts: RuleParts): Rule {
  return (loadTried(ruleFile('tried', parts))).rules[0]!;
}

async function test(rule: Rule): Promise<MutantResult[]> {
  return testMutants(rule, factVocabulary, isSameRule);
}

async function survivorsOf(rule: Rule): Promise<string[]> {
  return (await test(rule)).filter(({ fate }) => fate === 'survived').map(({ what, advice }) => `${what}; ${advice}`);
}

function shipped(id: string): Rule {
  return rules.find((rule) => rule.id === id)!;
}

function without(rule: Rule, name: string): Rule {
  const expected = rule.cases.expect.filter((each) => each.name !== name);
  expect(expected, name).to.have.length(rule.cases.expect.length - 1);
  return { ...rule, cases: { ...rule.cases, expect: expected } };
}

describe('mutants of the shipped rules', () => {
  for (const rule of rules) {
    it(`${rule.id}: its cases notice each`, async () => {
      const results = await test(rule);
      expect(results).not.to.be.empty;
      expect(results.filter(({ fate }) => fate !== 'noticed').map(({ at, what, advice }) => `${at}: ${what}: ${advice}`)).to.deep.equal([]);
    });
  }

  const needed: readonly (readonly [rule: string, name: string, survivor: string])[] = [
    ['sent-by-supplier', 'a Gas Supplier', '`userRole in [IS, GS]` without `GS`; add a case with userRole GS, finding passed'],
    ['sent-by-supplier', 'the same for an update', '`srv in [6.15.1, 6.21]` without `6.15.1`; add a case with srv 6.15.1, finding passed'],
    ['network-operator-update-exempt', "an electricity distributor's update", '`userRole in [ED, GT]` without `ED`; add a case of the request as it is given, finding passed'],
    ['handover-places-registered-operator', 'one belongs to another party', '`requires: networkOperatorMatch equal match` dropped; add a case with networkOperatorMatch mismatch, finding violated'],
    ['device-in-inventory', 'another Service Request', '`applies: srv in [6.15.1, 6.21]` dropped; add a case with srv 1.1.1, finding not-applicable'],
  ];
  for (const [id, name, survivor] of needed) {
    it(`${id}, without its case \`${name}\`: one survives`, async () => {
      expect(await survivorsOf(without(shipped(id), name))).to.include(survivor);
    });
  }
});

describe('mutants', () => {
  const three = '{ all: [{ fact: srv, operator: equal, value: "6.21" }, { any: [{ fact: userRole, operator: in, value: [IS, GS] }, { not: { fact: cancellation, operator: equal, value: true } }] }] }';

  it('change each condition, one thing at a time, and know where it stands', () => {
    const rule = tried({ applies: three });
    const line = (at: string) => at.replace('r/tried/tried.yaml:', '');
    expect(mutantsOf(rule, factVocabulary).map(({ what, at }) => `${line(at)} ${what}`)).to.deep.equal([
      '7:10 `applies: all of (srv equal 6.21; any of (userRole in [IS, GS]; not (cancellation equal true)))` dropped',
      '7:17 `any` instead of `all`',
      '7:18 `srv equal 6.21` dropped',
      '7:41 `srv equal 6.21` with `notEqual`',
      '7:55 `srv equal 6.21` with `1.1.1` instead of `6.21`',
      '7:65 `any of (userRole in [IS, GS]; not (cancellation equal true))` dropped',
      '7:72 `all` instead of `any`',
      '7:73 `userRole in [IS, GS]` dropped',
      '7:101 `userRole in [IS, GS]` with `notIn`',
      '7:113 `userRole in [IS, GS]` without `IS`',
      '7:113 `userRole in [IS, GS]` with `ES` instead of `IS`',
      '7:117 `userRole in [IS, GS]` without `GS`',
      '7:117 `userRole in [IS, GS]` with `ES` instead of `GS`',
      '7:124 `not (cancellation equal true)` dropped',
      '7:124 `not (cancellation equal true)` without `not`',
      '7:163 `cancellation equal true` with `notEqual`',
      '7:177 `cancellation equal true` with `false` instead of `true`',
    ]);
  });

  it('differ from the rule, and from each other, in what they find', () => {
    const said = [three, '{ any: [{ fact: commandVariant, operator: lessThan, value: 4 }, { fact: srv, operator: notEqual, value: "6.21" }] }'];
    for (const applies of said) {
      const rule = tried({ applies });
      const changed = [rule, ...mutantsOf(rule, factVocabulary).map((each) => each.rule)].map((each) => JSON.stringify(each.applies));
      expect(new Set(changed).size).to.equal(changed.length);
    }
  });

  it('leave no list empty, put another party in a party\'s place, and a value that no case gives where there is one', () => {
    const applies = '{ all: [{ fact: responsibleParty, operator: in, value: [epn] }] }';
    const given = tried({ applies: '{ fact: userRole, operator: equal, value: IS }', cases: '{ given: { userRole: ES }, expect: [{ name: es, finding: not-applicable }, { name: is, with: { userRole: IS }, finding: passed }] }' });
    expect(mutantsOf(tried({ applies }), factVocabulary).slice(1).map(({ what }) => what)).to.deep.equal([
      '`responsibleParty in [epn]` with `notIn`', '`responsibleParty in [epn]` with `any other responsibleParty` instead of `epn`',
    ]);
    expect(mutantsOf(given, factVocabulary).at(-1)?.what).to.equal('`userRole equal IS` with `GS` instead of `IS`');
  });

  it('move numbers that are ordered by one, either way', () => {
    const rule = tried({ applies: '{ fact: commandVariant, operator: lessThan, value: 4 }' });
    expect(mutantsOf(rule, factVocabulary).slice(1).map(({ what }) => what)).to.deep.equal([
      '`commandVariant lessThan 4` with `greaterThanInclusive`',
      '`commandVariant lessThan 4` with `lessThanInclusive`',
      '`commandVariant lessThan 4` with `3` instead of `4`',
      '`commandVariant lessThan 4` with `5` instead of `4`',
    ]);
  });

  it('turn each order of numbers round, and move it by one', () => {
    const turned = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'].map((operator) =>
      mutantsOf(tried({ applies: `{ fact: commandVariant, operator: ${operator}, value: 4 }` }), factVocabulary).slice(1, 3).map(({ rule }) => ('operator' in rule.applies ? rule.applies.operator : '')));
    expect(turned).to.deep.equal([
      ['greaterThanInclusive', 'lessThanInclusive'], ['greaterThan', 'lessThan'], ['lessThanInclusive', 'greaterThanInclusive'], ['lessThan', 'greaterThan'],
    ]);
  });

  it('of a number that is not just at its limit in the cases survive', async () => {
    const cases = (limit: string) => `{ given: { commandVariant: 1 }, expect: [{ name: low, finding: passed }, { name: high, with: { commandVariant: 8 }, finding: not-applicable }${limit}] }`;
    const applies = '{ fact: commandVariant, operator: lessThan, value: 4 }';
    expect(await survivorsOf(tried({ applies, cases: cases('') }))).to.deep.equal([
      '`commandVariant lessThan 4` with `lessThanInclusive`; add a case with commandVariant 4, finding not-applicable',
      '`commandVariant lessThan 4` with `3` instead of `4`; add a case with commandVariant 3, finding passed',
      '`commandVariant lessThan 4` with `5` instead of `4`; add a case with commandVariant 4, finding not-applicable',
    ]);
    const atLimit = ', { name: three, with: { commandVariant: 3 }, finding: passed }, { name: four, with: { commandVariant: 4 }, finding: not-applicable }';
    expect(await survivorsOf(tried({ applies, cases: cases(atLimit) }))).to.deep.equal([]);
  });

  it('that no request can tell from the rule are no survivors', async () => {
    const applies = '{ any: [{ fact: userRole, operator: equal, value: IS }, { fact: userRole, operator: in, value: [IS, GS] }] }';
    const rule = tried({ applies, cases: '{ given: { userRole: IS }, expect: [{ name: is, finding: passed }, { name: gs, with: { userRole: GS }, finding: passed }, { name: es, with: { userRole: ES }, finding: not-applicable }] }' });
    const fates = new Map((await test(rule)).map(({ what, fate }) => [what, fate]));
    expect(fates.get('`userRole equal IS` dropped')).to.equal('equivalent');
    expect(fates.get('`userRole in [IS, GS]` without `IS`')).to.equal('equivalent');
    expect(fates.get('`userRole in [IS, GS]` without `GS`')).to.equal('noticed');
  });

  it('are compared with what the rule finds, also where a case of it fails', async () => {
    const rule = tried({ cases: '{ given: { srv: "6.21" }, expect: [{ name: wrong, finding: not-applicable }, { name: other, with: { srv: "8.2" }, finding: not-applicable }] }' });
    expect(await survivorsOf(rule)).to.deep.equal([]);
  });

  it('that only a request could tell which there cannot be are no survivors either', async () => {
    const applies = '{ all: [{ fact: deviceType, operator: equal, value: ESME }, { fact: fuel, operator: equal, value: electricity }] }';
    const rule = tried({ applies, cases: '{ given: { deviceType: ESME, fuel: electricity }, expect: [{ name: one, finding: passed }, { name: two, with: { deviceType: GSME, fuel: gas }, finding: not-applicable }] }' });
    const fates = new Map((await test(rule)).map(({ what, fate }) => [what, fate]));
    expect(fates.get('`deviceType equal ESME` dropped'), 'only an ESME meters electricity').to.equal('equivalent');
    expect(fates.get('`any` instead of `all`')).to.equal('equivalent');
    expect(fates.get('`deviceType equal ESME` with `notEqual`')).to.equal('noticed');
  });
});
