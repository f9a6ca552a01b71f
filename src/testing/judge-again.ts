import { dayInBritain } from '../domain/calendar.js';
import { Fault } from '../domain/fault.js';
import type { FactVocabulary } from '../domain/fact.js';
import type { Watch } from '../rules/engine.js';
import { judge } from '../rules/judge.js';
import { type Plan, planOn, trialPlanOn } from '../rules/plan.js';
import type { RuleSet } from '../rules/rule.js';
import type { ScenarioAnswer } from '../scenarios/run-scenarios.js';

/**
 * Judges the facts of answers again, by these rules and in this process, so that what the engine compares can be watched. Answers
 * false where the facts are not enough, as when a rule asks for another one.
 */
export type JudgeAgain = (answer: ScenarioAnswer, watch: Watch) => Promise<boolean>;

export function judgeAgainBy(ruleSet: RuleSet, vocabulary: FactVocabulary): JudgeAgain {
  const plansOf = new Map<string, Plan[]>();
  const plansOn = (day: string) => {
    const plans = plansOf.get(day) ?? [planOn(ruleSet, day, vocabulary), trialPlanOn(ruleSet, day, vocabulary)].filter((plan) => plan !== undefined);
    plansOf.set(day, plans);
    return plans;
  };
  return async ({ at, facts }, watch) => {
    const valueOf = (fact: string) => facts[fact] ?? notRecorded(fact);
    for (const plan of plansOn(dayInBritain(at))) if (!(await isJudged(plan, valueOf, watch))) return false;
    return true;
  };
}

async function isJudged(plan: Plan, valueOf: Parameters<typeof judge>[1], watch: Watch): Promise<boolean> {
  try {
    await judge(plan, valueOf, watch);
    return true;
  } catch (cause) {
    if (cause instanceof Fault) return false;
    throw cause;
  }
}

function notRecorded(fact: string): never {
  throw new Fault('fact-unavailable', `the answer did not need ${fact}`);
}
