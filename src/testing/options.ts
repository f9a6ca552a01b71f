import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { readRules } from '../assembly.js';
import type { Configuration } from '../configuration/schema.js';
import { Fault } from '../domain/fault.js';
import { rulesInForce } from '../rules/plan.js';
import type { Rule, RuleCase, RuleSet } from '../rules/rule.js';
import { readScenarios } from '../scenarios/read-scenarios.js';
import type { Scenario } from '../scenarios/scenario.js';

export interface TestOptions {
  configuration: Configuration;
  /** scenario directory */
  scenarios: string;
  /** what the name of a rule, case or scenario holds, in lower case */
  pattern: string;
  /** `YYYY-MM-DD`: the rules as on that day; undefined: as on the day of each case and scenario */
  day: string | undefined;
  /** least percentage to be seen, null: none; undefined: coverage is not asked for */
  coverage: number | null | undefined;
  mutate: boolean;
}

/** What there is to run, as it stands in the files. */
export interface Loaded {
  ruleSet: RuleSet;
  scenarios: readonly Scenario[];
}

/** Throws `Fault('rules-invalid')` or `Fault('data-invalid')` with the place of every mistake. */
export function load(options: TestOptions): Loaded {
  return { ruleSet: loadRuleSet(options), scenarios: loadScenarios(options) };
}

export function loadRuleSet({ configuration, day }: TestOptions): RuleSet {
  const ruleSet = readRules(configuration);
  if (day === undefined || rulesInForce(ruleSet.rules, day).length > 0) return ruleSet;
  const [first] = ruleSet.rules.map(({ effective }) => effective.from).sort();
  throw new Fault('usage', `no rule is in force on ${day}: the first comes into force on ${first ?? 'no day'}`);
}

export function loadScenarios({ scenarios: directory, pattern }: TestOptions): Scenario[] {
  const all = existsSync(directory) ? readScenarios(directory) : [];
  return all.filter(({ file, id, title, clauses }) => `${basename(file, '.yaml')}-${id} ${title} ${clauses.join(' ')}`.toLowerCase().includes(pattern));
}

export function casesNamed(pattern: string, { id, cases }: Rule): RuleCase[] {
  return cases.expect.filter(({ name }) => `${id} ${name}`.toLowerCase().includes(pattern));
}
