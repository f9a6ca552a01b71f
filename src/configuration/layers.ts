import type { YamlDocument } from '../yaml/read-yaml.js';
import { isMap } from './leaves.js';

/**
 * Documents laid over each other, the last on top: maps are merged by key, lists and scalars replaced. The result is a document too:
 * each value knows its place in the layer that it came from.
 */
export function layered(layers: readonly [YamlDocument, ...YamlDocument[]]): YamlDocument {
  const owner = (path: readonly PropertyKey[]): YamlDocument => ownerOf(layers, path);
  return {
    file: layers[0].file,
    value: layers.map(({ value }) => value).reduce(merge),
    placeOf: (path) => owner(path).placeOf(path),
    placeOfKey: (path) => owner(path).placeOfKey(path),
    writtenAs: (path) => owner(path).writtenAs(path),
  };
}

/** The layer that the value at `path` came from; the lowest where there is no value. */
export function ownerOf(layers: readonly [YamlDocument, ...YamlDocument[]], path: readonly PropertyKey[]): YamlDocument {
  return layers.findLast(({ value }) => decides(value, path)) ?? layers[0];
}

/** A layer decides a path that it holds, and all paths below what it put in a map's place. */
function decides(value: unknown, path: readonly PropertyKey[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined || !isMap(value)) {
    return true;
  }
  return Object.hasOwn(value, step) && decides(value[String(step)], rest);
}

function merge(lower: unknown, upper: unknown): unknown {
  if (!isMap(lower) || !isMap(upper)) {
    return upper;
  }
  const merged = Object.entries(upper).map(([key, value]) => [key, Object.hasOwn(lower, key) ? merge(lower[key], value) : value] as const);
  return { ...lower, ...Object.fromEntries(merged) };
}
