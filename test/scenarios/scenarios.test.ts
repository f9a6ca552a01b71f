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

  for (const scenario of readScenarios(directory)) {
    it(`${scenario.clauses.join(', ')}: ${scenario.title}`, async () => {
      const { passed, difference, file } = await runner.run(scenario);
      if (!passed) throw new Error(`${file}: ${difference}`);
    });
  }
});
