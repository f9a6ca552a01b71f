import { printable } from '../../domain/printable.js';
import { describeFacts } from '../../rules/describe-condition.js';
import { type CoverageReport, isCovered, isSeen, type MutationReport, type SuiteHead, type TestReport, type TestResult } from '../report.js';
import { coverageTable } from './coverage-table.js';
import type { Reporter, Write } from './reporter.js';

/** Lines for a person, as the tests run. */
export function specReporter(write: Write): Reporter {
  let file = '';
  return {
    onTest: (suite, test) => {
      if (suite.file !== file) write(printable(suite.name));
      file = suite.file;
      printable(describeTest(suite, test)).forEach(write);
    },
    end: (report) => printable(describeEnd(report)).forEach(write),
  };
}

function describeTest({ kind }: SuiteHead, { name, at, status, expected, facts, messages }: TestResult): string[] {
  if (status === 'passed') return [`  ok ${name}${kind === 'rule' ? `: ${expected ?? ''}` : ''}`];
  if (status === 'skipped') return [`  skipped ${name}: ${messages.join('; ')}`];
  const given = describeFacts(facts);
  return [`  FAILED ${name}`, `    ${at}`, ...messages.map((message) => `    ${message}`), ...(given === '' ? [] : [`    given ${given}`])];
}

function describeEnd({ totals: { passed, failed, skipped }, coverage, mutants }: TestReport): string[] {
  return [
    ...(coverage === null ? [] : ['', ...describeCoverage(coverage)]),
    ...(mutants === null ? [] : ['', ...describeMutants(mutants)]),
    `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`,
  ];
}

function describeCoverage(coverage: CoverageReport): string[] {
  const unseen = coverage.sights.filter((each) => !isSeen(each)).map(({ rule, what, at }) => `  ${rule ?? 'reason'}: ${what} (${at})`);
  const lack = isCovered(coverage) ? [] : [`FAILED ${coverage.percent} % were seen, and at least ${coverage.least ?? 0} % must be`];
  return [...coverageTable(coverage), ...(unseen.length === 0 ? [] : ['never seen:', ...unseen]), ...lack];
}

function describeMutants({ noticed, survived, equivalent, tests }: MutationReport): string[] {
  const survivors = tests.filter(({ fate }) => fate === 'survived').flatMap(({ rule, what, at, advice }) => [`FAILED ${rule}: ${what}: no case notices; ${advice}`, `    ${at}`]);
  const same = tests.filter(({ fate }) => fate === 'equivalent').map(({ rule, what, at }) => `  equivalent: ${rule}: ${what} (${at})`);
  return [...survivors, ...same, `${tests.length} mutants: ${noticed} noticed, ${survived} survived, ${equivalent} equivalent`];
}
