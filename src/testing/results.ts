import { type CaseResult, describeSettlement } from '../rules/cases.js';
import type { Rule, RuleCase } from '../rules/rule.js';
import type { Compared } from '../scenarios/compare.js';
import { headline } from '../scenarios/describe-difference.js';
import type { ScenarioResult } from '../scenarios/run-scenarios.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { TestResult } from './report.js';

export function caseTest({ rule, case: { name, place, finding }, got, settledBy, facts, passed, durationMs }: CaseResult): TestResult {
  const messages = passed ? [] : [`expected ${finding}, got ${got}: ${describeSettlement(settledBy)}`];
  return { name, file: rule.file, at: place, status: passed ? 'passed' : 'failed', expected: finding, got, settledBy: settledBy ?? null, facts, messages, durationMs };
}

export function skippedCase(rule: Rule, { name, place }: RuleCase, day: string): TestResult {
  return skipped(name, rule.file, place, `not in force on ${day}`);
}

export function scenarioTest({ scenario, passed, place, expected, got, differences, reasoning, durationMs }: ScenarioResult): TestResult {
  return {
    name: nameOfScenario(scenario),
    file: scenario.file,
    at: passed ? scenario.place : place,
    status: passed ? 'passed' : 'failed',
    expected: decisionIn(expected),
    got: decisionIn(got),
    settledBy: reasoning.settledBy,
    facts: reasoning.facts,
    messages: differences,
    durationMs,
  };
}

export function skippedScenario(scenario: Scenario): TestResult {
  return skipped(nameOfScenario(scenario), scenario.file, scenario.place, 'it is about a day on which no rule is in force');
}

function nameOfScenario({ id, title }: Scenario): string {
  return `${id}: ${title}`;
}

function decisionIn(compared: Compared): string | null {
  return compared.status === undefined ? null : headline(compared);
}

function skipped(name: string, file: string, at: string, why: string): TestResult {
  return { name, file, at, status: 'skipped', expected: null, got: null, settledBy: null, facts: {}, messages: [why], durationMs: 0 };
}
