import { Fault, type Place } from '../domain/fault.js';
import { placesIn } from './line-places.js';
import { findTooDeep, tooDeepSentence } from './nesting.js';
import { parseDocuments } from './parse-documents.js';
import { noteRefusedSyntax } from './refused-syntax.js';
import { findSlip, type Slip, type Stumble, type YamlSource } from './slips.js';
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
export const mostYamlBytes = 256 * 1024;
/** a file of 256 kB that says something has 70,000 */
const MOST_TOKENS = 100_000;

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
  if ((typeof text === 'string' ? Buffer.byteLength(text) : text.length) > mostYamlBytes) {
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
    const tokens = firstTokens(source);
    return isReadable(tokens, note) ? readDocument({ text: source, tokens }, note) : leaf(0, undefined);
  } catch (cause) {
    note(0, `no YAML that can be read: ${cause instanceof Error ? cause.message.slice(0, 60) : 'unknown cause'}`);
    return leaf(0, undefined);
  }
}

/** One more than there may be, at most. */
function firstTokens(source: string): YamlToken[] {
  const tokens: YamlToken[] = [];
  for (const token of readTokens(source)) if (tokens.push(token) > MOST_TOKENS) break;
  return tokens;
}

function isReadable(tokens: readonly YamlToken[], note: NoteProblem): boolean {
  const tooDeep = findTooDeep(tokens);
  if (tooDeep !== undefined) {
    note(tooDeep, tooDeepSentence);
  }
  const tooMany = tokens[MOST_TOKENS];
  if (tooMany !== undefined) {
    note(tooMany.offset, `more than ${MOST_TOKENS} words and signs: split the file`);
    return false;
  }
  return !noteRefusedSyntax(tokens, note) && tooDeep === undefined;
}

function readDocument(source: YamlSource, note: NoteProblem): YamlNode {
  const { documents: [first, second], mistakes } = parseDocuments(source.text, MOST_ERRORS);
  if (second !== undefined) {
    note(second.range[0], 'a second document in one file: split the file');
    return leaf(0, undefined);
  }
  const slips = findSlips([...mistakes, ...(first?.warnings ?? [])], source);
  for (const { offset, problem } of slips) note(offset, problem);
  if (slips.length > 0) {
    return leaf(0, undefined);
  }
  return first === undefined ? leaf(0, null) : readNode(first.contents, 0, note);
}

/** each sentence only once, and one for a line and a stumble: one slip makes the parser stumble over all that follows */
function findSlips(mistakes: readonly Stumble[], source: YamlSource): Slip[] {
  const placeAt = placesIn(source.text);
  const found: { slip: Slip; line: string; stumbledAt: number }[] = [];
  for (const error of mistakes.slice(0, MOST_ERRORS)) {
    const slip = findSlip(error, source);
    const each = { slip, line: placeAt(slip.offset).replace(/:.*/, ''), stumbledAt: error.pos[0] };
    const isSaid = found.some(({ slip: { problem }, line, stumbledAt }) => line === each.line || problem === slip.problem || stumbledAt === each.stumbledAt);
    if (!isSaid) found.push(each);
  }
  return found.map(({ slip }) => slip);
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
