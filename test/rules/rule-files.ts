import { fileURLToPath } from 'node:url';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import { Fault } from '../../src/domain/fault.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { loadRules } from '../../src/rules/load-rules.js';
import type { RuleFile, RuleSet } from '../../src/rules/rule.js';

export const shippedDirectory = fileURLToPath(new URL('../../rules/', import.meta.url));

/** The rules that slotguard is shipped with. */
export function loadShippedRules(): RuleSet {
  return loadRules(shippedFiles(), factVocabulary, 'rules');
}

export function shippedFiles(): RuleFile[] {
  return readRuleDirectory(shippedDirectory);
}

/** Two stages and one reason of each decision: enough to say anything. */
export const policyText = `id: tried
title: A policy to try rules with
stages:
  - { id: first, title: "Asked first?" }
  - { id: second, title: "Asked then?" }
reasons:
  let-through: { decision: permit, counted: false, meaning: it may pass }
  held-back: { decision: reject, counted: true, meaning: it may not pass }
`;

const ordinary = {
  source: '{ document: A document, clause: "1", text: Its words }',
  effective: '{ from: 2020-11-05 }',
  rationale: 'It must be so',
  stage: 'first',
};

export interface RuleParts {
  title?: string;
  source?: string;
  effective?: string;
  mode?: string;
  rationale?: string;
  stage?: string;
  replaces?: string;
  applies?: string;
  requires?: string;
  otherwise?: string;
  then?: string;
  cases?: string;
}

/** A rule file, one key a line in the order of `RuleParts` behind the id on line 1; what a part says is YAML on that line. */
export function ruleText(id: string, parts: RuleParts = {}): string {
  const outcome = parts.requires === undefined ? { then: '{ permit: let-through }' } : { otherwise: '{ reject: held-back }' };
  const whole: RuleParts = { title: 'A rule', ...ordinary, applies: '{ fact: srv, operator: equal, value: "6.21" }', ...outcome, ...parts };
  const given = '{ srv: "6.21", userRole: IS, device: known, deviceType: ESME, commandVariant: 1, cancellation: false, responsibleParty: epn, enforcement: enforce }';
  const cases = parts.cases ?? `{ given: ${given}, expect: [{ name: one, finding: passed }] }`;
  const lines = Object.entries({ id, ...whole, cases }).map(([key, yaml]) => `${key}: ${yaml}\n`);
  return lines.join('');
}

export function ruleFile(id: string, parts: RuleParts = {}): RuleFile {
  return { path: `tried/${id}.yaml`, text: ruleText(id, parts) };
}

export const policyFile: RuleFile = { path: 'policy.yaml', text: policyText };

export function loadTried(...files: readonly RuleFile[]): RuleSet {
  return loadRules([policyFile, ...files], factVocabulary, 'r');
}

/** What the files are refused with, each as `place problem`; fails when they are not, or by anything but `Fault('rules-invalid')`. */
export function problemsOf(files: readonly RuleFile[]): string[] {
  try {
    loadRules(files, factVocabulary, 'r');
  } catch (error) {
    if (error instanceof Fault && error.code === 'rules-invalid') return error.places.map(({ at, problem }) => `${at} ${problem}`);
    throw error;
  }
  throw new Error('the rules were loaded');
}

/** The same for one rule beside an ordinary policy; places are those in its file. */
export function problemsOfRule(parts: RuleParts): string[] {
  const problems = problemsOf([policyFile, ruleFile('tried', parts)]);
  return problems.map((problem) => problem.replace('r/tried/tried.yaml:', ''));
}
