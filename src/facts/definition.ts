import type { Answer } from '../domain/answer.js';
import type { DeclaredValue, FactDeclaration, FactOutcome, FactProvider, FactValue } from '../domain/fact.js';
import { unknownValue } from '../domain/fact.js';
import type { LookUps } from './look-ups.js';

/** A fact: what the catalogue says of it, and how its value is found (`undefined`: looked, and there is none). */
export interface FactDefinition extends FactDeclaration {
  find: (lookUps: LookUps) => Answer<FactValue | undefined>;
}

interface Writing<T extends FactValue> {
  meaning: string;
  called?: string;
  provider: FactProvider;
  values: readonly (readonly [value: T, meaning: string, were?: string | undefined])[];
  unknown?: string;
  find: (lookUps: LookUps) => Answer<T | undefined>;
}

export function textFact<T extends string>(name: string, writing: Writing<T>): FactDefinition {
  return define(name, 'text', writing);
}

export function integerFact(name: string, writing: Writing<number>): FactDefinition {
  return define(name, 'integer', writing);
}

export function booleanFact(name: string, writing: Omit<Writing<boolean>, 'values'> & { whenTrue: string; whenFalse: string; wereTrue?: string }): FactDefinition {
  return define(name, 'boolean', { ...writing, values: [[true, writing.whenTrue, writing.wereTrue], [false, writing.whenFalse]] });
}

/** A fact that can be any text, such as a party id. */
export function openFact(name: string, writing: Omit<Writing<string>, 'values'>): FactDefinition {
  return { ...define(name, 'text', { ...writing, values: [] }), values: 'open' };
}

function define<T extends FactValue>(name: string, type: FactDeclaration['type'], writing: Writing<T>): FactDefinition {
  const { meaning, called = name, provider, unknown, find } = writing;
  const values: DeclaredValue[] = writing.values.map(([value, valueMeaning, were]) => ({ value, meaning: valueMeaning, ...(were !== undefined && { were }) }));
  if (unknown !== undefined) values.push({ value: unknownValue, meaning: unknown });
  return { name, meaning, called, provider, type, values, mayBeUnknown: unknown !== undefined, find };
}

/** The value of a fact that says only whether something was found. */
export function whetherKnown(found: unknown): 'known' | undefined {
  return found === undefined ? undefined : 'known';
}

/** Whether a value found is one that the catalogue declares; anything else is malformed, never quietly passed on. */
function isDeclared(definition: FactDefinition, value: FactValue): boolean {
  return definition.values === 'open' ? typeof value === 'string' : definition.values.some((each) => each.value === value);
}

export function outcomeOf(definition: FactDefinition, value: FactValue | undefined): FactOutcome {
  if (value === undefined) {
    return definition.mayBeUnknown ? { status: 'unknown' } : { status: 'malformed', problem: `fact ${definition.name} has no value` };
  }
  if (isDeclared(definition, value)) return { status: 'present', value };
  return { status: 'malformed', problem: `fact ${definition.name} is \`${String(value).slice(0, 60)}\`, which the catalogue does not declare` };
}
