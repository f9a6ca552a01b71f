import { normalize } from 'node:path';
import { factVocabulary } from '../facts/catalogue.js';
import type { Watch } from '../rules/engine.js';
import type { RuleSet } from '../rules/rule.js';
import type { ScenarioAnswer } from '../scenarios/run-scenarios.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Selection } from './bench.js';
import { liesIn } from './changed-files.js';
import { type JudgeAgain, judgeAgainBy } from './judge-again.js';

export interface Change {
  /** normalised paths */
  files: ReadonlySet<string>;
  rulesDirectory: string;
  /** the rules before and after */
  ruleSets: readonly RuleSet[];
  scenarios: readonly Scenario[];
  /** what a scenario was last answered; undefined where it did not run */
  answersOf: (scenario: Scenario) => readonly ScenarioAnswer[] | undefined;
}

/**
 * What changed files touch: a rule its cases and the scenarios in which it is asked, before or after; a scenario file its scenarios; a world
 * those that play in it; the policy, and whatever else stands beside the rules, everything.
 */
export async function touchedBy({ files, rulesDirectory, ruleSets, scenarios, answersOf }: Change): Promise<Selection> {
  const isChanged = (path: string) => files.has(normalize(path));
  const rules = ruleSets.flatMap((ruleSet) => ruleSet.rules);
  const isRuleFile = (path: string) => rules.some(({ file }) => normalize(file) === path);
  const isForAll = [...files].some((path) => liesIn(rulesDirectory, path) && !isRuleFile(path));
  const changedRules = new Set(rules.filter(({ file }) => isChanged(file)).map(({ id }) => id));
  const judges = ruleSets.map((ruleSet) => judgeAgainBy(ruleSet, factVocabulary));
  const touched = new Set<Scenario>();
  for (const scenario of scenarios) {
    const isOwn = isForAll || isChanged(scenario.file) || isChanged(scenario.world.file);
    if (isOwn || (changedRules.size > 0 && (await areAsked(changedRules, answersOf(scenario), judges)))) touched.add(scenario);
  }
  return { isRule: ({ file }) => isForAll || isChanged(file), isScenario: (scenario) => touched.has(scenario) };
}

/** Whether one of the rules is asked for one of the answers, or may be. */
async function areAsked(rules: ReadonlySet<string>, answers: readonly ScenarioAnswer[] | undefined, judges: readonly JudgeAgain[]): Promise<boolean> {
  if (answers === undefined) return true;
  const asked = new Set<string>();
  const watch: Watch = ({ rule: { id } }) => asked.add(id);
  for (const answer of answers.filter((each) => !isRefusedUnread(each))) {
    for (const judgeAgain of judges) if (!(await judgeAgain(answer, watch))) return true;
  }
  return [...rules].some((rule) => asked.has(rule));
}

/** No rule was asked about what is no Service Request that can be decided. */
function isRefusedUnread({ status }: ScenarioAnswer): boolean {
  return status >= 400 && status < 500;
}
