import { readFileSync } from 'node:fs';
import { editorSchema, type JsonSchema } from '../yaml/editor-schema.js';
import { readYaml, type YamlDocument } from '../yaml/read-yaml.js';
import { defaultConfigurationFile } from './default-file.js';
import { isMap } from './leaves.js';
import { configurationSchema } from './schema.js';

/** What an editor is told of a configuration file: what `config/default.yaml` says of each key, and its value. A file holds only what it changes. */
export function configurationJsonSchema(): JsonSchema {
  const text = readFileSync(defaultConfigurationFile, 'utf8');
  const schema = editorSchema(configurationSchema, 'A slotguard configuration');
  describe(schema, [], { document: readYaml(text, 'config/default.yaml'), lines: text.split('\n') });
  return schema;
}

interface Defaults {
  document: YamlDocument;
  lines: readonly string[];
}

function describe(schema: JsonSchema, path: readonly string[], defaults: Defaults): void {
  Reflect.deleteProperty(schema, 'required');
  const value = path.reduce<unknown>((found, step) => (isMap(found) ? found[step] : undefined), defaults.document.value);
  const comment = path.length === 0 ? '' : commentAbove(path, defaults);
  if (comment !== '') schema.description = comment;
  if (!isMap(value)) schema.default = value;
  else for (const key of Object.keys(value)) describe(propertyOf(schema, key), [...path, key], defaults);
}

/** The schema of `key`, which is a property by name from then on, also where the schema takes any key. */
function propertyOf(schema: JsonSchema, key: string): JsonSchema {
  const properties = (schema.properties ??= {}) as Record<string, JsonSchema>;
  return (properties[key] ??= structuredClone(schema.additionalProperties) as JsonSchema);
}

function commentAbove(path: readonly string[], { document, lines }: Defaults): string {
  const line = Number(document.placeOfKey(path).split(':').at(-2));
  const above = lines.slice(0, line - 1).map((each) => each.trim());
  const comment = above.slice(above.findLastIndex((each) => !each.startsWith('#')) + 1);
  return comment.map((each) => each.replace(/^# ?/, '')).join('\n');
}
