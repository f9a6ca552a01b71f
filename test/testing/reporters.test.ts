import { expect } from 'chai';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { Parser, type Result } from 'tap-parser';
import type { Sight } from '../../src/rules/coverage.js';
import { coverageReportOf, mutationReportOf, type MutantTest, type TestReport, type TestResult, type TestSuite, totalsOf } from '../../src/testing/report.js';
import { jsonReporter } from '../../src/testing/reporters/json.js';
import { junitReporter } from '../../src/testing/reporters/junit.js';
import type { Reporter, Write } from '../../src/testing/reporters/reporter.js';
import { specReporter } from '../../src/testing/reporters/spec.js';
import { tapReporter } from '../../src/testing/reporters/tap.js';

const passing: TestResult = {
  name: 'a Gas Supplier', file: 'rules/p/sent.yaml', at: 'rules/p/sent.yaml:24:7', status: 'passed', expected: 'passed', got: 'passed',
  settledBy: { fact: 'userRole', operator: 'in', value: ['IS', 'GS'], actual: 'GS' }, facts: { srv: '6.21', userRole: 'GS' }, messages: [], durationMs: 1.5,
};
const failing: TestResult = { ...passing, name: 'a distributor', at: 'rules/p/sent.yaml:25:7', status: 'failed', got: 'violated', messages: ['expected passed, got violated: userRole in ["IS","GS"], and it was "ED"'], facts: { userRole: 'ED' } };
const skipped: TestResult = { ...passing, name: 'a later one', status: 'skipped', expected: null, got: null, settledBy: null, messages: ['not in force on 2026-01-01'], durationMs: 0 };
const suite: TestSuite = { kind: 'rule', name: 'sent', file: 'rules/p/sent.yaml', tests: [passing, failing, skipped] };

/** Whatever a rule author can write, and what none should be able to. */
const nasty = ['<b> & "quoted" \'too\'', 'a # b \\# c', ']]> <!-- -->', '---', '...', 'ok 7 - no', 'tab\tand\nnew line\r', 'zero \u0000 bell \u0007 half \uD800 last \uFFFF', '😀 ü', '# SKIP', ' ', '\u2028', '1..9', 'Bail out!', 'ends {'];

function reportOf(suites: readonly TestSuite[], rest: Partial<TestReport> = {}): TestReport {
  return { totals: totalsOf(suites.flatMap(({ tests }) => tests)), suites, coverage: null, mutants: null, durationMs: 2500, ...rest };
}

function write(createReporter: (write: Write) => Reporter, report: TestReport): string {
  const lines: string[] = [];
  const reporter = createReporter((text) => lines.push(text));
  for (const each of report.suites) for (const test of each.tests) reporter.onTest(each, test);
  reporter.end(report);
  return `${lines.join('\n')}\n`;
}

const mutants: MutantTest[] = [
  { rule: 'sent', what: '`userRole in [IS, GS]` without `GS`', at: 'rules/p/sent.yaml:16:50', fate: 'survived', advice: 'add a case with userRole GS, finding passed', durationMs: 1 },
  { rule: 'sent', what: '`srv equal 6.21` dropped', at: 'rules/p/sent.yaml:15:3', fate: 'equivalent', advice: '', durationMs: 1 },
  { rule: 'sent', what: '`srv equal 6.21` with `notEqual`', at: 'rules/p/sent.yaml:15:3', fate: 'noticed', advice: '', durationMs: 1 },
];
const sights: Sight[] = [
  { kind: 'finding', rule: 'sent', what: 'passed', at: 'rules/p/sent.yaml:22:5', seen: { cases: 2, scenarios: 0 } },
  { kind: 'value', rule: 'sent', what: 'userRole in [IS, GS] with GS', at: 'rules/p/sent.yaml:16:50', seen: { cases: 0, scenarios: 0 } },
  { kind: 'reason', rule: null, what: 'verified', at: 'rules/policy.yaml:27:3', seen: { cases: 0, scenarios: 4 } },
];
const whole = reportOf([suite], { mutants: mutationReportOf(mutants), coverage: coverageReportOf(sights, 70) });

describe('the TAP reporter', () => {
  function parse(text: string): { points: Result[]; isOk: boolean; strange: string[] } {
    const strange: string[] = [];
    const points: Result[] = [];
    const parser = new Parser({ strict: true });
    parser.on('extra', (line: string) => strange.push(line));
    parser.on('assert', (result: Result) => points.push(result));
    parser.end(text);
    return { points, isOk: parser.results?.ok === true, strange: [...strange, ...(parser.results?.failures ?? []).flatMap((each) => (typeof each.tapError === 'string' ? [each.tapError] : []))] };
  }

  it('is TAP 14, with why a test failed', () => {
    const text = write(tapReporter, whole);
    expect(text).to.match(/^TAP version 14\n1\.\.7\n/);
    const { points, isOk, strange } = parse(text);
    expect(strange).to.deep.equal([]);
    expect(isOk).to.equal(false);
    expect(points.map(({ ok, name, skip }) => [ok, name, skip])).to.deep.equal([
      [true, 'sent: a Gas Supplier', false],
      [false, 'sent: a distributor', false],
      [true, 'sent: a later one', 'not in force on 2026-01-01'],
      [false, 'mutants of sent: `userRole in [IS, GS]` without `GS`', false],
      [true, 'mutants of sent: `srv equal 6.21` dropped', 'no request can tell it from the rule'],
      [true, 'mutants of sent: `srv equal 6.21` with `notEqual`', false],
      [false, 'coverage: 66.6 % seen, at least 70 % asked for', false],
    ]);
    expect(points[1]?.time).to.equal(1.5);
    expect(points[1]?.diag).to.deep.equal({ message: failing.messages[0], at: failing.at, expected: 'passed', got: 'violated', settledBy: failing.settledBy, facts: { userRole: 'ED' } });
    expect(points[3]?.diag).to.include({ message: 'no case notices; add a case with userRole GS, finding passed', at: 'rules/p/sent.yaml:16:50' });
  });

  it('is read back whatever the text', () => {
    const tests = nasty.map((text) => ({ ...failing, name: text, messages: [text], facts: { userRole: text } }));
    const { points, strange } = parse(write(tapReporter, reportOf([{ ...suite, tests }])));
    expect(strange).to.deep.equal([]);
    expect(points.map(({ ok, skip }) => [ok, skip])).to.deep.equal(nasty.map(() => [false, false]));
    expect(points.map(({ diag }) => (diag as { message: string }).message)).to.deep.equal(nasty);
  });
});

describe('the JUnit reporter', () => {
  function parse<T>(text: string, read: (root: XmlElement) => T): T {
    const document = XmlDocument.fromBuffer(Buffer.from(text));
    try {
      return read(document.root);
    } finally {
      document.dispose();
    }
  }
  const all = (element: XmlElement, path: string) => element.find(path).filter((each) => each instanceof XmlElement);
  const attributesOf = (element: XmlElement | undefined) => Object.fromEntries((element?.attrs ?? []).map(({ name, value }) => [name, value]));

  it('has a suite a rule, and says why a test failed', () => {
    parse(write(junitReporter, whole), (root) => {
      expect(attributesOf(root)).to.deep.equal({ name: 'slotguard rules test', tests: '7', failures: '3', errors: '0', skipped: '2', time: '2.500' });
      expect(all(root, 'testsuite').map(attributesOf)).to.deep.equal([
        { name: 'sent', tests: '3', failures: '1', errors: '0', skipped: '1', time: '0.003' },
        { name: 'mutants of sent', tests: '3', failures: '1', errors: '0', skipped: '1', time: '0.003' },
        { name: 'coverage', tests: '1', failures: '1', errors: '0', skipped: '0', time: '0.000' },
      ]);
      const [first, second, third] = all(root, 'testsuite/testcase');
      expect(attributesOf(first)).to.deep.equal({ name: 'a Gas Supplier', classname: 'sent', file: 'rules/p/sent.yaml', line: '24', time: '0.002' });
      expect(attributesOf(all(second!, 'failure')[0])).to.deep.equal({ type: 'failed', message: failing.messages[0] });
      expect(second!.content).to.contain('rules/p/sent.yaml:25:7').and.contain('facts: {"userRole":"ED"}');
      expect(attributesOf(all(third!, 'skipped')[0])).to.deep.equal({ message: 'not in force on 2026-01-01' });
      expect(all(root, 'testsuite[@name="coverage"]/testcase/failure')[0]?.content).to.contain('never seen: sent: userRole in [IS, GS] with GS (rules/p/sent.yaml:16:50)');
    });
  });

  it('is valid XML whatever the text, which is read back but for what XML cannot hold', () => {
    const text = write(junitReporter, reportOf([{ ...suite, tests: nasty.map((each) => ({ ...failing, name: each, messages: [each] })) }]));
    parse(text, (root) => {
      const expected = nasty.map((each) => (each.startsWith('zero') ? 'zero \uFFFD bell \uFFFD half \uFFFD last \uFFFD' : each));
      expect(all(root, 'testsuite/testcase').map((element) => attributesOf(element).name)).to.deep.equal(expected);
      expect(all(root, 'testsuite/testcase/failure').map((element) => attributesOf(element).message)).to.deep.equal(expected);
    });
  });
});

describe('the JSON reporter', () => {
  it('writes the report as one document on one line', () => {
    const text = write(jsonReporter, whole);
    expect(text.trimEnd()).not.to.contain('\n');
    const { totals, suites, coverage, mutants: mutation, ...rest } = JSON.parse(text) as TestReport;
    expect(rest).to.deep.equal({ durationMs: 2500 });
    expect(totals).to.deep.equal({ tests: 3, passed: 1, failed: 1, skipped: 1 });
    expect(suites).to.deep.equal([suite]);
    expect(coverage).to.deep.include({ seen: 2, of: 3, percent: 66.6, least: 70, reasons: { seen: 1, of: 1, percent: 100 } });
    expect(coverage?.rules).to.deep.equal([{ rule: 'sent', seen: 1, of: 2, percent: 50, byCases: 1, byScenarios: 0 }]);
    expect(mutation).to.deep.include({ noticed: 1, survived: 1, equivalent: 1 });
    expect(mutation?.tests).to.deep.equal(mutants);
  });
});

describe('the spec reporter', () => {
  it('tells a failure in words, what was never seen and which mutants survive', () => {
    expect(write(specReporter, whole).split('\n')).to.deep.equal([
      'sent',
      '  ok a Gas Supplier: passed',
      '  FAILED a distributor',
      '    rules/p/sent.yaml:25:7',
      '    expected passed, got violated: userRole in ["IS","GS"], and it was "ED"',
      '    given userRole ED',
      '  skipped a later one: not in force on 2026-01-01',
      '',
      'coverage   cases  scenarios  seen  of      %',
      'sent           1          0     1   2   50.0',
      '(reasons)                 1     1   1  100.0',
      'all                             2   3   66.6',
      'never seen:',
      '  sent: userRole in [IS, GS] with GS (rules/p/sent.yaml:16:50)',
      'FAILED 66.6 % were seen, and at least 70 % must be',
      '',
      'FAILED sent: `userRole in [IS, GS]` without `GS`: no case notices; add a case with userRole GS, finding passed',
      '    rules/p/sent.yaml:16:50',
      '  equivalent: sent: `srv equal 6.21` dropped (rules/p/sent.yaml:15:3)',
      '3 mutants: 1 noticed, 1 survived, 1 equivalent',
      '1 passed, 1 failed, 1 skipped',
      '',
    ]);
  });
});
