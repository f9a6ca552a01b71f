import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { createDiagrams } from '../../src/proof/diagram.js';
import { findUnsound } from '../../src/proof/prove.js';
import type { RuleSet } from '../../src/rules/rule.js';
import { loadRules, loadRulesInTurns } from '../../src/rules/load-rules.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { mapping, type Planted, proofOf, ruleText, withFiles } from './planted.js';

const pair = (number: number): string => `{ all: [{ fact: originatorParty, operator: equal, value: p${number} }, { fact: responsibleParty, operator: equal, value: q${number} }] }`;
const pairs = (count: number, more: readonly string[] = []): string => `{ any: [${[...Array.from({ length: count }, (_, number) => pair(number)), ...more].join(', ')}] }`;
const list = (count: number): string => `{ fact: originatorParty, operator: in, value: [${Array.from({ length: count }, (_, number) => `p${number}`).join(', ')}] }`;

function withExemption(applies: string, planted: Partial<Planted> = {}): RuleSet {
  const text = ruleText('x-new', { stage: 'device', applies, then: '{ permit: not-applicable }', given: '{ originatorParty: p1, responsibleParty: q1 }', more: 'excepts: [checked]\n', ...planted });
  return withFiles({ 'x-new.yaml': text });
}

/** The longest turn that the work kept for itself, and how long it all took, in milliseconds. */
async function longestTurnOf(work: () => Promise<unknown>): Promise<{ longest: number; whole: number }> {
  const began = performance.now();
  let [longest, last, isOver] = [0, began, false];
  const look = (): void => {
    const now = performance.now();
    [longest, last] = [Math.max(longest, now - last), now];
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isOver = true;
  const now = performance.now();
  return { longest: Math.max(longest, now - last), whole: now - began };
}

describe('a rule with many conditions', () => {
  it('is proved with as many runs as it has conditions, not that many for each', async () => {
    const [few, many] = [await proofOf(withExemption(pairs(10))), await proofOf(withExemption(pairs(60)))];
    expect([few.faults, many.faults]).to.deep.equal([[], []]);
    expect(many.engineRuns - few.engineRuns).to.be.lessThan(50 * 2 * 8);
  });

  it('is searched for what never matters all the same', async () => {
    const { faults } = await proofOf(withExemption(pairs(20, [pair(7)])));
    expect(faults.map(({ kind, rule }) => `${kind} ${String(rule)}`)).to.deep.equal(Array.from({ length: 2 }, () => 'never-matters x-new'));
    expect(faults[0]?.problem).to.contain('`all of (originatorParty equal p7; responsibleParty equal q7)` in x-new never matters');
  });

  it('is searched for values of its lists that never matter', async () => {
    const { faults } = await proofOf(withExemption(`{ all: [${list(40)}, { fact: originatorParty, operator: notIn, value: [p3, p39] }] }`));
    const told = faults.map(({ problem }) => /the value (\w+) in /.exec(problem)?.[1]);
    expect(told.sort()).to.deep.equal(['p3', 'p39']);
  });

  it('may name a thousand parties', async () => {
    expect((await proofOf(withExemption(list(1000)))).faults).to.deep.equal([]);
  });

  it('keeps nobody waiting for long while a service takes it up', async () => {
    const ruleSet = withExemption(pairs(250));
    await findUnsound(withExemption(pairs(20)), { ...mapping, directory: 'rules' });
    const { longest, whole } = await longestTurnOf(async () => {
      await loadRulesInTurns(ruleSet.files, factVocabulary, 'rules');
      expect(await findUnsound(ruleSet, { ...mapping, directory: 'rules' })).to.deep.equal([]);
    });
    expect(longest).to.be.lessThan(Math.max(100, whole / 4));
  });

  it('is read alike in turns and at once', async () => {
    const { files, version } = withExemption(pairs(3));
    expect((await loadRulesInTurns(files, factVocabulary, 'rules')).version).to.equal(version);
    const broken = files.map((file) => ({ ...file, text: file.text.replace('stage:', 'stages:') }));
    const refused = await loadRulesInTurns(broken, factVocabulary, 'rules').then(() => undefined, (cause: unknown) => cause);
    expect(refused).to.be.instanceOf(Error);
    expect(() => loadRules(broken, factVocabulary, 'rules')).to.throw((refused as Error).message);
  });
});

describe('many rules', () => {
  const rules = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, number) => {
    const applies = `{ fact: originatorParty, operator: equal, value: p${number} }`;
    return [`x-${number}.yaml`, ruleText(`x-${number}`, { stage: 'device', applies, then: '{ permit: not-applicable }', given: `{ originatorParty: p${number} }`, more: 'excepts: [checked]\n' })];
  }));

  it('may name a party each, and are exceptions one by one', async () => {
    const { faults, exceptions } = await proofOf(withFiles(rules(400)));
    expect(faults).to.deep.equal([]);
    for (const number of [0, 399]) expect(exceptions.join('\n')).to.contain(`x-${number} is an exception from it`);
  });
});

describe('rules that tell too many requests apart', () => {
  const most = { nodes: 100, children: 100_000 };
  const refusal = 'the rules tell so many requests apart that they cannot all be decided';

  it('are refused before they take all the memory, by a fact of many values', () => {
    const { isOneOf } = createDiagrams([40_000], most);
    for (const klass of [0, 1]) isOneOf(0, [klass]);
    expect(() => isOneOf(0, [2])).to.throw(Fault, refusal);
  });

  it('are, by facts of few', () => {
    const { isOneOf } = createDiagrams(Array.from({ length: 100 }, () => 2), most);
    for (let axis = 0; axis < 98; axis += 1) isOneOf(axis, [1]);
    expect(() => isOneOf(98, [1])).to.throw(Fault, refusal);
  });
});
