import type { core } from 'zod';
import { nearestName } from './nearest-name.js';

type Issues = readonly core.$ZodIssue[];

/** The branches of a union that refuse the value as a whole: a list where they want text. */
function isWholeMisfit(issues: Issues): boolean {
  return issues.every(
    (issue) =>
      issue.path.length === 0 &&
      (issue.code === 'invalid_type' || issue.code === 'invalid_value' || (issue.code === 'invalid_union' && issue.errors.every(isWholeMisfit))),
  );
}

/**
 * The index of the branch that its writer most likely meant: the one that knows most of the keys, and their constants, then the one that lacks fewest,
 * then the one with the fewest problems further down. `none`: no branch wants a value of this kind; `unclear`: no branch knows any of the keys.
 */
export function likeliestBranch(branches: readonly Issues[], value: unknown): number | 'none' | 'unclear' {
  const ranked = branches
    .map((issues, index) => ({ index, issues }))
    .filter(({ issues }) => !isWholeMisfit(issues))
    .map(({ index, issues }) => ({ index, ...agreementOf(issues, value), all: problemCount(issues) }))
    .sort((a, b) => b.known - a.known || b.named - a.named || a.absent - b.absent || a.all - b.all || a.index - b.index);
  const [best, other] = ranked;
  if (best === undefined) {
    return 'none';
  }
  return best.named === 0 && other !== undefined && keysOf(value).length > 0 ? 'unclear' : best.index;
}

/** How many keys of `value` a branch knows by name, misspelt ones with them, and with their constants, and how many more it wants. */
function agreementOf(issues: Issues, value: unknown): { named: number; known: number; absent: number } {
  const keys = keysOf(value);
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : []));
  const own = issues.filter(({ path }) => path.length === 1).map(({ code, path }) => ({ code, key: String(path[0]) }));
  const absent = own.filter(({ key }) => !keys.includes(key)).map(({ key }) => key);
  const wrongConstants = own.filter(({ code, key }) => code === 'invalid_value' && keys.includes(key));
  const misspelt = unknown.filter((key) => nearestName(key, absent) !== undefined);
  const named = keys.length - unknown.length + misspelt.length;
  return { named, known: named - wrongConstants.length, absent: absent.length - misspelt.length };
}

export function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function problemCount(issues: Issues): number {
  return issues.reduce((sum, issue) => sum + countOf(issue), 0);
}

function countOf(issue: core.$ZodIssue): number {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.length;
    case 'invalid_union':
      return Math.max(1, Math.min(...issue.errors.map(problemCount)));
    default:
      return 1;
  }
}
