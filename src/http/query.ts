import { readInstant } from '../domain/calendar.js';
import { Fault, type Place } from '../domain/fault.js';
import { nearestName } from '../yaml/nearest-name.js';

/** Reads one value, and throws `Fault('malformed-value')` when it cannot. */
export type Reader<T> = (text: string) => T;

/**
 * The query of a URL by the readers of its parameters. Throws `Fault('malformed-value')` whose places name every parameter that is
 * not known, stands twice, is empty or cannot be read.
 */
export function readQuery<Readers extends Readonly<Record<string, Reader<unknown>>>>(
  url: string, readers: Readers,
): { [Name in keyof Readers]?: ReturnType<Readers[Name]> } {
  const start = url.indexOf('?');
  if (start === -1) return {};
  const places: Place[] = [];
  const read = new Map<string, unknown>();
  const parameters = new URLSearchParams(url.slice(start));
  for (const name of new Set(parameters.keys())) {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (reader === undefined) places.push({ at: cut(name), problem: sayUnknown(name, Object.keys(readers)) });
    else readInto(read, name, parameters.getAll(name), reader, places);
  }
  if (places.length > 0) throw malformed(places);
  return Object.fromEntries(read) as { [Name in keyof Readers]?: ReturnType<Readers[Name]> };
}

function readInto(read: Map<string, unknown>, name: string, texts: readonly string[], reader: Reader<unknown>, places: Place[]): void {
  const [text = '', ...more] = texts;
  try {
    if (more.length > 0) throw new Fault('malformed-value', 'it stands more than once: give it once');
    if (text === '') throw new Fault('malformed-value', 'it is empty: give a value, or leave it out');
    read.set(name, reader(text));
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    places.push({ at: name, problem: cause.message });
  }
}

function sayUnknown(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'there is no such parameter: this path takes none';
  const nearest = nearestName(name, known);
  return nearest === undefined ? `there is no such parameter: there are ${known.join(', ')}` : `there is no such parameter: did you mean \`${nearest}\``;
}

export function malformed(places: readonly Place[]): Fault {
  const [first] = places;
  return new Fault('malformed-value', `the query cannot be read: ${first?.at ?? ''}: ${first?.problem ?? ''}`, places.slice(0, 20));
}

export function readOneOf<T extends string>(known: readonly T[]): Reader<T> {
  return (text) => {
    const found = known.find((each) => each === text);
    if (found === undefined) throw new Fault('malformed-value', `\`${cut(text)}\` is not known: write ${known.join(' or ')}`);
    return found;
  };
}

/** A `+` that a query turned into a blank is put back. */
export function readQueryInstant(text: string): number {
  return readInstant(text.replace(/ (?=\d{2}:\d{2}$)/, '+'));
}

function cut(text: string): string {
  return text.slice(0, 60);
}
