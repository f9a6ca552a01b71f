import { expect } from 'chai';
import { runCases } from '../../src/rules/cases.js';
import type { Comparison, Condition, Rule } from '../../src/rules/rule.js';
import { loadShippedRules } from './rule-files.js';

/** A rule from which something was left out, and what. */
interface Blunted {
  what: string;
  rule: Rule;
}

/** No fact has this value, so that the condition always holds. */
const always: Condition = { fact: 'srv', operator: 'notEqual', value: 'no SRV at all' };

const { rules } = await loadShippedRules();

describe('every condition of every shipped rule is needed: without it, a case of the rule fails', () => {
  for (const rule of rules) {
    for (const { what, rule: blunted } of bluntedRules(rule)) {
      it(`${rule.id}, without ${what}`, async () => {
        const failing = (await runCases(blunted)).filter(({ passed }) => !passed);
        expect(failing, `no case of ${rule.file} notices: add one to it`).to.not.have.length(0);
      });
    }
  }

  it('and leaves something out of each of them', () => {
    expect(rules.filter((rule) => [...bluntedRules(rule)].length === 0)).to.deep.equal([]);
  });
});

function* bluntedRules(rule: Rule): Generator<Blunted> {
  yield { what: 'the whole of applies', rule: { ...rule, applies: always } };
  for (const [what, applies] of parts(rule.applies)) yield { what: `${what} in applies`, rule: { ...rule, applies } };
  if (rule.requires === undefined) return;
  yield { what: 'the whole of requires', rule: { ...rule, requires: always } };
  for (const [what, requires] of parts(rule.requires)) yield { what: `${what} in requires`, rule: { ...rule, requires } };
}

/** The condition without one of its parts, for each of them. */
function* parts(condition: Condition): Generator<readonly [what: string, rest: Condition]> {
  if ('all' in condition) yield* partsOfList(condition.all, (all) => ({ all }));
  else if ('any' in condition) yield* partsOfList(condition.any, (any) => ({ any }));
  else if ('not' in condition) {
    yield ['the not', condition.not];
    for (const [what, rest] of parts(condition.not)) yield [what, { not: rest }];
  } else yield* partsOfComparison(condition);
}

function* partsOfList(list: readonly Condition[], wrap: (rest: Condition[]) => Condition): Generator<readonly [string, Condition]> {
  for (const [index, part] of list.entries()) {
    const others = list.toSpliced(index, 1);
    if (others.length > 0) yield [describePart(part), wrap(others)];
    for (const [what, rest] of parts(part)) yield [what, wrap(list.with(index, rest))];
  }
}

function* partsOfComparison({ fact, operator, value }: Comparison): Generator<readonly [string, Condition]> {
  if (typeof value !== 'object') return;
  for (const left of value) {
    const others = value.filter((each) => each !== left);
    if (others.length > 0) yield [`${String(left)} for ${fact}`, { fact, operator, value: others }];
  }
}

function describePart(part: Condition): string {
  return 'fact' in part ? `${part.fact} ${part.operator} ${String(part.value)}` : JSON.stringify(part);
}
