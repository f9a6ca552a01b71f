import { parseAllDocuments, type Document } from 'yaml';
import { Fault, type Place } from '../domain/fault.js';
import { placesIn } from './line-places.js';
import { findTooDeep, tooDeepSentence } from './nesting.js';
import { noteRefusedSyntax } from './refused-syntax.js';
import { findSlip, type Slip, type YamlSource } from './slips.js';
import { readTokens, type YamlToken } from './tokens.js';
import { leaf, readNode, unwantedCharacter, type NoteProblem, type Written, type YamlNode } from './yaml-node.js';

/** A YAML file as plain values, each of which still knows where it stood. */
export interface YamlDocument {
  file: string;
  /** maps are objects without a prototype, sequences arrays, scalars text unless `plain-scalar.ts` says otherwise */
  value: unknown;
  /** where the value at `path` stands, `rules/x.yaml:7:12`; its nearest ancestor where there is none */
  placeOf(path: readonly PropertyKey[]): string;
  /** where the key itself stands */
  placeOfKey(path: readonly PropertyKey[]): string;
  /** the scalar's own text, without its quotes; undefined where no scalar stands */
  writtenAs(path: readonly PropertyKey[]): Written | undefined;
}

const MOST_PLACES = 10;
const MOST_ERRORS = 50;
const MOST_BYTES = 256 * 1024;

/**
 * Reads one YAML 1.2 document of lists, maps and scalars. `file` is only its name in messages.
 * Throws `Fault('data-invalid')` with every place that is no YAML or that we refuse: tags, directives, anchors, aliases, merge keys,
 * duplicate keys, several documents, more than 256 kB, bytes that are no UTF-8.
 */
export function readYaml(text: string | Uint8Array, file: string): YamlDocument {
  const source = readText(text, file);
  const placeAt = placesIn(source);
  const found: { offset: number; problem: string }[] = [];
  const root = readRoot(source, (offset, problem) => found.push({ offset, problem }));
  if (found.length > 0) {
    const inOrder = found.sort((a, b) => a.offset - b.offset);
    throw unreadable(file, inOrder.map(({ offset, problem }) => ({ at: `${file}:${placeAt(offset)}`, problem })));
  }
  return documentOf(file, root, (offset) => `${file}:${placeAt(offset)}`);
}

function readText(text: string | Uint8Array, file: string): string {
  if ((typeof text === 'string' ? Buffer.byteLength(text) : text.length) > MOST_BYTES) {
    throw unreadable(file, [{ at: file, problem: 'more than 256 kB: split the file' }]);
  }
  try {
    return (typeof text === 'string' ? text : new TextDecoder('utf-8', { fatal: true }).decode(text)).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw unreadable(file, [{ at: file, problem: 'the bytes are no UTF-8: save the file as UTF-8' }], cause);
  }
}

function readRoot(source: string, note: NoteProblem): YamlNode {
  const unwanted = /\r(?!\n)/.exec(source) ?? unwantedCharacter.exec(source);
  if (unwanted !== null) {
    note(unwanted.index, 'a control character, or half a character: write plain text with ordinary line ends');
    return leaf(0, undefined);
  }
  try {
    const tokens = Array.from(readTokens(source));
    return isReadable(tokens, note) ? readDocument({ text: source, tokens }, note) : leaf(0, undefined);
  } catch (cause) {
    note(0, `no YAML that can be read: ${cause instanceof Error ? cause.message.slice(0, 60) : 'unknown cause'}`);
    return leaf(0, undefined);
  }
}

function isReadable(tokens: readonly YamlToken[], note: NoteProblem): boolean {
  const tooDeep = findTooDeep(tokens);
  if (tooDeep !== undefined) {
    note(tooDeep, tooDeepSentence);
  }
  return !noteRefusedSyntax(tokens, note) && tooDeep === undefined;
}

function readDocument(source: YamlSource, note: NoteProblem): YamlNode {
  const [first, second] = parseDocuments(source.text);
  if (second !== undefined) {
    note(second.range[0], 'a second document in one file: split the file');
    return leaf(0, undefined);
  }
  if (first === undefined) {
    return leaf(0, null);
  }
  const slips = findSlips(first, source);
  for (const { offset, problem } of slips) note(offset, problem);
  return slips.length > 0 ? leaf(0, undefined) : readNode(first.contents, 0, note);
}

/** each sentence only once, and one for a line and a stumble: one slip makes the parser stumble over all that follows */
function findSlips({ errors, warnings }: Document.Parsed, source: YamlSource): Slip[] {
  const placeAt = placesIn(source.text);
  const found: { slip: Slip; line: string; stumbledAt: number }[] = [];
  for (const error of [...errors, ...warnings].slice(0, MOST_ERRORS)) {
    const slip = findSlip(error, source);
    const each = { slip, line: placeAt(slip.offset).replace(/:.*/, ''), stumbledAt: error.pos[0] };
    const isSaid = found.some(({ slip: { problem }, line, stumbledAt }) => line === each.line || problem === slip.problem || stumbledAt === each.stumbledAt);
    if (!isSaid) found.push(each);
  }
  return found.map(({ slip }) => slip);
}

/** duplicate keys are found by `yaml-node.ts`, which does so in linear time */
function parseDocuments(source: string): Document.Parsed[] {
  const documents = parseAllDocuments(source, {
    schema: 'failsafe',
    version: '1.2',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return Array.from(documents);
}

function documentOf(file: string, root: YamlNode, placeAt: (offset: number) => string): YamlDocument {
  return {
    file,
    value: root.value,
    placeOf: (path) => placeAt(nearestNode(root, path).node.start),
    placeOfKey: (path) => {
      const { node, isExact } = nearestNode(root, path);
      return placeAt((isExact ? node.keyStart : undefined) ?? node.start);
    },
    writtenAs: (path) => {
      const { node, isExact } = nearestNode(root, path);
      return isExact ? node.written : undefined;
    },
  };
}

function nearestNode(root: YamlNode, path: readonly PropertyKey[]): { node: YamlNode; isExact: boolean } {
  let node = root;
  for (const step of path) {
    const child = node.children.get(String(step));
    if (child === undefined) {
      return { node, isExact: false };
    }
    node = child;
  }
  return { node, isExact: true };
}

function unreadable(file: string, places: readonly Place[], cause?: unknown): Fault {
  return new Fault('data-invalid', `\`${file}\` cannot be read as YAML`, places.slice(0, MOST_PLACES), { cause });
}
