import { dayInBritain } from '../domain/calendar.js';
import type { FactVocabulary } from '../domain/fact.js';
import type { ValueOf } from './engine.js';
import { type Judgement, rememberJudgements } from './judge.js';
import { type Plan, planOn } from './plan.js';
import type { RuleSet } from './rule.js';

/** The rules that decide now. Swapping in another set is one assignment: a request is judged by one set from end to end. */
export interface RuleBook {
  current(): RuleSet;
  replace(ruleSet: RuleSet): void;
  /** what is in force at an instant, epoch milliseconds; the day is that of Great Britain */
  at(instant: number): RulesOfTheDay;
}

export interface RulesOfTheDay {
  plan: Plan;
  judge(valueOf: ValueOf): Promise<Judgement>;
}

export function createRuleBook(first: RuleSet, vocabulary: FactVocabulary): RuleBook {
  let ruleSet = first;
  let day = '';
  let today: RulesOfTheDay | undefined;

  return {
    current: () => ruleSet,
    replace: (next) => {
      ruleSet = next;
      today = undefined;
    },
    at: (instant) => {
      const thatDay = dayInBritain(instant);
      if (today === undefined || thatDay !== day) {
        const plan = planOn(ruleSet, thatDay, vocabulary);
        today = { plan, judge: rememberJudgements(plan) };
        day = thatDay;
      }
      return today;
    },
  };
}
