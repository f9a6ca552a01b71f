import type { FactVocabulary } from '../domain/fact.js';
import { choice, editorSchema, type JsonSchema } from '../yaml/editor-schema.js';
import { conditionTerms } from './condition-json-schema.js';
import { invariantsFileSchema } from './invariant-file.js';
import type { Policy } from './rule.js';
import { policyFileSchema, ruleFileSchema } from './rule-schema.js';

/** What an editor is told of a rule file. */
export function ruleJsonSchema(vocabulary: FactVocabulary, policy: Policy): JsonSchema {
  const stage = choice(policy.stages.map(({ id, title }) => ({ value: id, meaning: title })));
  const reasons = { reasonToPermit: choice(reasonsOf(policy, 'permit')), reasonToReject: choice(reasonsOf(policy, 'reject')) };
  return editorSchema(ruleFileSchema, 'A slotguard rule', { terms: { stage, ...reasons, ...conditionTerms(vocabulary) } });
}

/** What an editor is told of `invariants.yaml`. */
export function invariantsJsonSchema(vocabulary: FactVocabulary, policy: Policy): JsonSchema {
  return editorSchema(invariantsFileSchema, 'What holds whatever the rules are', { terms: { reason: choice(reasonsOf(policy)), ...conditionTerms(vocabulary) } });
}

/** What an editor is told of `policy.yaml`. */
export function policyJsonSchema(): JsonSchema {
  return editorSchema(policyFileSchema, 'A slotguard policy');
}

/** without `decision`: reasons of either kind */
export function reasonsOf({ reasons }: Policy, decision?: 'permit' | 'reject'): { value: string; meaning: string }[] {
  const wanted = Object.entries(reasons).filter(([, reason]) => decision === undefined || reason.decision === decision);
  return wanted.map(([value, { meaning }]) => ({ value, meaning }));
}
