import type { core } from 'zod';
import { nearestName } from './nearest-name.js';
import type { YamlDocument } from './read-yaml.js';
import { keysBeside, knownKeys, unionOptions } from './schema-keys.js';
import { curlySentence } from './slip-sentences.js';
import {
  eitherOf,
  inBackticks,
  inWords,
  kindInWords,
  oneOf,
  outOfBounds,
  quotesMissing,
  type Refused,
  unknownKey,
  unknownValue,
  writeInstead,
  wrongKind,
} from './type-sentences.js';
import { keysOf, likeliestBranch } from './union-branch.js';

type Path = readonly PropertyKey[];

export interface TypeProblem {
  path: Path;
  /** it is the key at `path` that is wrong, not its value */
  isKey: boolean;
  problem: string;
  /** the key that should be there, where one is missing */
  absent?: string;
  /** what its schema's author says of a map as a whole */
  isOfWhole?: boolean;
  /** the key that an unknown one probably is */
  meant?: string | undefined;
}

export interface Reading {
  document: YamlDocument;
  /** the schemas of the value at `base`: more than one inside a union */
  schemas: readonly core.$ZodType[];
  base: Path;
  /** what stands at `base` */
  value: unknown;
}

/** what the error map answers where no author of a schema says it better; zod keeps an empty message */
export const unsaid = '';

/** Zod's issues as problems at a path. A key that is misspelt is not also missing, in whatever words. */
export function findTypeProblems(issues: readonly core.$ZodIssue[], reading: Reading): TypeProblem[] {
  const problems = issues.flatMap((issue) => problemsOf(issue, reading));
  const misspelt = problems.filter(({ meant }) => meant !== undefined);
  const meant = new Set(misspelt.map((problem) => keyOf(problem.path.slice(0, -1), problem.meant)));
  const around = new Set(misspelt.map(({ path }) => keyOf(path.slice(0, -1), undefined)));
  const isMeant = ({ path, absent }: TypeProblem) => absent !== undefined && meant.has(keyOf(path, absent));
  const isAround = ({ path, isOfWhole }: TypeProblem) => isOfWhole === true && around.has(keyOf(path, undefined));
  return problems.filter((problem) => !isMeant(problem) && !isAround(problem));
}

function problemsOf(issue: core.$ZodIssue, reading: Reading): TypeProblem[] {
  const path = [...reading.base, ...issue.path];
  const value = valueAt(reading.value, issue.path);
  if (value === undefined && issue.path.length > 0 && saysAbsent(issue)) {
    return [missingKey(issue, path)];
  }
  const refused = { value, written: reading.document.writtenAs(path) };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => strangeKey(key, path, keysBeside(reading.schemas, issue.path, issue.keys, keysOf(value))));
    case 'invalid_union':
      return unionProblems(issue, { ...reading, base: path, value }, refused);
    case 'invalid_key':
      return [refusedKey(issue, path)];
    default:
      return [otherProblem(issue, path, refused)];
  }
}

function otherProblem(issue: core.$ZodIssue, path: Path, refused: Refused): TypeProblem {
  const isEmptyFile = path.length === 0 && refused.value === null;
  const problem = isEmptyFile ? `the file is empty: write ${wantedBy([issue])}` : sentenceOf(issue, refused);
  if (refused.value === undefined && issue.path.length > 0) return { path: path.slice(0, -1), isKey: false, absent: String(path.at(-1)), problem };
  return { path, isKey: false, problem, isOfWhole: issue.code === 'custom' };
}

function saysAbsent({ code }: core.$ZodIssue): boolean {
  return code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union';
}

function missingKey(issue: core.$ZodIssue, path: Path): TypeProblem {
  const absent = String(path.at(-1));
  const advice = issue.message === unsaid ? `write ${wantedBy([issue])}` : issue.message;
  return { path: path.slice(0, -1), isKey: true, absent, problem: `the key \`${absent}\` is missing: ${advice}` };
}

/** the kinds and constants that would have been right */
function wantedBy(issues: readonly core.$ZodIssue[]): string {
  const wanted = issues.flatMap((issue) => {
    switch (issue.code) {
      case 'invalid_type':
        return [kindInWords(issue.expected)];
      case 'invalid_value':
        return [oneOf(issue.values.map(String))];
      case 'invalid_union':
        return 'options' in issue ? [oneOf(issue.options.map(String))] : [wantedBy(issue.errors.flat())];
      default:
        return [];
    }
  });
  return eitherOf([...new Set(wanted)]);
}

function strangeKey(key: string, path: Path, known: readonly string[]): TypeProblem {
  const nearest = nearestName(key.replace(/(?<!\s)\s*[:=].*$/s, ''), known);
  return { path: [...path, key], isKey: true, meant: nearest, problem: unknownKey(key, nearest, known) };
}

function refusedKey(issue: core.$ZodIssueInvalidKey, path: Path): TypeProblem {
  const key = String(path.at(-1));
  const [first] = issue.issues;
  const cause = first === undefined ? 'it is not allowed here' : sentenceOf(first, { value: key, written: undefined });
  return { path, isKey: true, problem: `the key ${inBackticks(key)}: ${cause}` };
}

function unionProblems(issue: core.$ZodIssueInvalidUnion, reading: Reading, refused: Refused): TypeProblem[] {
  const here = (problem: string): TypeProblem[] => [{ path: reading.base, isKey: false, problem }];
  if (issue.message !== unsaid) {
    return here(issue.message);
  }
  if ('options' in issue) {
    return here(unknownValue(refused, issue.options));
  }
  const branch = likeliestBranch(issue.errors, reading.value);
  if (branch === 'none') {
    return here(noBranchFits(issue.errors.flat(), refused));
  }
  if (branch === 'unclear') {
    const known = knownKeys(reading.schemas, issue.path);
    return keysOf(reading.value).map((key) => strangeKey(key, reading.base, known));
  }
  const option = unionOptions(reading.schemas, issue.path, issue.errors.length)[branch];
  return findTypeProblems(issue.errors[branch] ?? [], { ...reading, schemas: option === undefined ? [] : [option] });
}

function noBranchFits(issues: readonly core.$ZodIssue[], refused: Refused): string {
  const constants = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : []));
  const takesText = issues.some((issue) => issue.code === 'invalid_type' && issue.expected === 'string');
  const quotes = takesText || constants.includes(refused.written?.text) ? quotesMissing(refused) : undefined;
  return quotes ?? writeInstead(wantedBy(issues), refused);
}

function sentenceOf(issue: core.$ZodIssue, refused: Refused): string {
  const curly = typeof refused.value === 'string' ? curlySentence(refused.value) : undefined;
  if (curly !== undefined) {
    return curly;
  }
  const isQuotesMissing = issue.code === 'invalid_type' && issue.expected === 'string' && quotesMissing(refused) !== undefined;
  if (issue.message !== unsaid && !isQuotesMissing) {
    return issue.message;
  }
  switch (issue.code) {
    case 'invalid_type':
      return wrongKind(issue.expected, refused);
    case 'invalid_value':
      return unknownValue(refused, issue.values);
    case 'too_big':
    case 'too_small':
      return outOfBounds(issue, refused);
    case 'invalid_format':
      return `${inWords(refused)} ${misses(issue)}`;
    case 'not_multiple_of':
      return `write a multiple of ${issue.divisor.toString()}, not ${inWords(refused)}`;
    default:
      return `${inWords(refused)} is not allowed here`;
  }
}

function misses({ format, pattern }: core.$ZodIssueInvalidStringFormat): string {
  return format === 'regex' && pattern !== undefined ? `does not match ${pattern}` : `is no ${format}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, step) => (typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined), value);
}

function keyOf(path: Path, key: string | undefined): string {
  return JSON.stringify([...path, key].map(String));
}
