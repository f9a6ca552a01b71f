import { setImmediate } from 'node:timers/promises';
import type { Rule } from '../rules/rule.js';
import { describeCube, smallestCube } from './cube.js';
import { type Diagram, no } from './diagram.js';
import { counterexampleIn, type ProofFault, when } from './fault.js';
import { notInForceThere } from './not-in-force.js';
import { outcomeKey, type PeriodMap, type PolicyMap } from './policy-map.js';

/** Inputs on which no rule speaks: a request like that has no decision, and its caller gets 503. */
export async function findUndecided(map: PolicyMap, directory: string): Promise<ProofFault[]> {
  const { diagrams, possible } = map.space;
  const undecided = await firstOfEach(map, ({ decided }) => diagrams.and(possible, diagrams.where(decided, (end) => end === 0)));
  return undecided.map(({ period, there }) => {
    const counterexample = counterexampleIn(map, period, there);
    const problem = `no rule decides ${counterexample.inputs.toLocaleString('en-GB')} inputs, such as a request in which ${counterexample.words}${when(map, period)}: let a rule speak of it, or add one that does${notInForceThere(map, period, there, () => true)}`;
    return { kind: 'undecided', at: `${directory}/policy.yaml:1:1`, problem, counterexample };
  });
}

/**
 * Rules of one stage that would decide one request, which no earlier stage decides, differently: precedence is between stages only. Two rules
 * are told once for all `maps`: a rule in observe mode can hide in one, as it replaces a rule or decides before it, what shows where it is
 * left out.
 */
export async function findDisagreements(maps: ReadonlySet<PolicyMap>): Promise<ProofFault[]> {
  const found = new Map<string, ProofFault>();
  for (const map of maps) {
    for (const period of map.periods) await findDisagreementsIn(map, period, found);
  }
  return [...found.values()];
}

async function findDisagreementsIn(map: PolicyMap, period: PeriodMap, found: Map<string, ProofFault>): Promise<void> {
  const { diagrams } = map.space;
  for (const { one, rivals } of rivalsOfStage(period.rules)) {
    for (const other of rivals) {
      const key = `${one.id} ${other.id}`;
      if (found.has(key)) continue;
      const both = diagrams.and(period.reached.get(one.stage) ?? no, diagrams.and(map.speaks.get(one) ?? no, map.speaks.get(other) ?? no));
      if (both !== no) found.set(key, disagreement(map, period, one, other, both));
      await setImmediate();
    }
    await setImmediate();
  }
}

function disagreement(map: PolicyMap, period: PeriodMap, one: Rule, other: Rule, both: Diagram): ProofFault {
  const words = describeCube(map.space, smallestCube(map.space, both) ?? []);
  const says = (rule: Rule) => `${rule.id} says ${outcomeKey(rule.outcome)}`;
  const problem = `${says(other)} and ${says(one)} of a request in which ${words}${when(map, period)}, both in stage ${one.stage}: move one to an earlier stage, or let one not apply`;
  return { kind: 'disagreement', at: other.placeOf(['stage']), problem, rule: other.id, counterexample: counterexampleIn(map, period, both) };
}

/** Each rule with those behind it, by their ids, that say something else in the same stage. */
function* rivalsOfStage(rules: readonly Rule[]): Generator<{ one: Rule; rivals: readonly Rule[] }> {
  const inOrder = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const [index, one] of inOrder.entries()) {
    const own = outcomeKey(one.outcome);
    yield { one, rivals: inOrder.slice(index + 1).filter((other) => one.stage === other.stage && outcomeKey(other.outcome) !== own) };
  }
}

interface Found {
  period: PeriodMap;
  there: Diagram;
}

/** The periods in which the condition holds somewhere where it did not in the period before. */
export async function firstOfEach(map: PolicyMap, conditionIn: (period: PeriodMap) => Diagram | Promise<Diagram>): Promise<Found[]> {
  const found: Found[] = [];
  let before: Diagram = no;
  for (const period of map.periods) {
    const there = await conditionIn(period);
    if (there !== no && there !== before) found.push({ period, there });
    before = there;
    await setImmediate();
  }
  return found;
}

