import { editorSchema, type JsonSchema } from '../yaml/editor-schema.js';
import { partiesFileSchema } from './party-schema.js';

/** What an editor is told of a parties file. */
export function partiesJsonSchema(): JsonSchema {
  return editorSchema(partiesFileSchema, 'Parties for slotguard', { isAllText: true });
}
