import type { FactValue } from '../domain/fact.js';
import type { Sight } from '../rules/coverage.js';
import type { RuleFinding } from '../rules/engine.js';
import type { MutantResult } from '../rules/mutation.js';

/** One case of a rule, or one scenario. */
export interface TestResult {
  name: string;
  file: string;
  /** `file:line:column` */
  at: string;
  status: 'passed' | 'failed' | 'skipped';
  /** a finding, or a decision and its reason; null where it was not asked, or not answered */
  expected: string | null;
  got: string | null;
  /** the comparison that settled it, and what the fact was; of a scenario only where it failed */
  settledBy: NonNullable<RuleFinding['settledBy']> | null;
  /** what was given in facts; of a scenario only where it failed */
  facts: Readonly<Record<string, FactValue>>;
  /** in words: why it failed, or was skipped */
  messages: readonly string[];
  durationMs: number;
}

/** What tests have in common: the rule whose cases they are, or the scenario file. */
export interface SuiteHead {
  kind: 'rule' | 'scenarios';
  name: string;
  file: string;
}

export interface TestSuite extends SuiteHead {
  tests: readonly TestResult[];
}

export interface Totals {
  tests: number;
  passed: number;
  failed: number;
  skipped: number;
}

/** How much of what there is to see was seen by a case or a scenario; `percent` is rounded down to a tenth. */
export interface Share {
  seen: number;
  of: number;
  percent: number;
}

export interface CoverageReport extends Share {
  /** what `--min-coverage` asks for; null: nothing */
  least: number | null;
  rules: readonly (Share & { rule: string; byCases: number; byScenarios: number })[];
  /** null: no scenario ran that could give one */
  reasons: Share | null;
  sights: readonly Sight[];
}

export type MutantTest = Pick<MutantResult, 'what' | 'at' | 'fate' | 'advice' | 'durationMs'> & { rule: string };

export interface MutationReport {
  noticed: number;
  survived: number;
  equivalent: number;
  tests: readonly MutantTest[];
}

export interface TestReport {
  totals: Totals;
  suites: readonly TestSuite[];
  coverage: CoverageReport | null;
  mutants: MutationReport | null;
  durationMs: number;
}

export function totalsOf(tests: readonly Pick<TestResult, 'status'>[]): Totals {
  const count = (status: TestResult['status']) => tests.filter((test) => test.status === status).length;
  return { tests: tests.length, passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

export function mutationReportOf(tests: readonly MutantTest[]): MutationReport {
  const count = (fate: MutantTest['fate']) => tests.filter((test) => test.fate === fate).length;
  return { noticed: count('noticed'), survived: count('survived'), equivalent: count('equivalent'), tests };
}

export function coverageReportOf(sights: readonly Sight[], least: number | null): CoverageReport {
  const ids = [...new Set(sights.flatMap(({ rule }) => rule ?? []))];
  const rules = ids.map((rule) => {
    const own = sights.filter((each) => each.rule === rule);
    return {
      rule,
      ...shareOf(own),
      byCases: own.filter(({ seen }) => seen.cases > 0).length,
      byScenarios: own.filter(({ seen }) => seen.scenarios > 0).length,
    };
  });
  const reasons = sights.filter(({ kind }) => kind === 'reason');
  return { ...shareOf(sights), least, rules, reasons: reasons.length === 0 ? null : shareOf(reasons), sights };
}

export function isSeen({ seen }: Sight): boolean {
  return seen.cases + seen.scenarios > 0;
}

function shareOf(sights: readonly Sight[]): Share {
  const seen = sights.filter(isSeen).length;
  return { seen, of: sights.length, percent: sights.length === 0 ? 100 : Math.floor((seen / sights.length) * 1000) / 10 };
}

export function isCovered({ percent, least }: CoverageReport): boolean {
  return least === null || percent >= least;
}

/** Whether all that was asked for is as it should be: no failure, no survivor, enough seen. */
export function isSuccess({ totals, coverage, mutants }: TestReport): boolean {
  return totals.failed === 0 && (coverage === null || isCovered(coverage)) && (mutants === null || mutants.survived === 0);
}
