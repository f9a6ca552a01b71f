import type { FactVocabulary } from '../domain/fact.js';
import { choice, editorSchema, type JsonSchema, type Terms } from '../yaml/editor-schema.js';
import { conditionTerms } from './condition-json-schema.js';
import { invariantsFileSchema } from './invariant-file.js';
import type { Policy } from './rule.js';
import { policyFileSchema, ruleFileSchema } from './rule-schema.js';

/** What an editor is told of a rule file. */
export function ruleJsonSchema(vocabulary: FactVocabulary, policy: Policy): JsonSchema {
  const stage = choice(policy.stages.map(({ id, title }) => ({ value: id, meaning: title })));
  const terms = { stage, reasonToPermit: reasonTerm(policy, 'permit'), reasonToReject: reasonTerm(policy, 'reject') };
  return editorSchema(ruleFileSchema, 'A slotguard rule', { ...terms, ...conditionTerms(vocabulary) });
}

/** What an editor is told of `invariants.yaml`. */
export function invariantsJsonSchema(vocabulary: FactVocabulary, policy: Policy): JsonSchema {
  return editorSchema(invariantsFileSchema, 'What holds whatever the rules are', { ...policyTerms(policy), ...conditionTerms(vocabulary) });
}

/** What an editor is told of `policy.yaml`. */
export function policyJsonSchema(): JsonSchema {
  return editorSchema(policyFileSchema, 'A slotguard policy');
}

export function policyTerms(policy: Policy): Terms {
  return { reason: reasonTerm(policy) };
}

/** without `decision`: reasons of either kind */
function reasonTerm({ reasons }: Policy, decision?: 'permit' | 'reject'): JsonSchema {
  const wanted = Object.entries(reasons).filter(([, reason]) => decision === undefined || reason.decision === decision);
  return choice(wanted.map(([value, { meaning }]) => ({ value, meaning })));
}
