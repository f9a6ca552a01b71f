import { isCovered, isSeen, type MutantTest, type TestReport, type TestResult } from '../report.js';

/** A test as formats of other tools know it: the cases and scenarios, each mutant, and the coverage that is asked for. */
export interface FlatTest {
  suite: string;
  name: string;
  file: string;
  at: string;
  status: TestResult['status'];
  /** why it failed, or was skipped */
  messages: readonly string[];
  /** more of a failure, for a reader that has room for it */
  details: Readonly<Record<string, unknown>>;
  durationMs: number;
}

export function allTests({ suites, mutants, coverage }: TestReport): FlatTest[] {
  const tests = suites.flatMap(({ name, tests }) => tests.map((test) => flat(name, test)));
  return [...tests, ...(mutants?.tests.map(mutantTest) ?? []), ...(coverage === null ? [] : [coverageTest(coverage)])];
}

function flat(suite: string, { name, file, at, status, messages, durationMs, expected, got, settledBy, facts }: TestResult): FlatTest {
  return { suite, name, file, at, status, messages, durationMs, details: { expected, got, settledBy, facts } };
}

const statuses = { noticed: 'passed', survived: 'failed', equivalent: 'skipped' } as const;

function mutantTest({ rule, what, at, fate, advice, durationMs }: MutantTest): FlatTest {
  const messages = { noticed: [], survived: [`no case notices; ${advice}`], equivalent: ['no request can tell it from the rule'] }[fate];
  return { suite: `mutants of ${rule}`, name: what, file: at.replace(/:\d+:\d+$/, ''), at, status: statuses[fate], messages, details: {}, durationMs };
}

function coverageTest(coverage: NonNullable<TestReport['coverage']>): FlatTest {
  const { percent, least, sights } = coverage;
  const unseen = sights.filter((each) => !isSeen(each));
  return {
    suite: 'coverage',
    name: `${percent} % seen${least === null ? '' : `, at least ${least} % asked for`}`,
    file: '',
    at: '',
    status: isCovered(coverage) ? 'passed' : 'failed',
    messages: isCovered(coverage) ? [] : unseen.map(({ rule, what, at }) => `never seen: ${rule ?? 'reason'}: ${what} (${at})`),
    details: {},
    durationMs: 0,
  };
}
