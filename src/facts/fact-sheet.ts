import { type Answer, withAnswer } from '../domain/answer.js';
import { Fault } from '../domain/fault.js';
import { type FactOutcome, type FactValue, unknownValue } from '../domain/fact.js';
import { findFact } from './catalogue.js';
import { outcomeOf } from './definition.js';
import type { LookUps } from './look-ups.js';

/** The facts of one request: each is looked up when it is first asked for, and then remembered. */
export interface FactSheet {
  ask: (name: string) => Answer<FactOutcome>;
  /** The value as rules see it; throws, or rejects with, `Fault('fact-unavailable')` or `Fault('fact-malformed')`. */
  valueOf: (name: string) => Answer<FactValue>;
  /** what was asked for so far and came to a value, in the order of asking */
  asked: () => Record<string, FactValue>;
}

/** `recorded`: values that an earlier decision on the same request saw, and that are not looked up again. */
export function createFactSheet(lookUps: LookUps, recorded: Readonly<Record<string, FactValue>> = {}): FactSheet {
  const values: Record<string, FactValue> = { ...recorded };
  const begun = new Map<string, Answer<FactOutcome>>();

  function ask(name: string): Answer<FactOutcome> {
    const known = begun.get(name);
    if (known !== undefined) return known;
    const outcome = findOutcome(name, lookUps);
    begun.set(name, outcome);
    return outcome;
  }

  function valueOf(name: string): Answer<FactValue> {
    const already = values[name];
    if (already !== undefined) return already;
    return withAnswer(ask(name), (outcome) => (values[name] = valueIn(name, outcome)));
  }

  return { ask, valueOf, asked: () => ({ ...values }) };
}

function findOutcome(name: string, lookUps: LookUps): Answer<FactOutcome> {
  const definition = findFact(name);
  if (definition === undefined) return { status: 'malformed', problem: `there is no fact \`${name}\`` };
  try {
    const found = definition.find(lookUps);
    return found instanceof Promise ? found.then((value) => outcomeOf(definition, value)).catch(outcomeOfFailure) : outcomeOf(definition, found);
  } catch (cause) {
    return outcomeOfFailure(cause);
  }
}

function outcomeOfFailure(cause: unknown): FactOutcome {
  if (cause instanceof Fault && cause.code === 'fact-malformed') return { status: 'malformed', problem: cause.message };
  if (cause instanceof Fault && cause.code === 'store-unavailable') return { status: 'unavailable', cause };
  throw cause;
}

function valueIn(name: string, outcome: FactOutcome): FactValue {
  switch (outcome.status) {
    case 'present':
      return outcome.value;
    case 'unknown':
      return unknownValue;
    case 'unavailable':
      throw new Fault('fact-unavailable', `fact ${name} could not be looked up`, [{ at: `fact ${name}`, problem: 'the store did not answer' }], { cause: outcome.cause });
    case 'malformed':
      throw new Fault('fact-malformed', `fact ${name} is malformed: ${outcome.problem}`, [{ at: `fact ${name}`, problem: outcome.problem }]);
  }
}
