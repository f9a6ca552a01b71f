import type { FactValue } from '../domain/fact.js';
import type { Place } from '../domain/fault.js';
import type { Rule } from '../rules/rule.js';
import { describeCube, factsOfCube, inputIn, smallestCube } from './cube.js';
import type { Diagram } from './diagram.js';
import { countInputs } from './fact-space.js';
import { describePeriod, type Period } from './periods.js';
import { endFor, type PeriodMap, type PolicyMap, outcomeKey, ruleAt } from './policy-map.js';

/**
 * What a proof finds wrong. `undecided`, `disagreement` and `invariant` are unsound: some request is decided wrongly, or not at all.
 * The others are idle: no request shows them, so that they are not what their author meant.
 */
export const faultKinds = ['undecided', 'disagreement', 'invariant', 'never-applies', 'never-decides', 'never-matters'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface ProofFault extends Place {
  kind: FaultKind;
  rule?: string;
  invariant?: string;
  counterexample?: Counterexample;
}

export function isUnsound({ kind }: ProofFault): boolean {
  return kind === 'undecided' || kind === 'disagreement' || kind === 'invariant';
}

/** Inputs that show a fault: the few facts that are enough, whatever the others are. */
export interface Counterexample {
  facts: Readonly<Record<string, readonly FactValue[]>>;
  /** the same in words */
  words: string;
  /** one of the inputs, whole */
  input: Readonly<Record<string, FactValue>>;
  /** how many inputs show it, of those that the facts named by rules and invariants can make */
  inputs: bigint;
  period: Period;
  /** what is decided there: `permit verified`, `no decision` */
  decided: string;
  by: Rule | undefined;
}

/** The smallest of the inputs where `condition` holds, which is somewhere. */
export function counterexampleIn(map: PolicyMap, { period, decided }: PeriodMap, condition: Diagram): Counterexample {
  const { space } = map;
  const cube = smallestCube(space, condition) ?? [];
  const input = inputIn(space, condition);
  const by = ruleAt(map, endFor(map, decided, input));
  return {
    facts: factsOfCube(space, cube),
    words: describeCube(space, cube),
    input,
    inputs: countInputs(space, condition),
    period,
    decided: outcomeKey(by?.outcome),
    by,
  };
}

/** ` (from 2027-03-01 on)`, or nothing where all days are alike. */
export function when({ periods }: PolicyMap, { period }: Pick<PeriodMap, 'period'>): string {
  const words = describePeriod(period, periods.length === 1);
  return words === '' ? '' : ` (${words})`;
}
