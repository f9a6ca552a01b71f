import type { core } from 'zod';

type Schema = core.$ZodType;

/** The keys that `schemas` know of a map at `path`, whichever branch of a union the map takes; empty where any key may stand. */
export function knownKeys(schemas: readonly Schema[], path: readonly PropertyKey[]): string[] {
  return [...new Set(schemasAt(schemas, path).flatMap(bare).flatMap(keysOf))];
}

/**
 * As `knownKeys`, by those branches alone that refuse `strange` and nothing else of what is `standing` there: where all the others went wrong in more
 * than their keys, zod answers for the one that did not, and does not say which it is.
 */
export function keysBeside(schemas: readonly Schema[], path: readonly PropertyKey[], strange: readonly string[], standing: readonly string[]): string[] {
  const branches = schemasAt(schemas, path).flatMap(bare).map(keysOf);
  const refusing = branches.filter((known) => standing.every((key) => known.includes(key) !== strange.includes(key)));
  return [...new Set((refusing.length > 0 ? refusing : branches).flat())];
}

/** The branches of the union of `count` options that stands at `path`. */
export function unionOptions(schemas: readonly Schema[], path: readonly PropertyKey[], count: number): readonly Schema[] {
  return schemasAt(schemas, path).flatMap(unionsOf).find((options) => options.length === count) ?? [];
}

function schemasAt(schemas: readonly Schema[], path: readonly PropertyKey[]): readonly Schema[] {
  return path.reduce<readonly Schema[]>((found, step) => found.flatMap(bare).flatMap((schema) => childrenAt(schema, step)), schemas);
}

function definitionOf(schema: Schema): core.$ZodTypes['_zod']['def'] {
  return (schema as core.$ZodTypes)._zod.def;
}

/** without what wraps it, and all branches of a union */
function bare(schema: Schema): Schema[] {
  const definition = definitionOf(schema);
  const inner = definition.type === 'union' ? definition.options : wrappedBy(schema);
  return inner === undefined ? [schema] : inner.flatMap(bare);
}

function unionsOf(schema: Schema): (readonly Schema[])[] {
  const definition = definitionOf(schema);
  if (definition.type === 'union') {
    return [definition.options, ...definition.options.flatMap(unionsOf)];
  }
  return (wrappedBy(schema) ?? []).flatMap(unionsOf);
}

function wrappedBy(schema: Schema): readonly Schema[] | undefined {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case 'pipe':
      return [definition.in, definition.out];
    case 'intersection':
      return [definition.left, definition.right];
    case 'lazy':
      return [definition.getter()];
    default:
      return 'innerType' in definition ? [definition.innerType] : undefined;
  }
}

function childrenAt(schema: Schema, step: PropertyKey): readonly Schema[] {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case 'object': {
      const child = Object.hasOwn(definition.shape, step) ? definition.shape[String(step)] : definition.catchall;
      return child === undefined ? [] : [child];
    }
    case 'record':
      return [definition.valueType];
    case 'array':
      return [definition.element];
    default:
      return [];
  }
}

function keysOf(schema: Schema): string[] {
  const definition = definitionOf(schema);
  if (definition.type === 'object') {
    return Object.keys(definition.shape);
  }
  return definition.type === 'record' ? [...(definition.keyType._zod.values ?? [])].map(String) : [];
}
