import type { core } from 'zod';

/** A key of the configuration that holds a value of its own: text, a number, true or false, or a list. */
export interface Leaf {
  path: readonly string[];
  schema: core.$ZodType;
}

/** Every leaf that the schema knows; of a map with free keys those that `value` has. */
export function leavesOf(schema: core.$ZodType, value: unknown, path: readonly string[] = []): Leaf[] {
  const children = childrenOf(schema, value);
  return children === undefined
    ? [{ path, schema }]
    : children.flatMap(([key, child]) => leavesOf(child, isMap(value) ? value[key] : undefined, [...path, key]));
}

function childrenOf(schema: core.$ZodType, value: unknown): [string, core.$ZodType][] | undefined {
  const { def } = (schema as core.$ZodTypes)._zod;
  if (def.type === 'object') {
    return Object.entries(def.shape);
  }
  if (def.type === 'record') {
    const keys = def.keyType._zod.values ?? (isMap(value) ? Object.keys(value) : []);
    return [...keys].map((key) => [String(key), def.valueType]);
  }
  return undefined;
}

/** The schema without what lets null or nothing stand in its place, and whether null may. */
export function bareSchema(schema: core.$ZodType): { bare: core.$ZodTypes; isNullable: boolean } {
  const bare = schema as core.$ZodTypes;
  const { def } = bare._zod;
  return def.type === 'nullable' ? { bare: def.innerType as core.$ZodTypes, isNullable: true } : { bare, isNullable: false };
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The key in one line: `enforcement."6.21".GPF`. */
export function keyName(path: readonly PropertyKey[]): string {
  return path.map((step) => (String(step).includes('.') ? `"${String(step)}"` : String(step))).join('.');
}
