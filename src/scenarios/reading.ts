import { Fault, type Place } from '../domain/fault.js';
import { nearestName } from '../yaml/nearest-name.js';
import type { YamlDocument } from '../yaml/read-yaml.js';

export const noFile = 'it is no file: put a file here, or move it elsewhere';

export type Path = readonly (string | number)[];

/** A document that is being read, and where its problems go. */
export interface Reading {
  document: YamlDocument;
  report: (path: Path, problem: string, atKey?: boolean) => void;
}

export function readingOf(document: YamlDocument, problems: Place[]): Reading {
  return { document, report: (path, problem, atKey = false) => problems.push({ at: atKey ? document.placeOfKey(path) : document.placeOf(path), problem }) };
}

/** The part of a document that stands at `path`, as a document. */
export function partOf(document: YamlDocument, path: Path): YamlDocument {
  const at = (rest: readonly PropertyKey[]): PropertyKey[] => [...path, ...rest];
  return {
    file: document.file,
    value: valueAt(document.value, path),
    placeOf: (rest) => document.placeOf(at(rest)),
    placeOfKey: (rest) => document.placeOfKey(at(rest)),
    writtenAs: (rest) => document.writtenAs(at(rest)),
  };
}

/** What is called `name`; reports where there is no such thing. */
export function named<T>(reading: Reading, path: Path, things: ReadonlyMap<string, T>, kind: string, name: string): T | undefined {
  const thing = things.get(name);
  if (thing === undefined) {
    const nearest = nearestName(name, things.keys());
    reading.report(path, `the world has no ${kind} \`${name.slice(0, 60)}\`${nearest === undefined ? `: it has ${[...things.keys()].join(', ')}` : `, did you mean \`${nearest}\`?`}`);
  }
  return thing;
}

export function refused(what: string, places: readonly Place[], cause?: unknown): Fault {
  return new Fault('data-invalid', `${what} cannot be used`, places, { cause });
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, step) => (typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined), value);
}
