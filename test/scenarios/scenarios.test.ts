import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createScenarioRunner, type ScenarioRunner } from '../../src/scenarios/run-scenarios.js';
import { readScenarios } from '../../src/scenarios/read-scenarios.js';

const directory = fileURLToPath(new URL('./', import.meta.url));
const rules = fileURLToPath(new URL('../../rules/', import.meta.url));

describe('the whole service, request by request', () => {
  let runner: ScenarioRunner;
  before(() => {
    runner = createScenarioRunner(rules);
  });
  after(async () => runner.stop());

  const scenarios = readScenarios(directory);
  for (const file of new Set(scenarios.map((scenario) => scenario.file))) {
    describe(basename(file, '.yaml'), () => {
      for (const scenario of scenarios.filter((each) => each.file === file)) {
        it(scenario.title, async () => {
          const { passed, place, differences } = await runner.run(scenario);
          if (!passed) throw new Error(`${place}: ${differences.join('; ')}`);
        });
      }
    });
  }
});
