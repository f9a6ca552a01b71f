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
  /** which promises are not held, where a rule says that it is an exception, in words */
  exceptions: string[];
}

export async function findBroken(map: PolicyMap, held: Held): Promise<Promises> {
  const exceptions = await exceptionsOf(map, held);
  const broken: ProofFault[] = [];
  for (const [invariant, holds] of held) broken.push(...(await findBrokenOne(map, invariant, holds, exceptions)));
  const excused = exceptions.filter(({ there }) => there !== no);
  const told = excused.map(({ invariant, rule, period, there }) => `\`${invariant.id}\` is not held in ${countInputs(map.space, there).toLocaleString('en-GB')} inputs${when(map, period)}: ${rule.id} is an exception from it`);
  return { faults: [...broken, ...findNeedless(map, exceptions)], exceptions: [...new Set(told)] };
}

/** Invariants that are about no possible request: they promise nothing. */
export function findEmpty({ space: { diagrams, possible } }: PolicyMap, held: Held): ProofFault[] {
  return [...held].filter(([, holds]) => diagrams.and(possible, holds) === no).map(([{ id, at }]) => {
    return { kind: 'never-applies', at, problem: `\`${id}\` promises nothing: no possible request is what it is about: mend its condition, or delete it`, invariant: id };
  });
}

/** None or one. */
async function findBrokenOne(map: PolicyMap, invariant: Invariant, holds: Diagram, exceptions: readonly Exception[]): Promise<ProofFault[]> {
  const { and, not } = map.space.diagrams;
  const [first] = await firstOfEach(map, (period) => {
    const excepted = exceptions.filter((each) => each.invariant === invariant && each.period === period);
    return excepted.reduce((left, { there }) => and(left, not(there)), wrongIn(map, period, invariant, holds));
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

/** A promise that a rule may break, and the inputs of a period where it does: without the rule, something else would be decided there. */
interface Exception {
  rule: Rule;
  invariant: Invariant;
  period: PeriodMap;
  there: Diagram;
}

async function exceptionsOf(map: PolicyMap, held: Held): Promise<Exception[]> {
  const exceptions: Exception[] = [];
  for (const period of map.periods) {
    const wrong = new Map<Invariant, Diagram>();
    for (const [invariant, holds] of held) {
      wrong.set(invariant, wrongIn(map, period, invariant, holds));
      await setImmediate();
    }
    for (const rule of period.rules.filter(({ excepts }) => excepts.length > 0)) {
      const due = await dueTo(map, period, rule);
      const excepted = [...wrong].filter(([invariant]) => rule.excepts.some((name) => isNamed(invariant, name)));
      for (const [invariant, there] of excepted) {
        exceptions.push({ rule, invariant, period, there: map.space.diagrams.and(due, there) });
        await setImmediate();
      }
    }
  }
  return exceptions;
}

function isNamed({ id, scopes }: Invariant, name: string): boolean {
  return id === name || scopes.includes(name);
}

/** The inputs that would be decided otherwise without the rule, what it replaces being back in its place. */
async function dueTo(map: PolicyMap, of: PeriodMap, rule: Rule): Promise<Diagram> {
  if (rule.replaces === undefined) return otherwiseWithout(map, of, rule);
  const { diagrams } = map.space;
  const { period, decided } = of;
  const { decided: without } = await decideBy(map, map.ruleSet.rules.filter((each) => each !== rule), period);
  const outcomes = [...new Set(map.ruleSet.rules.map(({ outcome }) => outcomeKey(outcome)))];
  const byOutcome = (by: Diagram) => diagrams.map(by, (end) => outcomes.indexOf(outcomeKey(ruleAt(map, end)?.outcome)) + 1);
  const [one, other] = [byOutcome(decided), byOutcome(without)];
  await setImmediate();
  return diagrams.differ(one, other);
}

/** Exceptions that nothing needs would hide what somebody breaks later. */
function findNeedless({ ruleSet, periods }: PolicyMap, exceptions: readonly Exception[]): ProofFault[] {
  const inForce = ruleSet.rules.filter((rule) => periods.some(({ rules }) => rules.includes(rule)));
  return inForce.flatMap((rule) => rule.excepts.flatMap((name, index): ProofFault[] => {
    if (exceptions.some((each) => each.rule === rule && isNamed(each.invariant, name) && each.there !== no)) return [];
    const problem = `\`excepts: [${name}]\` in ${rule.id} never matters: the rule breaks no such promise: leave it out`;
    return [{ kind: 'never-matters', at: rule.placeOf(['excepts', index]), problem, rule: rule.id }];
  }));
}
