import { factVocabulary } from '../../src/facts/catalogue.js';
import { prove, type Proof } from '../../src/proof/prove.js';
import type { RuleFile, RuleSet } from '../../src/rules/rule.js';
import { loadRules } from '../../src/rules/load-rules.js';
import { shippedFiles } from '../rules/rule-files.js';

/** The day on which every test of the proof begins. */
const today = '2026-11-25';
export const mapping = { vocabulary: factVocabulary, from: today };

const folder = 'network-operator-certificate';

/** The shipped rules with some files changed; undefined: deleted. Paths without a folder are rules of the shipped policy. */
export function withFiles(changes: Readonly<Record<string, string | undefined | ((text: string) => string)>>): RuleSet {
  const files = new Map(shippedFiles().map(({ path, text }) => [path, text]));
  for (const [name, change] of Object.entries(changes)) {
    const path = name.includes('/') || files.has(name) ? name : `${folder}/${name}`;
    const text = typeof change === 'function' ? change(files.get(path) ?? '') : change;
    if (typeof change === 'function' && text === files.get(path)) throw new Error(`${path} was not changed`);
    if (text === undefined) files.delete(path);
    else files.set(path, text);
  }
  return loadRules([...files].map(([path, text]): RuleFile => ({ path, text })), factVocabulary, 'rules');
}

export async function proofOf(ruleSet: RuleSet, from = today): Promise<Proof> {
  return prove(ruleSet, { ...mapping, from, directory: 'rules' });
}

export interface Planted {
  stage: string;
  applies: string;
  requires?: string;
  then: string;
  given: string;
  effective?: string;
  more?: string;
}

/** An exemption, or with `requires` a check, that is sound by itself. */
export function ruleText(id: string, { stage, applies, requires, then, given, effective = '{ from: 2020-11-05 }', more = '' }: Planted): string {
  const outcome = requires === undefined ? `then: ${then}` : `requires: ${requires}\notherwise: ${then}`;
  return `id: ${id}
title: A rule
source: { document: A document, clause: "1", text: Its words }
effective: ${effective}
rationale: It must be so
stage: ${stage}
${more}applies: ${applies}
${outcome}
cases: { given: ${given}, expect: [{ name: one, finding: passed }] }
`;
}
