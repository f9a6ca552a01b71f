import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readScenarios } from '../../src/scenarios/read-scenarios.js';
import { loadShippedRules } from '../rules/rule-files.js';

const directory = fileURLToPath(new URL('./', import.meta.url));
const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

const numbered = (letter: string, last: number) => Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);
const clauses = [...numbered('D', 17), ...numbered('A', 40)];
const excused = [...readme.matchAll(/^\| ([AD]\d+) \| \S.* \| \S.* \|$/gm)].map(([, clause = '']) => clause);

describe('the scenarios', () => {
  const scenarios = readScenarios(directory);

  it('are about every clause and edge case of the domain reference, or the README says why not', () => {
    const covered = new Set(scenarios.flatMap((scenario) => scenario.clauses));
    expect(clauses.filter((clause) => !covered.has(clause) && !excused.includes(clause))).to.deep.equal([]);
    expect(excused.filter((clause) => covered.has(clause)), 'excused, and yet a scenario').to.deep.equal([]);
    expect(excused.every((clause) => clauses.includes(clause))).to.equal(true);
  });

  it('see every reason, each decision in both forms, and both Service Requests', () => {
    const decided = scenarios.flatMap((scenario) => scenario.steps).flatMap(({ saying, expected }) => ('problem' in expected ? [] : [{ saying, expected }]));
    const reasons = new Set(decided.map(({ expected: { decision, reason } }) => `${decision} ${reason}`));
    expect([...reasons].sort()).to.deep.equal([
      'permit exempt-cancellation', 'permit exempt-network-operator', 'permit exempt-recovery', 'permit not-applicable', 'permit unavailable', 'permit unverified', 'permit verified',
      'permit wrong-network-operator', 'reject not-a-network-operator-certificate', 'reject unavailable', 'reject unknown-certificate-owner', 'reject unreadable-certificate', 'reject wrong-network-operator',
    ]);
    for (const decision of ['permit', 'reject']) {
      const ways = new Set(decided.filter(({ expected }) => expected.decision === decision).map(({ saying: { srv, form = 'xml' } }) => `${srv ?? ''} ${form}`));
      expect([...ways]).to.include.members(['6.15.1 xml', '6.15.1 json', '6.21 xml', '6.21 json']);
    }
  });

  it('see every rule of the shipped policy decide', () => {
    const deciding = new Set(scenarios.flatMap(({ steps }) => steps).flatMap(({ expected }) => ('problem' in expected ? [] : [expected.rule])));
    const { rules } = loadShippedRules();
    expect(rules.filter(({ id }) => !deciding.has(id)).map(({ file }) => file)).to.deep.equal([]);
  });
});
