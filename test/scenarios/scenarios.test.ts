import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { runCases } from '../../src/rules/cases.js';
import { createCoverage } from '../../src/rules/coverage.js';
import { createScenarioRunner, type ScenarioAnswer, type ScenarioRunner } from '../../src/scenarios/run-scenarios.js';
import { readScenarios } from '../../src/scenarios/read-scenarios.js';
import { judgeAgainBy } from '../../src/testing/judge-again.js';
import { isSeen } from '../../src/testing/report.js';
import { loadShippedRules } from '../rules/rule-files.js';

const directory = fileURLToPath(new URL('./', import.meta.url));
const ruleSet = loadShippedRules();

describe('the whole service, request by request', () => {
  const answers: ScenarioAnswer[] = [];
  let runner: ScenarioRunner;
  before(() => {
    runner = createScenarioRunner();
  });
  after(async () => runner.stop());

  const scenarios = readScenarios(directory);
  for (const file of new Set(scenarios.map((scenario) => scenario.file))) {
    describe(basename(file, '.yaml'), () => {
      for (const scenario of scenarios.filter((each) => each.file === file)) {
        it(scenario.title, async () => {
          const { passed, place, differences, answers: given } = await runner.run(scenario, ruleSet);
          answers.push(...given);
          if (!passed) throw new Error(`${place}: ${differences.join('; ')}`);
        });
      }
    });
  }

  describe('all of them together', () => {
    it('see, with the cases of the rules, every finding, every outcome of a condition, every value and every reason', async () => {
      const coverage = createCoverage(ruleSet.rules, new Map(Object.keys(ruleSet.policy.reasons).map((reason) => [reason, 'rules/policy.yaml'])));
      const judgeAgain = judgeAgainBy(ruleSet, factVocabulary);
      for (const rule of ruleSet.rules) await runCases(rule, { watch: coverage.watchAs('cases') });
      for (const answer of answers) {
        answer.reasons.forEach(coverage.noteReason);
        await judgeAgain(answer, coverage.watchAs('scenarios'));
      }
      expect(coverage.sights().filter((sight) => !isSeen(sight)).map(({ rule, what, at }) => `${at} ${rule ?? 'reason'}: ${what}`)).to.deep.equal([]);
      const seen = coverage.sights().filter(({ seen: { scenarios: count } }) => count > 0);
      expect(seen.length / coverage.sights().length, 'what scenarios alone see').to.be.above(0.8);
    });
  });
});
