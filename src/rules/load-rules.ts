import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { FactVocabulary } from '../domain/fact.js';
import { Fault, type Place } from '../domain/fault.js';
import { nearestName } from '../yaml/nearest-name.js';
import { readTyped } from '../yaml/read-typed.js';
import { readYaml, type YamlDocument } from '../yaml/read-yaml.js';
import { findDisagreements } from './disagreements.js';
import type { Policy, Rule, RuleFile, RuleSet } from './rule.js';
import { readRuleFile } from './rule-file.js';
import { policyFileSchema } from './rule-schema.js';

const policyPath = 'policy.yaml';

/**
 * Reads a rules directory, given as its files: `policy.yaml` and one rule a file. All or nothing: any problem, in any file, is
 * `Fault('rules-invalid')` with every problem's `file:line:column`. `directory` only goes before the paths in messages.
 */
export async function loadRules(files: readonly RuleFile[], vocabulary: FactVocabulary, directory: string): Promise<RuleSet> {
  const problems: Place[] = [];
  const policy = readPolicy(files, directory, problems);
  if (policy === undefined) throw invalid(problems, directory);
  const rules = files.filter((file) => file.path !== policyPath).flatMap((file) => readOne(file, vocabulary, policy, directory, problems));
  problems.push(...duplicates(rules), ...strayReplacements(rules));
  if (rules.length === 0 && problems.length === 0) problems.push({ at: directory, problem: 'there is no rule file: a policy without rules decides nothing' });
  if (problems.length === 0) problems.push(...(await findDisagreements(rules, vocabulary)));
  if (problems.length > 0) throw invalid(problems, directory);
  return { version: versionOf(files), policy, rules: inOrder(rules, policy), files };
}

function readPolicy(files: readonly RuleFile[], directory: string, problems: Place[]): Policy | undefined {
  const file = files.find((each) => each.path === policyPath);
  if (file === undefined) {
    problems.push({ at: directory, problem: `there is no ${policyPath}: it names the stages and the reasons` });
    return undefined;
  }
  const document = readDocument(file, directory, problems);
  const typed = document && readTyped<z.infer<typeof policyFileSchema>>(document, policyFileSchema);
  if (typed === undefined) return undefined;
  if ('value' in typed) return typed.value;
  problems.push(...typed.problems);
  return undefined;
}

function readOne(file: RuleFile, vocabulary: FactVocabulary, policy: Policy, directory: string, problems: Place[]): Rule[] {
  const document = readDocument(file, directory, problems);
  if (document === undefined) return [];
  const read = readRuleFile(document, vocabulary, policy);
  problems.push(...read.problems);
  return read.rule === undefined ? [] : [read.rule];
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
    return first === index ? [] : [{ at: `${rule.file}:1:1`, problem: `the id \`${rule.id}\` is taken by ${rules[first]?.file ?? 'another file'}: give one of them another` }];
  });
}

function strayReplacements(rules: readonly Rule[]): Place[] {
  const ids = rules.map((rule) => rule.id);
  return rules.flatMap(({ replaces, id, file }) => {
    if (replaces === undefined || (replaces !== id && ids.includes(replaces))) return [];
    const nearest = nearestName(replaces, ids.filter((each) => each !== id));
    return [{ at: `${file}:1:1`, problem: `replaces \`${replaces}\`, ${replaces === id ? 'which is the rule itself' : 'and there is no such rule'}${nearest === undefined ? '' : `, did you mean \`${nearest}\`?`}` }];
  });
}

function inOrder(rules: readonly Rule[], policy: Policy): Rule[] {
  const rank = new Map(policy.stages.map((stage, index) => [stage.id, index]));
  return [...rules].sort((a, b) => (rank.get(a.stage) ?? 0) - (rank.get(b.stage) ?? 0) || (a.id < b.id ? -1 : 1));
}

function versionOf(files: readonly RuleFile[]): string {
  const digest = createHash('sha256');
  for (const { path, text } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) digest.update(JSON.stringify([path, text]));
  return `sha256:${digest.digest('hex')}`;
}

function invalid(problems: readonly Place[], directory: string): Fault {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new Fault('rules-invalid', `the rules in ${directory} have ${count}`, problems);
}
