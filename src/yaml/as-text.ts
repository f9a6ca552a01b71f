import type { YamlDocument } from './read-yaml.js';

/** The same document with every scalar as its written text, so that `10` and `"10"` say the same; only what is left empty stays null. */
export function asText(document: YamlDocument): YamlDocument {
  return { ...document, value: textOf(document, document.value, []) };
}

function textOf(document: YamlDocument, value: unknown, path: readonly PropertyKey[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => textOf(document, item, [...path, index]));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, child]) => [key, textOf(document, child, [...path, key])] as const);
    return Object.fromEntries(entries);
  }
  const written = document.writtenAs(path);
  return written === undefined || (written.text === '' && !written.quoted) ? value : written.text;
}
