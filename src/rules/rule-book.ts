import { dayInBritain } from '../domain/calendar.js';
import type { FactVocabulary } from '../domain/fact.js';
import type { ValueOf } from './engine.js';
import { type Judgement, rememberJudgements } from './judge.js';
import { mergePlans, type Plan, planOn, trialPlanOn } from './plan.js';
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
  /** the rules of `plan` and those that are tried beside them, for explaining */
  everyRule: Plan;
  judge(valueOf: ValueOf): Promise<Judgement>;
  /** what would be decided, were every observing rule enforced; undefined where none is in force */
  judgeTrial: ((valueOf: ValueOf) => Promise<Judgement>) | undefined;
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
        today = rulesOn(ruleSet, thatDay, vocabulary);
        day = thatDay;
      }
      return today;
    },
  };
}

function rulesOn(ruleSet: RuleSet, day: string, vocabulary: FactVocabulary): RulesOfTheDay {
  const plan = planOn(ruleSet, day, vocabulary);
  const trial = trialPlanOn(ruleSet, day, vocabulary);
  const judge = rememberJudgements(plan);
  if (trial === undefined) return { plan, everyRule: plan, judge, judgeTrial: undefined };
  return { plan, everyRule: mergePlans(plan, trial, vocabulary), judge, judgeTrial: rememberJudgements(trial) };
}
