import { expect } from 'chai';
import type { Sight } from '../../src/rules/coverage.js';
import { type CoverageReport, coverageReportOf, isSuccess, type MutantTest, mutationReportOf, type TestReport, totalsOf } from '../../src/testing/report.js';

function sight(parts: Pick<Sight, 'kind' | 'rule'>, cases: number, scenarios: number): Sight {
  return { what: 'what', at: 'r/x.yaml:1:1', seen: { cases, scenarios }, ...parts };
}

const sights = [
  sight({ kind: 'finding', rule: 'a' }, 2, 0), sight({ kind: 'outcome', rule: 'a' }, 0, 1), sight({ kind: 'value', rule: 'a' }, 0, 0),
  sight({ kind: 'finding', rule: 'b' }, 1, 1), sight({ kind: 'reason', rule: null }, 0, 3), sight({ kind: 'reason', rule: null }, 0, 0),
];
const mutant = (fate: MutantTest['fate']): MutantTest => ({ rule: 'a', what: 'what', at: 'r/a.yaml:1:1', fate, advice: '', durationMs: 0 });

function reportOf(statuses: readonly ('passed' | 'failed' | 'skipped')[], coverage: CoverageReport | null, fates: readonly MutantTest['fate'][] | null): TestReport {
  const totals = totalsOf(statuses.map((status) => ({ status })));
  return { totals, suites: [], coverage, mutants: fates && mutationReportOf(fates.map(mutant)), durationMs: 0 };
}

describe('a report of tests', () => {
  it('counts what passed, failed and was skipped, and what became of mutants', () => {
    expect(totalsOf((['passed', 'failed', 'passed', 'skipped'] as const).map((status) => ({ status })))).to.deep.equal({ tests: 4, passed: 2, failed: 1, skipped: 1 });
    expect(mutationReportOf((['noticed', 'survived', 'noticed', 'equivalent'] as const).map(mutant))).to.deep.include({ noticed: 2, survived: 1, equivalent: 1 });
  });

  it('says how much was seen, of each rule and of the reasons, and never more than was', () => {
    expect(coverageReportOf(sights, 90)).to.deep.include({
      seen: 4, of: 6, percent: 66.6, least: 90, reasons: { seen: 1, of: 2, percent: 50 },
      rules: [{ rule: 'a', seen: 2, of: 3, percent: 66.6, byCases: 1, byScenarios: 1 }, { rule: 'b', seen: 1, of: 1, percent: 100, byCases: 1, byScenarios: 1 }],
    });
    expect(coverageReportOf([], null)).to.deep.include({ seen: 0, of: 0, percent: 100, least: null, reasons: null, rules: [] });
  });

  const reports: readonly (readonly [what: string, report: TestReport, isGood: boolean])[] = [
    ['all passed', reportOf(['passed'], null, null), true],
    ['some were skipped', reportOf(['passed', 'skipped'], null, null), true],
    ['one failed', reportOf(['passed', 'failed'], null, null), false],
    ['enough was seen', reportOf(['passed'], coverageReportOf(sights, 66.6), null), true],
    ['nothing asks for how much was seen', reportOf(['passed'], coverageReportOf(sights, null), null), true],
    ['too little was seen', reportOf(['passed'], coverageReportOf(sights, 66.7), null), false],
    ['one failed, and enough was seen', reportOf(['failed'], coverageReportOf(sights, 10), null), false],
    ['every mutant was noticed, or is no other rule', reportOf(['passed'], null, ['noticed', 'equivalent']), true],
    ['a mutant survived', reportOf(['passed'], null, ['noticed', 'survived']), false],
    ['one failed, and every mutant was noticed', reportOf(['failed'], null, ['noticed']), false],
  ];
  for (const [what, report, isGood] of reports) {
    it(`is ${isGood ? 'good' : 'bad'} where ${what}`, () => {
      expect(isSuccess(report)).to.equal(isGood);
    });
  }
});
