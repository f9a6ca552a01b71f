import { z } from 'zod';

/** JSON Schema 2020-12, with the keywords that editors add to it. */
export type JsonSchema = Record<string, unknown>;

/** A schema marked `.meta({ term: 'stage' })` becomes `terms.stage`: what only the policy or the fact catalogue knows. */
export type Terms = Readonly<Record<string, JsonSchema>>;

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

interface EditorOptions {
  terms?: Terms;
  /** the file is read by `as-text.ts`: where the schema wants text, `10` says the same as `"10"` */
  isAllText?: boolean;
}

/**
 * What an editor is told of a file that `schema` reads: completion, hover and warnings. It comes from the schema of the reader,
 * which stays the judge; `meta` on the schema adds keywords, and each term stands under `$defs`.
 */
export function editorSchema(schema: z.ZodType, title: string, { terms = {}, isAllText = false }: EditorOptions = {}): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', override: isAllText ? adaptText : adapt });
  return { $schema, title, ...rest, ...(Object.keys(terms).length > 0 && { $defs: terms }) };
}

const adapt: Override = ({ zodSchema, jsonSchema }) => {
  nameTerm(jsonSchema);
  nameKeys(jsonSchema);
  const message = patternMessage(zodSchema);
  if (jsonSchema.pattern !== undefined && message !== undefined) Reflect.set(jsonSchema, 'patternErrorMessage', message);
};

const adaptText: Override = (context) => {
  adapt(context);
  if (context.jsonSchema.type === 'string' && context.jsonSchema.enum === undefined) Reflect.set(context.jsonSchema, 'type', ['string', 'number', 'boolean']);
};

function nameTerm(jsonSchema: JsonSchema): void {
  const { term, description } = jsonSchema;
  if (typeof term !== 'string') return;
  for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
  Object.assign(jsonSchema, { $ref: `#/$defs/${term}` }, description === undefined ? {} : { description });
}

/** Editors complete `properties`, and not the keys that a record's `propertyNames` lists. */
function nameKeys(jsonSchema: JsonSchema): void {
  const { propertyNames, additionalProperties } = jsonSchema as { propertyNames?: { enum?: readonly string[] }; additionalProperties?: unknown };
  if (propertyNames?.enum === undefined) return;
  Reflect.deleteProperty(jsonSchema, 'propertyNames');
  const properties = Object.fromEntries(propertyNames.enum.map((key) => [key, structuredClone(additionalProperties)]));
  Object.assign(jsonSchema, { properties, additionalProperties: false });
}

/** What the reader says of a text that does not match. */
function patternMessage(schema: z.core.$ZodType): string | undefined {
  for (const check of schema._zod.def.checks ?? []) {
    const { error } = check._zod.def;
    const message = error?.({} as never);
    if ('pattern' in check._zod.def && typeof message === 'string') return message;
  }
  return undefined;
}

/** One of `choices`, each with its own words; nothing where there are none. */
export function choice(choices: readonly { value: unknown; meaning: string }[]): JsonSchema {
  if (choices.length === 0) return { not: {} };
  return { oneOf: choices.map(({ value, meaning }) => ({ const: value, description: meaning })) };
}

/** One of `values`; over any of them an editor shows the words of all. */
export function listedChoice(values: readonly { value: unknown; meaning: string }[]): JsonSchema {
  return { enum: values.map(({ value }) => value), enumDescriptions: values.map(({ meaning }) => meaning) };
}
