import { type FactDeclaration, type FactValue, type FactVocabulary, unknownValue } from '../domain/fact.js';
import { nearestName } from '../yaml/nearest-name.js';
import type { YamlDocument } from '../yaml/read-yaml.js';
import { colonSentence, curlySentence, keySentence } from '../yaml/slip-sentences.js';
import { type Condition, type OperatorName, operatorNames } from './rule.js';

export type Path = readonly (string | number)[];

/** What reading conditions needs, and where its problems go. */
export interface ConditionReading {
  document: YamlDocument;
  vocabulary: FactVocabulary;
  report: (path: Path, problem: string, atKey?: boolean) => void;
}

const compounds = ['all', 'any', 'not'] as const;
const comparisonKeys = ['fact', 'operator', 'value'];
/** conditions one within the other */
const deepest = 10;

/**
 * Reads a json-rules-engine condition in our closed dialect: no path, no params, no named condition, no empty list, and every
 * comparison typed by its fact. Answers undefined where it reported a problem.
 */
export function readCondition(reading: ConditionReading, value: unknown, path: Path): Condition | undefined {
  if (path.filter(isCompound).length >= deepest) return refuse(reading, path, `conditions are nested more than ${deepest} deep: split the rule`);
  if (!isMap(value)) return refuse(reading, path, 'a condition is a map: write { fact: ..., operator: ..., value: ... }, or all, any or not');
  const compound = compounds.filter((key) => key in value);
  const [kind] = compound;
  if (kind === undefined) return readComparison(reading, value, path);
  if (Object.keys(value).length > 1) return refuse(reading, path, `\`${kind}\` stands alone in a condition: put what is beside it inside, or in a condition of its own`);
  if (kind === 'not') return readNot(reading, value.not, [...path, 'not']);
  return readList(reading, kind, value[kind], [...path, kind]);
}

function isCompound(step: Path[number]): boolean {
  return compounds.some((key) => key === step);
}

function readNot(reading: ConditionReading, value: unknown, path: Path): Condition | undefined {
  const condition = readCondition(reading, value, path);
  return condition && { not: condition };
}

function readList(reading: ConditionReading, kind: 'all' | 'any', value: unknown, path: Path): Condition | undefined {
  if (!Array.isArray(value)) return refuse(reading, path, `\`${kind}\` takes a list of conditions: begin each with \`- \``);
  if (value.length === 0) return refuse(reading, path, `an empty \`${kind}\` is always true: write at least one condition`);
  const conditions = value.map((each, index) => readCondition(reading, each, [...path, index]));
  if (conditions.includes(undefined)) return undefined;
  return kind === 'all' ? { all: conditions as Condition[] } : { any: conditions as Condition[] };
}

function readComparison(reading: ConditionReading, value: Record<string, unknown>, path: Path): Condition | undefined {
  const strange = Object.keys(value).filter((key) => !comparisonKeys.includes(key));
  for (const key of strange) {
    const problem = keySentence(key) ?? (value[key] === null ? 'several values stand in brackets, `[a, b]`' : 'a comparison has fact, operator and value');
    reading.report([...path, key], `unknown key \`${key.slice(0, 60)}\`${suggest(key, [...comparisonKeys, ...compounds])}: ${problem}`, true);
  }
  const missing = comparisonKeys.filter((key) => !(key in value));
  if (strange.length === 0 && missing.length > 0) refuse(reading, path, `a comparison needs ${missing.join(' and ')}`);
  if (strange.length > 0 || missing.length > 0) return undefined;
  const fact = readFact(reading, value.fact, [...path, 'fact']);
  const operator = readOperator(reading, value.operator, [...path, 'operator']);
  if (fact === undefined || operator === undefined) return undefined;
  const operand = readOperand(reading, fact, operator, value.value, [...path, 'value']);
  return operand === undefined ? undefined : { fact: fact.name, operator, value: operand };
}

export function readFact(reading: ConditionReading, value: unknown, path: Path, atKey = false): FactDeclaration | undefined {
  const fact = typeof value === 'string' ? reading.vocabulary.findFact(value) : undefined;
  if (fact !== undefined) return fact;
  const names = reading.vocabulary.facts.map((each) => each.name);
  const advice = colonSentence(shown(value)) ?? 'the facts are listed in rules/README.md';
  reading.report(path, `there is no fact \`${shown(value)}\`${suggest(shown(value), names)}; ${advice}`, atKey);
  return undefined;
}

function readOperator(reading: ConditionReading, value: unknown, path: Path): OperatorName | undefined {
  const operator = operatorNames.find((name) => name === value);
  return operator ?? refuse(reading, path, `there is no operator \`${shown(value)}\`${suggest(shown(value), operatorNames)}: use ${operatorNames.join(', ')}`);
}

function readOperand(
  reading: ConditionReading,
  fact: FactDeclaration,
  operator: OperatorName,
  value: unknown,
  path: Path,
): FactValue | FactValue[] | undefined {
  if (operator === 'in' || operator === 'notIn') return readOperands(reading, fact, operator, value, path);
  if (Array.isArray(value)) return refuse(reading, path, `\`${operator}\` takes one value: use \`in\` or \`notIn\` for a list`);
  if (operator !== 'equal' && operator !== 'notEqual' && fact.type !== 'integer') {
    return refuse(reading, path, `\`${operator}\` compares whole numbers, and ${fact.name} is ${fact.type}: use equal, notEqual, in or notIn`);
  }
  return readFactValue(reading, fact, value, path);
}

function readOperands(reading: ConditionReading, fact: FactDeclaration, operator: string, value: unknown, path: Path): FactValue[] | undefined {
  if (!Array.isArray(value)) return refuse(reading, path, `\`${operator}\` takes a list: write [${asItem(reading, fact, value, path)}]`);
  if (value.length === 0) return refuse(reading, path, `\`${operator}\` with an empty list says the same of every request: write at least one value`);
  const values = value.map((each, index) => readFactValue(reading, fact, each, [...path, index]));
  const twice = values.findIndex((each, index) => each !== undefined && values.indexOf(each) !== index);
  if (twice >= 0) return refuse(reading, [...path, twice], `${printValue(values[twice])} stands twice in the list: remove one`);
  return values.includes(undefined) ? undefined : (values as FactValue[]);
}

/** What was written as it would stand in a list. */
function asItem(reading: ConditionReading, fact: FactDeclaration, value: unknown, path: Path): string {
  if (value === null || typeof value === 'object') return '...';
  return printValue(fact.type === 'text' ? reading.document.writtenAs(path)?.text ?? value : value);
}

/** A value that the fact can have, in the fact's own type. */
export function readFactValue(reading: ConditionReading, fact: FactDeclaration, value: unknown, path: Path): FactValue | undefined {
  const written = reading.document.writtenAs(path)?.text ?? shown(value);
  const spelling = wrongType(fact, value, written);
  if (spelling !== undefined) return refuse(reading, path, spelling);
  const curly = curlySentence(written);
  if (curly !== undefined) return refuse(reading, path, curly);
  if (fact.values === 'open') return value as FactValue;
  const declared = fact.values.map((each) => each.value);
  return declared.includes(value as FactValue) ? (value as FactValue) : refuse(reading, path, neverSo(fact.name, value, declared));
}

function neverSo(name: string, value: unknown, declared: readonly FactValue[]): string {
  const words = shown(value).split(/\s+/);
  if (words.length > 1 && words.every((each) => declared.includes(each))) return `write a comma between two values: [${words.join(', ')}]`;
  return `${name} is never ${printValue(value)}${suggestValue(shown(value), declared.map(String))}; it can be ${listed(declared)}`;
}

function wrongType(fact: FactDeclaration, value: unknown, written: string): string | undefined {
  const actual = typeof value;
  if (value === null) return `${fact.name} is never without a value: ${isUnknownable(fact) ? 'write unknown where it is not known' : 'write one'}`;
  if (actual === 'object') return `${fact.name} is one value, and here ${shown(value)} stand${Array.isArray(value) ? 's' : ''}`;
  if (fact.type === 'text' && actual !== 'string') return `${fact.name} is text: write "${written}" in quotes`;
  if (fact.type === 'integer' && !Number.isInteger(value)) return `${fact.name} is a whole number: write ${/^\d+$/.test(written) ? withoutZeros(written) : 'one'} without quotes`;
  if (fact.type === 'boolean' && actual !== 'boolean') return `${fact.name} is true or false: write one of them, without quotes`;
  return undefined;
}

function isUnknownable({ values }: FactDeclaration): boolean {
  return values === 'open' || values.some(({ value }) => value === unknownValue);
}

function listed(values: readonly FactValue[]): string {
  const shown = values.slice(0, 12).map(printValue).join(', ');
  return values.length > 12 ? `${shown}, ... (${values.length} in all)` : shown;
}

/** `6.15` is the beginning of `6.15.1`, and near to `1.5` only by its letters. */
function suggestValue(word: string, names: readonly string[]): string {
  const plain = withoutZeros(word);
  const nearer = names.filter((name) => name === plain || name.startsWith(`${plain}.`));
  return nearer.includes(plain) ? `, did you mean \`${plain}\`?` : suggest(plain, nearer.length > 0 ? nearer : names);
}

/** `06.21` as it should be: `6.21`. */
function withoutZeros(word: string): string {
  return word.replace(/\b0+(?=\d)/g, '');
}

export function suggest(word: string, names: Iterable<string>): string {
  const nearest = nearestName(word, names);
  return nearest === undefined ? '' : `, did you mean \`${nearest}\`?`;
}

function printValue(value: unknown): string {
  return typeof value === 'string' ? `"${value.slice(0, 60)}"` : shown(value);
}

/** Maps from YAML have no prototype: `String` would throw. */
function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value).slice(0, 60);
  return Array.isArray(value) ? 'a list' : 'keys with values';
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(reading: ConditionReading, path: Path, problem: string): undefined {
  reading.report(path, problem);
  return undefined;
}
