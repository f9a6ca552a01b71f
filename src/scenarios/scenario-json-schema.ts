import { unavailableReason } from '../decision/judge-request.js';
import type { FactVocabulary } from '../domain/fact.js';
import { factTerms } from '../rules/condition-json-schema.js';
import type { Policy } from '../rules/rule.js';
import { reasonsOf } from '../rules/rule-json-schema.js';
import { choice, editorSchema, type JsonSchema } from '../yaml/editor-schema.js';
import { scenarioFileSchema } from './scenario-schema.js';
import { worldSchema } from './world-schema.js';

export interface ScenarioNames {
  vocabulary: FactVocabulary;
  policy: Policy;
  ruleIds: readonly string[];
  /** the files in `worlds/`, without .yaml */
  worlds: readonly string[];
}

/** What an editor is told of a scenario file. `configuration`: what it is told of a configuration file. */
export function scenarioJsonSchema({ vocabulary, policy, ruleIds, worlds }: ScenarioNames, configuration: JsonSchema): JsonSchema {
  const reason = choice([...reasonsOf(policy), { value: unavailableReason, meaning: 'given without a check, because data could not be looked up' }]);
  return editorSchema(scenarioFileSchema, 'Scenarios for slotguard', {
    terms: { world: oneOf(worlds), rule: oneOf(ruleIds), reason, configuration: asTerm(configuration), ...factTerms(vocabulary) },
  });
}

/** What an editor is told of a world. */
export function worldJsonSchema(configuration: JsonSchema): JsonSchema {
  return editorSchema(worldSchema, 'A world for slotguard scenarios', { terms: { configuration: asTerm(configuration) } });
}

/** any text where there are none yet */
function oneOf(names: readonly string[]): JsonSchema {
  return names.length === 0 ? { type: 'string' } : { enum: [...new Set(names)] };
}

function asTerm(schema: JsonSchema): JsonSchema {
  const term = { ...schema };
  delete term.$schema;
  return term;
}
