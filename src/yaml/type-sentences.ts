import type { core } from 'zod';
import { nearestName } from './nearest-name.js';
import { readPlainScalar } from './plain-scalar.js';
import { colonSentence, dashSentence, keySentence } from './slip-sentences.js';
import type { Written } from './yaml-node.js';

/** A value that a schema refused. */
export interface Refused {
  value: unknown;
  /** of a scalar only */
  written: Written | undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  null: 'null',
};

const MOST_NAMES = 24;

export function kindInWords(expected: string): string {
  return KINDS[expected] ?? expected;
}

/** The value as its writer knows it, foreign text in backticks and cut short. */
export function inWords({ value, written }: Refused): string {
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'keys with values';
  }
  return inBackticks(written?.text ?? JSON.stringify(value));
}

/** `wanted`: what to write, after the word `write` */
export function writeInstead(wanted: string, refused: Refused): string {
  return refused.value === null || refused.value === undefined ? `no value: write ${wanted}` : `write ${wanted}, not ${inWords(refused)}`;
}

export function inBackticks(foreign: string): string {
  return `\`${foreign.slice(0, 60).replace(/\s+/g, ' ')}\``;
}

export function wrongKind(expected: string, refused: Refused): string {
  const advice = expected === 'string' ? quotesMissing(refused) : (slipFor(expected, refused) ?? plainWanted(expected, refused));
  return advice ?? writeInstead(kindInWords(expected), refused);
}

/** `-b` for an item of a list, `id:x` for keys with values. */
function slipFor(expected: string, { value, written }: Refused): string | undefined {
  const text = typeof value === 'object' && value !== null ? (Object.keys(value)[0] ?? '') : (written?.text ?? '');
  if (expected === 'array') return /^-\S/.test(text) ? dashSentence : undefined;
  return expected === 'object' && typeof value === 'string' ? colonSentence(text) : undefined;
}

/** `srv: 6.21` was read as a number; only quotes make it text. */
export function quotesMissing({ value, written }: Refused): string | undefined {
  if (written === undefined || written.quoted || typeof value === 'string' || written.text === '') {
    return undefined;
  }
  const meaning = value === null ? 'no value' : typeof value === 'number' ? 'a number' : 'true or false';
  return `write "${written.text}" in quotes: without them it is ${meaning}`;
}

function plainWanted(expected: string, { value, written }: Refused): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const plain = readPlainScalar(value.replace(/^0+(?=[0-9])/, ''));
  if ((expected === 'number' || expected === 'int') && typeof plain === 'number') {
    return `write ${plain} ${written?.quoted === true ? 'without quotes' : 'without leading zeros'}`;
  }
  return expected === 'boolean' && typeof plain === 'boolean' && written?.quoted === true ? `write ${plain} without quotes` : undefined;
}

export function unknownValue(refused: Refused, values: readonly core.util.Primitive[]): string {
  const names = values.map(String);
  const { value, written } = refused;
  if (written !== undefined && typeof value !== 'string' && values.includes(written.text)) {
    return quotesMissing(refused) ?? `write ${oneOf(names)}`;
  }
  const nearest = typeof value === 'string' ? nearestName(value, names) : undefined;
  return nearest === undefined ? writeInstead(oneOf(names), refused) : `unknown value ${inWords(refused)}: did you mean \`${nearest}\`?`;
}

export function unknownKey(key: string, nearest: string | undefined, known: readonly string[]): string {
  const slip = keySentence(key);
  if (slip !== undefined) return `unknown key ${inBackticks(key)}: ${slip}`;
  const hint = nearest === undefined ? `known here ${known.length === 1 ? 'is' : 'are'} ${listOf(known)}` : `did you mean \`${nearest}\`?`;
  return known.length === 0 ? `unknown key ${inBackticks(key)}: take it out` : `unknown key ${inBackticks(key)}: ${hint}`;
}

export function outOfBounds(issue: core.$ZodIssueTooBig | core.$ZodIssueTooSmall, refused: Refused): string {
  const isBig = issue.code === 'too_big';
  const bound = String(isBig ? issue.maximum : issue.minimum);
  const word = issue.exact === true ? 'exactly' : issue.inclusive === false ? (isBig ? 'less than' : 'more than') : isBig ? 'at most' : 'at least';
  switch (issue.origin) {
    case 'string':
      return refused.value === '' ? 'the text is empty: write it' : `write ${word} ${bound} characters, not ${inWords(refused)}`;
    case 'array':
      return `write ${word} ${bound} ${bound === '1' ? 'entry' : 'entries'} in the list`;
    default:
      return `write ${word} ${bound}, not ${inWords(refused)}`;
  }
}

export function oneOf(names: readonly string[]): string {
  return names.length === 1 ? listOf(names) : `one of ${listOf(names)}`;
}

export function eitherOf(kinds: readonly string[]): string {
  return [kinds.slice(0, -1).join(', '), ...kinds.slice(-1)].filter((part) => part !== '').join(' or ');
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown}, ...` : shown;
}
