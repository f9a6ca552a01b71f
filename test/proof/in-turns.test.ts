import { expect } from 'chai';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { createFactSpace, type FactSpace } from '../../src/proof/fact-space.js';
import { findBroken, type Held } from '../../src/proof/find-broken.js';
import { findDisagreements } from '../../src/proof/find-unsound.js';
import { conditionsInOrder, mapRules, type PolicyMap } from '../../src/proof/policy-map.js';
import { tabulateCondition } from '../../src/proof/tabulate.js';
import { type Diagram, yes } from '../../src/proof/diagram.js';
import type { Invariant } from '../../src/rules/rule.js';
import { mapping, ruleText, withFiles } from './planted.js';

const many = 60;
const ruleSet = withFiles(Object.fromEntries(Array.from({ length: many }, (_, number) => {
  const applies = `{ fact: originatorParty, operator: equal, value: p${number} }`;
  return [`x-${number}.yaml`, ruleText(`x-${number}`, { stage: 'device', applies, then: '{ permit: not-applicable }', given: `{ originatorParty: p${number} }`, more: 'excepts: [checked]\n' })];
})));

/** A space whose diagrams count what is asked of them, and the most of it in one turn of the event loop. */
function countingSpace(): { space: FactSpace; most: () => number; forget: () => void } {
  const space = createFactSpace(conditionsInOrder(ruleSet, factVocabulary), factVocabulary);
  let [inTurn, most] = [0, 0];
  const count = (): void => {
    if (inTurn === 0) setImmediate(() => { inTurn = 0; });
    inTurn += 1;
    most = Math.max(most, inTurn);
  };
  const counted = Object.fromEntries(Object.entries(space.diagrams).map(([name, value]: [string, unknown]) =>
    [name, typeof value === 'function' ? (...given: unknown[]): unknown => { count(); return (value as (...all: unknown[]) => unknown)(...given); } : value]));
  return { space: { ...space, diagrams: counted as unknown as FactSpace['diagrams'] }, most: () => most, forget: () => { [inTurn, most] = [0, 0]; } };
}

async function heldIn(map: PolicyMap): Promise<Held> {
  const held = new Map<Invariant, Diagram>();
  for (const invariant of ruleSet.invariants) {
    const diagrams = await Promise.all(invariant.about.map(async (condition) => (await tabulateCondition(condition, map.space)).diagram));
    held.set(invariant, diagrams.reduce(map.space.diagrams.and, yes));
  }
  return held;
}

describe('while a service looks through many rules, others have their turn', () => {
  it('after each rule that is mapped, and each exception', async () => {
    const { space, most, forget } = countingSpace();
    const map = await mapRules(ruleSet, space, mapping);
    expect(most(), 'to map them').to.be.within(1, many / 2);
    const held = await heldIn(map);
    forget();
    expect((await findBroken(map, held)).faults).to.deep.equal([]);
    expect(most(), 'to hold promises against them').to.be.within(1, many / 2);
  });

  it('after each rule that is held against the others of its stage', async () => {
    const map = await mapRules(ruleSet, countingSpace().space, mapping);
    let turns = 0;
    const count = (): void => {
      turns += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    expect(await findDisagreements(new Set([map]))).to.deep.equal([]);
    clearImmediate(counting);
    expect(turns).to.be.least(many);
  });
});
