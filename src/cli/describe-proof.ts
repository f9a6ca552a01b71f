import type { Counterexample, ProofFault } from '../proof/fault.js';
import type { Proof } from '../proof/prove.js';
import { countOf } from './count-of.js';
import { createPointer } from './source-line.js';

const inEnglish = new Intl.NumberFormat('en-GB');

/** A proof for a person at a terminal. */
export function describeProof(proof: Proof, from: string, seconds: number): string[] {
  const { ruleSet, inputs, impossibleInputs, impossible, engineRuns, judged, facts, invariants, periods, exceptions, notes, faults } = proof;
  const pointAt = createPointer();
  const days = periods === 1 ? `every day from ${from} on` : `every day from ${from} on, in ${periods} periods`;
  return [
    ...faults.flatMap((fault) => [`${fault.at}: ${fault.problem}`, ...pointAt(fault.at), ...describeExample(fault)]),
    `${countOf(ruleSet.rules.length, 'rule')}, ${countOf(invariants, 'invariant')}, ${countOf(facts.length, 'fact')}: ${facts.join(', ')}`,
    `decided ${inEnglish.format(inputs)} inputs on ${days}, in ${seconds.toFixed(2)} s, ${inEnglish.format(Math.round(Number(inputs) / seconds))} a second: these are all that are possible`,
    ...(impossibleInputs === 0n ? [] : [`left out ${inEnglish.format(impossibleInputs)} inputs that are impossible, because`, ...impossible.map((each) => `    ${each}`)]),
    `json-rules-engine ran ${inEnglish.format(engineRuns)} times; ${inEnglish.format(judged)} inputs were decided by the service's whole judge as well, and alike`,
    ...[...exceptions, ...notes].map((note) => `note: ${note}`),
    conclusion(proof),
  ];
}

function conclusion({ faults, invariants, exceptions }: Proof): string {
  if (faults.length > 0) return countOf(faults.length, 'fault');
  const promises = invariants === 0 ? '' : `, and ${countOf(invariants, 'invariant')} ${invariants === 1 ? 'holds' : 'hold'}${exceptions.length > 0 ? ', but for the exceptions above' : ''}`;
  return `every possible request is decided, every rule decides some, every condition matters${promises}`;
}

function describeExample({ counterexample }: ProofFault): string[] {
  if (counterexample === undefined) return [];
  return [`    for example ${Object.entries(counterexample.input).map(([fact, value]) => `${fact} ${String(value)}`).join(', ')}`];
}

/** A proof for a program. Counts of inputs are text: they can be larger than a number holds. */
export function tellProof(proof: Proof, from: string, seconds: number) {
  const { ruleSet, inputs, impossibleInputs, impossible, engineRuns, judged, facts, invariants, periods, exceptions, notes, faults } = proof;
  return {
    proved: faults.length === 0,
    ruleSet: ruleSet.version,
    from,
    rules: ruleSet.rules.length,
    invariants,
    facts,
    periods,
    inputs: String(inputs),
    impossibleInputs: String(impossibleInputs),
    impossible,
    engineRuns,
    judged,
    seconds: Number(seconds.toFixed(3)),
    exceptions,
    notes,
    faults: faults.map(({ counterexample, ...fault }) => ({
      ...fault,
      counterexample: counterexample === undefined ? null : tellCounterexample(counterexample),
    })),
  };
}

function tellCounterexample({ facts, words, input, inputs, period, decided, by }: Counterexample) {
  return { facts, words, input, inputs: String(inputs), from: period.from, to: period.to ?? null, decided, by: by?.id ?? null };
}
