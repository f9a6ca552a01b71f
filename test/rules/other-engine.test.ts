import { expect } from 'chai';
import fc from 'fast-check';
import jsonLogic, { type RulesLogic } from 'json-logic-js';
import type { FactValue } from '../../src/domain/fact.js';
import { factVocabulary, facts } from '../../src/facts/catalogue.js';
import { judge } from '../../src/rules/judge.js';
import { planOn } from '../../src/rules/plan.js';
import { type Condition, isInForce, type OperatorName, type Rule, type RuleSet } from '../../src/rules/rule.js';
import { everyRequest, valuesOf } from './every-request.js';
import { ruleSets } from './random-rule-sets.js';
import { requests as smallRequests } from './conditions.js';
import { loadShippedRules } from './rule-files.js';

const comparing: Partial<Record<OperatorName, string>> = { equal: '===', notEqual: '!==', lessThan: '<', lessThanInclusive: '<=', greaterThan: '>', greaterThanInclusive: '>=' };

/** A condition in the words of JsonLogic. */
function toJsonLogic(condition: Condition): RulesLogic {
  if ('all' in condition) return { and: condition.all.map(toJsonLogic) };
  if ('any' in condition) return { or: condition.any.map(toJsonLogic) };
  if ('not' in condition) return { '!': [toJsonLogic(condition.not)] };
  const { fact, operator, value } = condition;
  const own = { var: fact };
  const isIn = { in: [own, value] } as unknown as RulesLogic;
  if (operator === 'in') return isIn;
  if (operator === 'notIn') return { '!': [isIn] };
  return { [comparing[operator] ?? '']: [own, value] } as unknown as RulesLogic;
}

type Request = Readonly<Record<string, FactValue>>;

/** Whether the rule decides, were it asked. */
function speaks({ applies, requires }: Rule, request: Request): boolean {
  return jsonLogic.apply(toJsonLogic(applies), request) === true && (requires === undefined || jsonLogic.apply(toJsonLogic(requires), request) !== true);
}

/** What the rules decide by that engine, stage after stage: every decision of the first stage in which a rule speaks. */
function decideOtherwise({ policy, rules }: RuleSet, day: string, request: Request): string[] {
  const effective = rules.filter((rule) => rule.mode === 'enforce' && isInForce(rule, day));
  const inForce = effective.filter(({ id }) => !effective.some(({ replaces }) => replaces === id));
  const speaking = policy.stages.map(({ id }) => inForce.filter((rule) => rule.stage === id && speaks(rule, request))).find((stage) => stage.length > 0) ?? [];
  return speaking.map(({ outcome }) => `${outcome.decision} ${outcome.reason}`);
}

async function decide(ruleSet: RuleSet, day: string, request: Request): Promise<string | undefined> {
  const judged = judge(planOn(ruleSet, day, factVocabulary), (fact) => request[fact] ?? '');
  return judged.then(({ outcome }) => `${outcome.decision} ${outcome.reason}`, () => undefined);
}

describe('json-rules-engine as slotguard uses it, and another engine given the same rules', () => {
  it('decide every request alike by the shipped rules', async () => {
    const ruleSet = loadShippedRules();
    const plan = planOn(ruleSet, '2026-11-25', factVocabulary);
    let count = 0;
    for (const valueOf of everyRequest()) {
      const asked: Record<string, FactValue> = {};
      const { outcome } = await judge(plan, (fact) => (asked[fact] = valueOf(fact)));
      const whole = Object.fromEntries(facts.map(({ name }) => [name, asked[name] ?? valuesOf(name)[0]!]));
      expect(new Set(decideOtherwise(ruleSet, '2026-11-25', whole)), JSON.stringify(asked)).to.deep.equal(new Set([`${outcome.decision} ${outcome.reason}`]));
      count += 1;
    }
    expect(count).to.be.above(4_000);
  });

  it('decide random requests alike by random rules, on any day', async () => {
    let decided = 0;
    await fc.assert(
      fc.asyncProperty(ruleSets, fc.array(smallRequests, { minLength: 5, maxLength: 20 }), fc.constantFrom('2026-03-29', '2026-11-25', '2027-01-01'), async (ruleSet, several, day) => {
        for (const request of several) {
          const [ours, others] = [await decide(ruleSet, day, request), decideOtherwise(ruleSet, day, request)];
          expect(ours === undefined ? others.length === 0 : others.includes(ours), JSON.stringify(request)).to.equal(true);
          decided += others.length;
        }
      }),
      { numRuns: 250 },
    );
    expect(decided).to.be.above(300);
  });
});
