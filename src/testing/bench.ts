import { dayInBritain } from '../domain/calendar.js';
import { factVocabulary } from '../facts/catalogue.js';
import { isSameRule } from '../proof/same-rule.js';
import { runCases } from '../rules/cases.js';
import { type Coverage, createCoverage } from '../rules/coverage.js';
import { testMutants } from '../rules/mutation.js';
import { asOn, planOn, rulesInForce, trialPlanOn } from '../rules/plan.js';
import type { Rule, RuleSet } from '../rules/rule.js';
import { createScenarioRunner, type ScenarioAnswer, type ScenarioRunner } from '../scenarios/run-scenarios.js';
import type { Scenario } from '../scenarios/scenario.js';
import { readYaml } from '../yaml/read-yaml.js';
import { judgeAgainBy } from './judge-again.js';
import { casesNamed, type Loaded, type TestOptions } from './options.js';
import { coverageReportOf, mutationReportOf, type MutantTest, type SuiteHead, type TestReport, type TestResult, type TestSuite, totalsOf } from './report.js';
import { caseTest, scenarioTest, skippedCase, skippedScenario } from './results.js';

/** What of what was loaded is to be run. */
export interface Selection {
  isRule: (rule: Rule) => boolean;
  isScenario: (scenario: Scenario) => boolean;
}

export const everything: Selection = { isRule: () => true, isScenario: () => true };

export type OnTest = (suite: SuiteHead, test: TestResult) => void;

/** Runs cases and scenarios; the services of the worlds stay warm from one run to the next. */
export interface TestBench {
  /** Rejects with the reason of `signal` when it is aborted. */
  run(loaded: Loaded, selection: Selection, onTest: OnTest, signal?: AbortSignal): Promise<TestReport>;
  /** what a scenario was last answered; undefined where it did not run */
  answersOf: (scenario: Scenario) => readonly ScenarioAnswer[] | undefined;
  /** The worlds of these files are built anew when they are needed. */
  forgetWorlds: ScenarioRunner['forgetWorlds'];
  stop: ScenarioRunner['stop'];
}

export function createTestBench(options: TestOptions): TestBench {
  const runner = createScenarioRunner();
  const answers = new Map<string, readonly ScenarioAnswer[]>();
  return {
    run: async (loaded, selection, onTest, signal) => {
      const start = performance.now();
      const run: Run = { options, loaded, selection, onTest, signal, coverage: options.coverage === undefined ? undefined : coverageOf(loaded, options) };
      const suites = [...(await testRules(run)), ...(await testScenarios(run, runner, answers))];
      const mutants = options.mutate ? mutationReportOf(await mutateRules(run)) : null;
      const coverage = run.coverage === undefined ? null : coverageReportOf(run.coverage.sights(), options.coverage ?? null);
      return { totals: totalsOf(suites.flatMap(({ tests }) => tests)), suites, coverage, mutants, durationMs: performance.now() - start };
    },
    answersOf: ({ id }) => answers.get(id),
    forgetWorlds: runner.forgetWorlds,
    stop: runner.stop,
  };
}

interface Run {
  options: TestOptions;
  loaded: Loaded;
  selection: Selection;
  onTest: OnTest;
  signal: AbortSignal | undefined;
  coverage: Coverage | undefined;
}

/** Of the rules that the pattern names, or of all where it names none; of reasons only without a pattern, which leaves out scenarios. */
function coverageOf({ ruleSet, scenarios }: Loaded, { pattern, configuration, day }: TestOptions): Coverage {
  const { policy, files } = ruleSet;
  const rules = rulesAsked(ruleSet, day);
  const named = rules.filter((rule) => casesNamed(pattern, rule).length > 0);
  const covered = named.length === 0 ? rules : named;
  const reasons = pattern === '' && scenarios.length > 0 ? Object.keys(policy.reasons) : [];
  const path = `${configuration.rules.directory}/policy.yaml`;
  const document = readYaml(files.find((file) => file.path === 'policy.yaml')?.text ?? '', path);
  return createCoverage(covered, new Map(reasons.map((reason) => [reason, document.placeOfKey(['reasons', reason])])));
}

async function testRules({ options, loaded: { ruleSet }, selection, onTest, coverage }: Run): Promise<TestSuite[]> {
  const { pattern, day } = options;
  const asked = rulesAsked(ruleSet, day);
  const suites: TestSuite[] = [];
  for (const rule of ruleSet.rules.filter(selection.isRule)) {
    const named = casesNamed(pattern, rule);
    if (named.length === 0) continue;
    const isAsked = ({ at }: (typeof named)[number]) => at !== undefined || asked.includes(rule);
    const results = await runCases(rule, { cases: named.filter(isAsked), ...(coverage && { watch: coverage.watchAs('cases') }) });
    const skipped = named.filter((each) => !isAsked(each)).map((each) => skippedCase(rule, each, day ?? ''));
    suites.push(told({ kind: 'rule', name: rule.id, file: rule.file, tests: [...results.map(caseTest), ...skipped] }, onTest));
  }
  return suites;
}

/** Those that decide on the day or are tried on it; without a day all. */
function rulesAsked(ruleSet: RuleSet, day: string | undefined): readonly Rule[] {
  if (day === undefined) return ruleSet.rules;
  const plans = [planOn(ruleSet, day, factVocabulary), trialPlanOn(ruleSet, day, factVocabulary)];
  return ruleSet.rules.filter((rule) => plans.some((plan) => plan?.inForce.includes(rule)));
}

function told(suite: TestSuite, onTest: OnTest): TestSuite {
  for (const test of suite.tests) onTest(suite, test);
  return suite;
}

async function testScenarios(run: Run, runner: ScenarioRunner, answers: Map<string, readonly ScenarioAnswer[]>): Promise<TestSuite[]> {
  const { options: { day }, loaded: { ruleSet, scenarios }, selection, onTest, signal, coverage } = run;
  const rules = day === undefined ? ruleSet : asOn(ruleSet, day);
  const see = coverage && seeingBy(rules, coverage);
  const byFile = new Map<string, SuiteHead & { tests: TestResult[] }>();
  for (const scenario of scenarios.filter(selection.isScenario)) {
    signal?.throwIfAborted();
    const suite = byFile.get(scenario.file) ?? { kind: 'scenarios', name: nameOfFile(scenario.file), file: scenario.file, tests: [] };
    byFile.set(scenario.file, suite);
    const test = day !== undefined && isBeforeRules(scenario, ruleSet) ? skippedScenario(scenario) : await testScenario(scenario);
    suite.tests.push(test);
    onTest(suite, test);
  }
  return [...byFile.values()];

  async function testScenario(scenario: Scenario): Promise<TestResult> {
    const result = await runner.run(scenario, rules);
    answers.set(scenario.id, result.answers);
    for (const answer of result.answers) await see?.(answer);
    return scenarioTest(result);
  }
}

function nameOfFile(file: string): string {
  return file.replace(/^.*[\\/]|\.yaml$/gs, '');
}

/** By the rules of another day nothing can be said of a scenario that is about having none. */
function isBeforeRules({ steps, world }: Scenario, { rules }: RuleSet): boolean {
  return steps.some(({ saying: { now = world.now } }) => rulesInForce(rules, dayInBritain(now)).length === 0);
}

function seeingBy(ruleSet: RuleSet, coverage: Coverage): (answer: ScenarioAnswer) => Promise<void> {
  const judgeAgain = judgeAgainBy(ruleSet, factVocabulary);
  return async (answer) => {
    answer.reasons.forEach(coverage.noteReason);
    if (answer.status === 200) await judgeAgain(answer, coverage.watchAs('scenarios'));
  };
}

/** A mutant is asked every case of its rule, whatever the pattern names and on the case's own day. */
async function mutateRules({ options: { pattern }, loaded, selection }: Run): Promise<MutantTest[]> {
  const tests: MutantTest[] = [];
  for (const rule of loaded.ruleSet.rules.filter(selection.isRule)) {
    if (casesNamed(pattern, rule).length === 0) continue;
    const results = await testMutants(rule, factVocabulary, isSameRule);
    tests.push(...results.map(({ what, at, fate, advice, durationMs }) => ({ rule: rule.id, what, at, fate, advice, durationMs })));
  }
  return tests;
}
