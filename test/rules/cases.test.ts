import { expect } from 'chai';
import { describeSettlement, runCases } from '../../src/rules/cases.js';
import type { Rule, RuleCase } from '../../src/rules/rule.js';
import { loadTried, ruleFile, type RuleParts } from './rule-files.js';

async function resultsOf(parts: RuleParts): Promise<string[]> {
  const { rules: [tried] } = loadTried(ruleFile('tried', parts));
  const results = await runCases(tried!);
  return results.map(({ case: { name }, got, passed, settledBy }) => `${name}: ${got} (${describeSettlement(settledBy)})${passed ? '' : ' FAILED'}`);
}

const requires = '{ fact: userRole, operator: in, value: [IS, GS] }';

describe('the cases of a rule', () => {
  it('are `given` with what each case changes', async () => {
    const results = await resultsOf({
      requires,
      cases: '{ given: { srv: "6.21", userRole: IS }, expect: [{ name: one, finding: passed }, { name: two, with: { userRole: ED }, finding: violated }, { name: three, with: { srv: "8.2", userRole: ED }, finding: not-applicable }] }',
    });
    expect(results).to.deep.equal([
      'one: passed (userRole in ["IS","GS"], and it was "IS")',
      'two: violated (userRole in ["IS","GS"], and it was "ED")',
      'three: not-applicable (srv equal "6.21", and it was "8.2")',
    ]);
  });

  it('know where each of them stands', () => {
    const { rules: [tried] } = loadTried(ruleFile('tried', { requires, cases: '{ given: { srv: "6.21", userRole: IS }, expect: [{ name: one, finding: passed }, { name: two, finding: passed }] }' }));
    expect(tried?.cases.expect.map(({ place }) => place)).to.deep.equal(['r/tried/tried.yaml:10:57', 'r/tried/tried.yaml:10:89']);
  });

  it('fail where the rule finds something else', async () => {
    const results = await resultsOf({ requires, cases: '{ given: { srv: "6.21", userRole: ED }, expect: [{ name: wrong, finding: passed }] }' });
    expect(results).to.deep.equal(['wrong: violated (userRole in ["IS","GS"], and it was "ED") FAILED']);
  });

  it('are asked on their own day, or on one on which the rule is in force', async () => {
    const results = await resultsOf({
      effective: '{ from: 2026-01-01, to: 2026-07-01 }',
      cases: '{ given: { srv: "6.21" }, expect: [{ name: some day, finding: passed }, { name: too early, at: 2025-12-31, finding: not-effective }, { name: the first, at: 2026-01-01, finding: passed }, { name: too late, at: 2026-07-01, finding: not-effective }, { name: wrong, at: 2027-01-01, finding: passed }] }',
    });
    expect(results.map((each) => each.replace(/ \(srv.*\)/, ''))).to.deep.equal([
      'some day: passed',
      'too early: not-effective (not in force on that day)',
      'the first: passed',
      'too late: not-effective (not in force on that day)',
      'wrong: not-effective (not in force on that day) FAILED',
    ]);
  });

  it('do not pass because a fact is forgotten: the file is refused', async () => {
    const forgetful: Rule = (loadTried(ruleFile('tried', { requires }))).rules[0]!;
    const silent: RuleCase = { name: 'a', place: 'r/tried.yaml:1:1', with: {}, at: undefined, finding: 'passed' };
    const [result] = await runCases({ ...forgetful, cases: { given: { srv: '6.21' }, expect: [silent] } });
    expect(result?.got, 'a fact without a value is like no value that it can have').to.equal('violated');
  });
});
