/** Control characters, line breaks and those that turn the direction of writing: a name must not command a terminal, nor rearrange a line. */
const unprintable = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/** The same with every text in it made fit to be shown. */
export function printable<Value>(value: Value): Value {
  return mapTexts(value, (text) => text.replace(unprintable, '\uFFFD')) as Value;
}

/** The same with no half of a character in any text, as cutting one short leaves it: strict readers of JSON refuse those. */
export function wellFormed<Value>(value: Value): Value {
  return mapTexts(value, (text) => text.replace(/\p{Cs}/gu, '\uFFFD')) as Value;
}

/** The same for words that fill several lines: line feeds stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]));
}
