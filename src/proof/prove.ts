import { setImmediate } from 'node:timers/promises';
import type { Condition, RuleSet } from '../rules/rule.js';
import { joined } from './cube.js';
import { yes } from './diagram.js';
import { countInputs } from './fact-space.js';
import { isUnsound, type ProofFault } from './fault.js';
import { findIdle, type Idle } from './find-idle.js';
import { describeExceptions, findBroken, findEmpty, type Held } from './find-broken.js';
import { findRedundant } from './find-redundant.js';
import { findDisagreements, findUndecided } from './find-unsound.js';
import { compareWithJudge } from './compare-with-judge.js';
import { decidingRules, type Mapping, mapPolicy, type PolicyMap } from './policy-map.js';
import { tabulateCondition, type Tabulated } from './tabulate.js';

export interface Proof {
  ruleSet: RuleSet;
  faults: readonly ProofFault[];
  /** where promises are not held, by rules that say that they are exceptions */
  exceptions: readonly string[];
  /** what the operator should know and nobody need mend */
  notes: readonly string[];
  /** of every fact that rules and invariants mention, and every day from the first on */
  inputs: bigint;
  /** inputs left out because the fact catalogue declares them impossible */
  impossibleInputs: bigint;
  /** why they are */
  impossible: readonly string[];
  facts: readonly string[];
  periods: number;
  invariants: number;
  /** how often json-rules-engine was run */
  engineRuns: number;
  /** groups of inputs of which one was decided by the whole service's judge as well */
  judged: number;
}

export interface ProofOptions extends Mapping {
  /** goes before the paths in messages */
  directory: string;
}

/**
 * Decides every possible input by the rules, and tells what is wrong with them. Each rule is run through the engine on every combination of
 * values that it tells apart; putting the rules together by precedence needs no further run, and is compared with the service's judge.
 */
export async function prove(ruleSet: RuleSet, options: ProofOptions): Promise<Proof> {
  const { whole, map } = await mapBoth(ruleSet, options);
  const held = await whereHeld(map);
  const idle = await findIdle(whole, map, options.onProgress);
  const judged = await compareWithJudge(map, options.vocabulary);
  const promises = await findBroken(map, held.holds);
  const faults = [
    ...(await findUndecided(map, options.directory)),
    ...(await findDisagreements(new Set([map, whole]))),
    ...promises.faults,
    ...findEmpty(map, held.holds),
    ...idle.faults,
  ];
  const { space, periods } = map;
  const all = countInputs(space, yes) * BigInt(periods.length);
  const inputs = countInputs(space, space.possible) * BigInt(periods.length);
  return {
    ruleSet,
    faults,
    exceptions: describeExceptions(map, promises.excused),
    notes: [...notesOn(map, whole, idle), ...(map === whole ? [] : await notesOnTrial(whole, faults, options.directory))],
    inputs,
    impossibleInputs: all - inputs,
    impossible: space.impossible.map(({ because }) => because),
    facts: space.axes.map(({ fact }) => fact.name),
    periods: periods.length,
    invariants: ruleSet.invariants.length,
    engineRuns: whole.runs + held.runs + idle.runs + (map === whole ? 0 : map.runs),
    judged,
  };
}

/** Only what would decide a request wrongly, or not at all: what the service asks of rules before it takes them up. */
export async function findUnsound(ruleSet: RuleSet, options: ProofOptions): Promise<ProofFault[]> {
  const { whole, map } = await mapBoth(ruleSet, options);
  const { holds } = await whereHeld(map);
  const { faults } = await findBroken(map, holds);
  return [...(await findUndecided(map, options.directory)), ...(await findDisagreements(new Set([map, whole]))), ...faults].filter(isUnsound);
}

/** `map` is what decides; `whole` has the rules in observe mode as if they were enforced. Without such rules both are one. */
async function mapBoth(ruleSet: RuleSet, options: Mapping): Promise<{ whole: PolicyMap; map: PolicyMap }> {
  const whole = await mapPolicy(ruleSet, options);
  const deciding = decidingRules(ruleSet);
  return { whole, map: deciding.rules.length === ruleSet.rules.length ? whole : await mapPolicy(deciding, { ...options, onProgress: undefined }) };
}

/** Where each invariant is held. A scope that several share is run through the engine once. */
async function whereHeld({ ruleSet, space }: PolicyMap): Promise<{ holds: Held; runs: number }> {
  const known = new Map<Condition, Tabulated>();
  for (const condition of ruleSet.invariants.flatMap(({ about }) => about)) {
    if (known.has(condition)) continue;
    known.set(condition, await tabulateCondition(condition, space));
    await setImmediate();
  }
  const whereAll = (about: readonly Condition[]) => about.map((condition) => known.get(condition)?.diagram ?? yes).reduce(space.diagrams.and, yes);
  const runs = [...known.values()].reduce((sum, tabulated) => sum + tabulated.runs, 0);
  return { holds: new Map(ruleSet.invariants.map((invariant) => [invariant, whereAll(invariant.about)])), runs };
}

/** A rule in observe mode gives its reason and stands in its stage, though it decides nothing yet. */
function notesOn(map: PolicyMap, whole: PolicyMap, { gates, over }: Idle): string[] {
  const { ruleSet } = map;
  const redundant = findRedundant(map);
  return [
    ...(redundant.length === 0 ? [] : [`every request would be decided alike without ${joined(redundant.map(({ id }) => id), 'or')}, where other rules decide the same`]),
    ...(gates.length === 0 ? [] : [`an earlier stage decides what these conditions tell apart, so that they only spare look-ups: ${joined(gates, 'and')}`]),
    ...(over.length === 0 ? [] : [`no longer in force: ${joined(over.map(({ id }) => id), 'and')}`]),
    ...unusedIn(whole.ruleSet),
    ...(ruleSet.invariants.length === 0 ? ['there are no invariants (invariants.yaml): only what holds for every policy was proved'] : []),
  ];
}

/** What would be wrong, were the rules in observe mode enforced. Disagreements are looked for in both (`findDisagreements`). */
async function notesOnTrial(whole: PolicyMap, faults: readonly ProofFault[], directory: string): Promise<string[]> {
  const { holds } = await whereHeld(whole);
  const { faults: broken } = await findBroken(whole, holds);
  const all = [...(await findUndecided(whole, directory)), ...broken.filter(isUnsound)];
  const added = all.filter(({ kind, invariant }) => !faults.some((fault) => fault.kind === kind && fault.invariant === invariant));
  return added.map(({ problem }) => `were the rules in observe mode enforced: ${problem}`);
}

function unusedIn({ policy, rules }: RuleSet): string[] {
  const reasons = Object.keys(policy.reasons).filter((reason) => !rules.some(({ outcome }) => outcome.reason === reason));
  const stages = policy.stages.filter(({ id }) => !rules.some(({ stage }) => stage === id)).map(({ id }) => id);
  return [
    ...(reasons.length === 0 ? [] : [`no rule gives the reason ${joined(reasons, 'or')}`]),
    ...(stages.length === 0 ? [] : [`no rule stands in the stage ${joined(stages, 'or')}`]),
  ];
}
