import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import type { FactVocabulary } from '../domain/fact.js';
import { Fault, type Place } from '../domain/fault.js';
import { inFileOrder } from '../yaml/line-places.js';
import { readTyped } from '../yaml/read-typed.js';
import { readYaml, type YamlDocument } from '../yaml/read-yaml.js';
import { suggest } from './condition.js';
import { readInvariants } from './invariant-file.js';
import type { Invariant, Policy, Rule, RuleFile, RuleSet } from './rule.js';
import { idOf, readRuleFile, type RuleReferences } from './rule-file.js';
import { policyFileSchema } from './rule-schema.js';

export const policyPath = 'policy.yaml';
export const invariantsPath = 'invariants.yaml';

/**
 * Reads a rules directory, given as its files: `policy.yaml`, `invariants.yaml` where there is one, and one rule a file. All or nothing: any
 * problem, in any file, is `Fault('rules-invalid')` with every problem's `file:line:column`, in that order, and with those `found` before.
 * `directory` only goes before the paths in messages.
 */
export function loadRules(...given: Parameters<typeof loadInPieces>): RuleSet {
  const pieces = loadInPieces(...given);
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
  }
}

/** As `loadRules`, for a service that goes on answering meanwhile. */
export async function loadRulesInTurns(...given: Parameters<typeof loadInPieces>): Promise<RuleSet> {
  const pieces = loadInPieces(...given);
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
    await setImmediate();
  }
}

/** Pauses after each file, and after its YAML is read. */
function* loadInPieces(files: readonly RuleFile[], vocabulary: FactVocabulary, directory: string, found: readonly Place[] = []): Generator<undefined, RuleSet> {
  const problems: Place[] = [...found];
  const policy = readPolicy(files, directory, problems);
  const ruleFiles = files.filter(({ path }) => ![policyPath, invariantsPath].includes(path));
  const rules: Rule[] = [];
  const references: RuleReferences[] = [];
  for (const file of ruleFiles) {
    const read = yield* readOne(file, vocabulary, policy, directory, problems);
    if (read?.rule !== undefined) rules.push(read.rule);
    if (read !== undefined) references.push(read.references);
  }
  const invariants = readInvariantsIn(files, vocabulary, policy, directory, problems);
  const stray = [
    ...strayReplacements(references, files.map(({ path }) => idOf(path))),
    ...(invariants === undefined ? [] : strayExceptions(references, invariants)),
  ];
  problems.push(...duplicates(rules), ...stray.filter(({ at }) => !problems.some((each) => each.at === at)));
  if (rules.length === 0 && problems.length === 0) problems.push({ at: directory, problem: 'there is no rule file: a policy without rules decides nothing' });
  if (policy === undefined || invariants === undefined || problems.length > 0) throw invalid(problems, directory);
  return { version: versionOf(files), policy, rules: inOrder(rules, policy), invariants, files };
}

/** Undefined where it reported a problem. */
export function readPolicy(files: readonly RuleFile[], directory: string, problems: Place[]): Policy | undefined {
  const file = files.find((each) => each.path === policyPath);
  if (file === undefined) {
    const isUnreadable = problems.some(({ at }) => at === `${directory}/${policyPath}`);
    if (!isUnreadable) problems.push({ at: directory, problem: `there is no ${policyPath}: it names the stages and the reasons` });
    return undefined;
  }
  const document = readDocument(file, directory, problems);
  const typed = document && readTyped<z.infer<typeof policyFileSchema>>(document, policyFileSchema);
  if (typed === undefined) return undefined;
  if ('value' in typed) return typed.value;
  problems.push(...typed.problems);
  return undefined;
}

/** Without a policy, what of the file needs none is read; undefined where it is no YAML. */
function* readOne(
  file: RuleFile,
  vocabulary: FactVocabulary,
  policy: Policy | undefined,
  directory: string,
  problems: Place[],
): Generator<undefined, ReturnType<typeof readRuleFile> | undefined> {
  const document = readDocument(file, directory, problems);
  yield;
  if (document === undefined) return undefined;
  const read = readRuleFile(document, vocabulary, policy);
  problems.push(...read.problems);
  yield;
  return read;
}

/** Undefined where they cannot be told. */
function readInvariantsIn(
  files: readonly RuleFile[],
  vocabulary: FactVocabulary,
  policy: Policy | undefined,
  directory: string,
  problems: Place[],
): Invariant[] | undefined {
  const file = files.find((each) => each.path === invariantsPath);
  if (file === undefined) return [];
  const document = readDocument(file, directory, problems);
  if (document === undefined || policy === undefined) return undefined;
  const read = readInvariants(document, vocabulary, policy);
  problems.push(...read.problems);
  return read.problems.length > 0 ? undefined : read.invariants;
}

function readDocument(file: RuleFile, directory: string, problems: Place[]): YamlDocument | undefined {
  try {
    return readYaml(file.text, `${directory}/${file.path}`);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    problems.push(...error.places);
    return undefined;
  }
}

function duplicates(rules: readonly Rule[]): Place[] {
  return rules.flatMap((rule, index) => {
    const first = rules.findIndex((each) => each.id === rule.id);
    return first === index ? [] : [{ at: rule.placeOf(['id']), problem: `the id \`${rule.id}\` is taken by ${rules[first]?.file ?? 'another file'}: give one of them another` }];
  });
}

/** `ids`: also those of files in which there are other problems. */
function strayReplacements(rules: readonly RuleReferences[], ids: readonly string[]): Place[] {
  return rules.flatMap((rule) => {
    const problem = findReplacementProblem(rule, rules, ids);
    return problem === undefined ? [] : [{ at: rule.placeOf(['replaces']), problem }];
  });
}

function findReplacementProblem({ id, replaces }: RuleReferences, rules: readonly RuleReferences[], ids: readonly string[]): string | undefined {
  if (replaces === undefined) return undefined;
  if (replaces === id) return 'a rule cannot replace itself: name the rule that it takes the place of';
  if (!ids.includes(replaces)) return `there is no rule \`${replaces}\`${suggest(replaces, ids.filter((each) => each !== id))}: name the rule that this one takes the place of`;
  return isReplacedBy(id, replaces, rules) ? `\`${replaces}\` in turn replaces \`${id}\`, so that neither would be asked: let only one of them replace the other` : undefined;
}

/** Whether the rule `id` is replaced, straight or by way of others, by `by`. */
function isReplacedBy(id: string, by: string, rules: readonly RuleReferences[]): boolean {
  const seen = new Set<string>();
  for (let next: string | undefined = by; next !== undefined && !seen.has(next); next = rules.find((rule) => rule.id === next)?.replaces) {
    if (next === id) return true;
    seen.add(next);
  }
  return false;
}

function strayExceptions(rules: readonly RuleReferences[], invariants: readonly Invariant[]): Place[] {
  const ids = [...new Set(invariants.flatMap(({ id, scopes }) => [id, ...scopes]))];
  return rules.flatMap((rule) => rule.excepts.flatMap((name, index) => {
    if (ids.includes(name)) return [];
    return [{ at: rule.placeOf(['excepts', index]), problem: `there is no invariant or scope \`${name}\`${suggest(name, ids)}; ${invariantsPath} names them` }];
  }));
}

function inOrder(rules: readonly Rule[], policy: Policy): Rule[] {
  const rank = new Map(policy.stages.map((stage, index) => [stage.id, index]));
  return [...rules].sort((a, b) => (rank.get(a.stage) ?? 0) - (rank.get(b.stage) ?? 0) || (a.id < b.id ? -1 : 1));
}

/** What a rule set is called: the digest of every file's name and text. */
export function versionOf(files: readonly RuleFile[]): string {
  const digest = createHash('sha256');
  for (const { path, text } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) digest.update(JSON.stringify([path, text]));
  return `sha256:${digest.digest('hex')}`;
}

export function invalid(problems: readonly Place[], directory: string): Fault {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new Fault('rules-invalid', `the rules in ${directory} have ${count}`, inFileOrder(problems));
}
