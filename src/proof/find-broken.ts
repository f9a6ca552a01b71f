import { setImmediate } from 'node:timers/promises';
import { isHeldOn, isKept } from '../rules/invariant.js';
import type { Invariant, Rule } from '../rules/rule.js';
import { type Diagram, no } from './diagram.js';
import { countInputs } from './fact-space.js';
import { counterexampleIn, type ProofFault, when } from './fault.js';
import { firstOfEach } from './find-unsound.js';
import { notInForceThere } from './not-in-force.js';
import { decideBy, otherwiseWithout, outcomeKey, type PeriodMap, type PolicyMap, ruleAt } from './policy-map.js';

/** Where each invariant is held. */
export type Held = ReadonlyMap<Invariant, Diagram>;

export interface Promises {
  faults: ProofFault[];
  /** where promises are not held, by rules that say that they are exceptions */
  excused: readonly Exception[];
}

/** Gives others their turn: a service asks it of rules before it takes them up. */
export async function findBroken(map: PolicyMap, held: Held): Promise<Promises> {
  const exceptions = await exceptionsOf(map, held);
  const broken: ProofFault[] = [];
  for (const [invariant, holds] of held) broken.push(...(await findBrokenOne(map, invariant, holds, exceptions)));
  const excused = exceptions.filter(({ there }) => there !== no);
  return { faults: [...broken, ...findNeedless(map, excused)], excused };
}

/** Which promises are not held, in words. */
export function describeExceptions(map: PolicyMap, excused: readonly Exception[]): string[] {
  const told = excused.map(({ invariant, rule, period, there }) => `\`${invariant.id}\` is not held in ${countInputs(map.space, there).toLocaleString('en-GB')} inputs${when(map, period)}: ${rule.id} is an exception from it`);
  return [...new Set(told)];
}

/** Invariants that are about no possible request: they promise nothing. */
export function findEmpty({ space: { diagrams, possible } }: PolicyMap, held: Held): ProofFault[] {
  return [...held].filter(([, holds]) => diagrams.and(possible, holds) === no).map(([{ id, at }]) => {
    return { kind: 'never-applies', at, problem: `\`${id}\` promises nothing: no possible request is what it is about: mend its condition, or delete it`, invariant: id };
  });
}

/** None or one. */
async function findBrokenOne(map: PolicyMap, invariant: Invariant, holds: Diagram, exceptions: readonly Exception[]): Promise<ProofFault[]> {
  const { choose } = map.space.diagrams;
  const own = exceptions.filter((each) => each.invariant === invariant);
  const [first] = await firstOfEach(map, async (period) => {
    let left = wrongIn(map, period, invariant, holds);
    for (const { there } of own.filter((each) => each.period === period)) {
      left = choose(there, no, left);
      await setImmediate();
    }
    return left;
  });
  if (first === undefined) return [];
  const counterexample = counterexampleIn(map, first.period, first.there);
  const { by, words, decided, inputs } = counterexample;
  const asleep = notInForceThere(map, first.period, first.there, (rule) => isAskedBefore(map, rule, by) && isKept(invariant, rule.outcome, map.ruleSet.policy));
  const problem = `\`${invariant.id}\` is broken in ${inputs.toLocaleString('en-GB')} inputs (${invariant.says}), such as where ${words}${when(map, first.period)}: ${by?.id ?? 'no rule'} decides ${decided}: ${hint(invariant)}${asleep}`;
  return [{ kind: 'invariant', at: by?.placeOf(['id']) ?? invariant.at, problem, invariant: invariant.id, ...(by && { rule: by.id }), counterexample }];
}

/** Or in its stage, where both would decide. */
function isAskedBefore({ ruleSet: { policy } }: PolicyMap, rule: Rule, other: Rule | undefined): boolean {
  const placeOf = (stage: string | undefined) => policy.stages.findIndex(({ id }) => id === stage);
  return placeOf(rule.stage) <= placeOf(other?.stage);
}

function hint({ id, scopes }: Invariant): string {
  const [narrowest] = scopes;
  const orScope = narrowest === undefined ? '' : `, or of all that holds there, \`excepts: [${narrowest}]\`,`;
  return `mend the rules, or, where a rule is meant to be an exception, write \`excepts: [${id}]\`${orScope} in it`;
}

/** Where a rule decides otherwise than the invariant wants; inputs that no rule decides are told by themselves. */
function wrongIn({ space: { diagrams, possible }, ruleSet }: PolicyMap, { period, decided }: PeriodMap, invariant: Invariant, holds: Diagram): Diagram {
  if (!isHeldOn(invariant, period.from)) return no;
  const wrong = diagrams.where(decided, (end) => {
    const rule = ruleAt({ ruleSet }, end);
    return rule !== undefined && !isKept(invariant, rule.outcome, ruleSet.policy);
  });
  return diagrams.and(possible, diagrams.and(holds, wrong));
}

/** A promise that a rule may break, and the inputs of a period where it does: without it, and others that may, something else would be decided there. */
export interface Exception {
  rule: Rule;
  invariant: Invariant;
  period: PeriodMap;
  there: Diagram;
}

async function exceptionsOf(map: PolicyMap, held: Held): Promise<Exception[]> {
  const { and, or } = map.space.diagrams;
  const exceptions: Exception[] = [];
  for (const period of map.periods) {
    const due = new Map<Rule, Diagram>();
    for (const rule of period.rules.filter(({ excepts }) => excepts.length > 0)) {
      due.set(rule, await dueTo(map, period, rule));
      await setImmediate();
    }
    const known = new Map<string, Shares>();
    for (const [invariant, holds] of due.size === 0 ? [] : held) {
      const wrong = wrongIn(map, period, invariant, holds);
      const excepting = [...due].filter(([{ excepts }]) => excepts.some((name) => isNamed(invariant, name)));
      const key = excepting.map(([{ id }]) => id).join();
      const shares = known.get(key) ?? (await sharesOf(map, period, excepting));
      known.set(key, shares);
      for (const [rule, own] of excepting) {
        exceptions.push({ rule, invariant, period, there: and(wrong, or(own, shares.get(rule) ?? no)) });
        await setImmediate();
      }
      await setImmediate();
    }
  }
  return exceptions;
}

/** By rule, inputs that only without it and others together would be decided otherwise. */
type Shares = ReadonlyMap<Rule, Diagram>;

/** Where exceptions stand in for each other: each has its share where it says what is decided, or keeps out a rule that would decide in its place. */
async function sharesOf(map: PolicyMap, period: PeriodMap, excepting: readonly (readonly [rule: Rule, due: Diagram])[]): Promise<Shares> {
  const { space: { diagrams, possible }, speaks } = map;
  if (excepting.length < 2) return new Map();
  const without = await decidedWithout(map, period, excepting.map(([rule]) => rule));
  let left = diagrams.and(possible, await whereOtherwise(map, period, without));
  for (const [, due] of excepting) {
    left = diagrams.choose(due, no, left);
    await setImmediate();
  }
  const outcomes = left === no ? [] : [...new Set(excepting.map(([{ outcome }]) => outcomeKey(outcome)))];
  const saying = new Map(outcomes.map((key) => [key, diagrams.where(period.decided, (end) => outcomeKey(ruleAt(map, end)?.outcome) === key)]));
  const whereSaying = (rule: Rule): Diagram => diagrams.and(speaks.get(rule) ?? no, saying.get(outcomeKey(rule.outcome)) ?? no);
  const whereInItsPlace = ({ replaces }: Rule): Diagram => (replaces === undefined ? no : diagrams.where(without, (end) => ruleAt(map, end)?.id === replaces));
  const shares = new Map<Rule, Diagram>();
  for (const [rule] of left === no ? [] : excepting) {
    shares.set(rule, diagrams.and(left, diagrams.or(whereSaying(rule), whereInItsPlace(rule))));
    await setImmediate();
  }
  return shares;
}

function isNamed({ id, scopes }: Invariant, name: string): boolean {
  return id === name || scopes.includes(name);
}

/** The inputs that would be decided otherwise without the rule, what it replaces being back in its place. */
async function dueTo(map: PolicyMap, period: PeriodMap, rule: Rule): Promise<Diagram> {
  return rule.replaces === undefined ? otherwiseWithout(map, period, rule) : whereOtherwise(map, period, await decidedWithout(map, period, [rule]));
}

async function decidedWithout(map: PolicyMap, { period }: PeriodMap, rules: readonly Rule[]): Promise<Diagram> {
  return (await decideBy(map, map.ruleSet.rules.filter((each) => !rules.includes(each)), period)).decided;
}

async function whereOtherwise(map: PolicyMap, { decided }: PeriodMap, without: Diagram): Promise<Diagram> {
  const { diagrams } = map.space;
  const outcomes = [...new Set(map.ruleSet.rules.map(({ outcome }) => outcomeKey(outcome)))];
  const byOutcome = (by: Diagram) => diagrams.map(by, (end) => outcomes.indexOf(outcomeKey(ruleAt(map, end)?.outcome)) + 1);
  const [one, other] = [byOutcome(decided), byOutcome(without)];
  await setImmediate();
  return diagrams.differ(one, other);
}

/** Exceptions that nothing needs would hide what somebody breaks later. */
function findNeedless({ ruleSet, periods }: PolicyMap, excused: readonly Exception[]): ProofFault[] {
  const inForce = new Set(periods.flatMap(({ rules }) => rules));
  const broken = new Map<Rule, Set<Invariant>>();
  for (const { rule, invariant } of excused) broken.set(rule, (broken.get(rule) ?? new Set()).add(invariant));
  return ruleSet.rules.filter((rule) => inForce.has(rule)).flatMap((rule) => rule.excepts.flatMap((name, index): ProofFault[] => {
    if ([...(broken.get(rule) ?? [])].some((invariant) => isNamed(invariant, name))) return [];
    const problem = `\`excepts: [${name}]\` in ${rule.id} never matters: the rule breaks no such promise: leave it out`;
    return [{ kind: 'never-matters', at: rule.placeOf(['excepts', index]), problem, rule: rule.id }];
  }));
}
