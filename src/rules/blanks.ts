import type { Place } from '../domain/fault.js';
import type { YamlDocument } from '../yaml/read-yaml.js';

type Path = readonly (string | number)[];

/**
 * What `rules new` leaves for the author to write over: `<the words of the clause>`. No fact, value or sentence looks like it. Without `, `
 * and `: `, which YAML would take for its own in braces.
 */
export function blank(words: string): string {
  return `<${words}>`;
}

/** Every key and value of a rule file that is still to be written. */
export function findBlanks(document: YamlDocument): Place[] {
  return blanksAt(document, document.value, []);
}

function blanksAt(document: YamlDocument, value: unknown, path: Path): Place[] {
  if (typeof value === 'string') return isBlank(value) ? [toFillIn(value, document.placeOf(path))] : [];
  if (Array.isArray(value)) return value.flatMap((each, index) => blanksAt(document, each, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const keyPath = [...path, key];
    const atKey = isBlank(key) ? [toFillIn(key, document.placeOfKey(keyPath))] : [];
    return [...atKey, ...blanksAt(document, each, keyPath)];
  });
}

function isBlank(text: string): boolean {
  return /^<[^<>]+>$/.test(text);
}

function toFillIn(text: string, at: string): Place {
  return { at, problem: `fill in \`${text.slice(0, 120)}\`` };
}
