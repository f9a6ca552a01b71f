import { expect } from 'chai';
import { runCases } from '../../src/rules/cases.js';
import { createCoverage } from '../../src/rules/coverage.js';
import { createRuleGroup, type MadeComparison } from '../../src/rules/engine.js';
import type { FactValue } from '../../src/domain/fact.js';
import { isSeen } from '../../src/testing/report.js';
import { equal, oneOf, rule } from './conditions.js';
import { loadTried, ruleFile } from './rule-files.js';

async function madeFor(tried: ReturnType<typeof rule>, facts: Record<string, FactValue>): Promise<readonly MadeComparison[]> {
  let seen: readonly MadeComparison[] = [];
  await createRuleGroup([tried]).run((fact) => facts[fact] ?? '', (_, made) => (seen = made));
  return seen;
}

describe('what the engine compares', () => {
  const tried = rule({
    applies: { all: [equal('srv', '6.21'), { any: [equal('device', 'known'), oneOf('userRole', 'IS', 'GS')] }] },
    requires: { not: { all: [equal('cancellation', true), equal('commandVariant', 1)] } },
  });

  it('is told with where it stands, whether it held, and what the fact was', async () => {
    expect(await madeFor(tried, { srv: '6.21', device: 'unknown', userRole: 'GS', cancellation: true, commandVariant: 4 })).to.deep.equal([
      { path: ['applies', 'all', 0], holds: true, actual: '6.21' },
      { path: ['applies', 'all', 1, 'any', 0], holds: false, actual: 'unknown' },
      { path: ['applies', 'all', 1, 'any', 1], holds: true, actual: 'GS' },
      { path: ['requires', 'not', 'all', 0], holds: true, actual: true },
      { path: ['requires', 'not', 'all', 1], holds: false, actual: 4 },
    ]);
  });

  it('leaves out what an earlier condition decided', async () => {
    expect(await madeFor(tried, { srv: '8.2' })).to.deep.equal([{ path: ['applies', 'all', 0], holds: false, actual: '8.2' }]);
    expect((await madeFor(tried, { srv: '6.21', device: 'known', cancellation: false })).map(({ path }) => path.join('.'))).to.deep.equal(['applies.all.0', 'applies.all.1.any.0', 'requires.not.all.0']);
  });
});

describe('coverage', () => {
  const requires = '{ fact: userRole, operator: in, value: [IS, GS] }';

  async function unseenBy(cases: string): Promise<string[]> {
    const { rules: [tried] } = loadTried(ruleFile('tried', { requires, cases: `{ given: { srv: "6.21", userRole: IS }, expect: [${cases}] }` }));
    const coverage = createCoverage([tried!], new Map());
    await runCases(tried!, { watch: coverage.watchAs('cases') });
    return coverage.sights().filter((sight) => !isSeen(sight)).map(({ kind, what, at }) => `${at.replace('r/tried/tried.yaml:', '')} ${kind} ${what}`);
  }

  it('names what no case saw, with its place', async () => {
    expect(await unseenBy('{ name: one, finding: passed }')).to.deep.equal([
      '10:56 finding violated',
      '10:56 finding not-applicable',
      '7:10 outcome srv equal 6.21 fails',
      '9:11 outcome userRole in [IS, GS] fails',
      '9:55 value userRole in [IS, GS] with GS',
    ]);
  });

  it('names that a rule never passed, too', async () => {
    expect(await unseenBy('{ name: one, with: { userRole: ES }, finding: violated }')).to.include.members(['10:56 finding passed', '9:11 outcome userRole in [IS, GS] holds']);
  });

  it('is whole when every finding, outcome and value was seen', async () => {
    expect(await unseenBy('{ name: one, finding: passed }, { name: two, with: { userRole: GS }, finding: passed }, { name: three, with: { userRole: ES }, finding: violated }, { name: four, with: { srv: "8.2" }, finding: not-applicable }')).to.deep.equal([]);
  });

  it('names every comparison, however deep it stands', async () => {
    const applies = '{ all: [{ any: [{ fact: srv, operator: equal, value: "6.21" }, { fact: device, operator: equal, value: known }] }, { not: { fact: cancellation, operator: equal, value: true } }] }';
    const { rules: [tried] } = loadTried(ruleFile('tried', { applies, cases: '{ given: { srv: "6.21", device: known, cancellation: false }, expect: [{ name: one, finding: passed }, { name: two, with: { srv: "8.2" }, finding: passed }] }' }));
    const coverage = createCoverage([tried!], new Map());
    await runCases(tried!, { watch: coverage.watchAs('cases') });
    expect(coverage.sights().map(({ what, at, seen }) => [what, at.replace('r/tried/tried.yaml:', ''), seen.cases])).to.deep.equal([
      ['passed', '9:78', 2], ['not-applicable', '9:78', 0],
      ['srv equal 6.21 holds', '7:26', 1], ['srv equal 6.21 fails', '7:26', 1],
      ['device equal known holds', '7:73', 1], ['device equal known fails', '7:73', 0],
      ['cancellation equal true holds', '7:132', 0], ['cancellation equal true fails', '7:132', 2],
    ]);
  });

  it('counts by who saw it, wants no `violated` of an exemption, and passes over other rules and reasons', async () => {
    const one = rule({ id: 'one', placeOf: () => 'r/one.yaml:1:1', applies: equal('srv', '6.21') });
    const coverage = createCoverage([one], new Map([['let-through', 'r/policy.yaml:7:3']]));
    await createRuleGroup([one, rule({ id: 'other', applies: equal('device', 'known') })]).run(() => '6.21', coverage.watchAs('scenarios'));
    coverage.noteReason('let-through');
    coverage.noteReason('unavailable');
    expect(coverage.sights().map(({ rule: id, what, at, seen }) => [id, what, at, seen.cases, seen.scenarios])).to.deep.equal([
      ['one', 'passed', 'r/one.yaml:1:1', 0, 1],
      ['one', 'not-applicable', 'r/one.yaml:1:1', 0, 0],
      ['one', 'srv equal 6.21 holds', 'r/one.yaml:1:1', 0, 1],
      ['one', 'srv equal 6.21 fails', 'r/one.yaml:1:1', 0, 0],
      [null, 'let-through', 'r/policy.yaml:7:3', 0, 1],
    ]);
  });
});
