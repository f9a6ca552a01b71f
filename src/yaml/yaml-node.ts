import { isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { mostLevels, tooDeepSentence } from './nesting.js';
import { readPlainScalar } from './plain-scalar.js';

/** One value of a document and where it stood. Offsets count UTF-16 code units from 0. */
export interface YamlNode {
  start: number;
  /** where its key stands; undefined for the document itself and for an item of a list */
  keyStart: number | undefined;
  value: unknown;
  /** of a scalar only */
  written: Written | undefined;
  /** by key, or by the index as text */
  children: ReadonlyMap<string, YamlNode>;
}

export interface Written {
  text: string;
  quoted: boolean;
}

export type NoteProblem = (offset: number, problem: string) => void;

/** control characters but tab and line ends, and half surrogate pairs: escapes in quotes can write them */
export const unwantedCharacter = /[^\P{Cc}\t\n\r]|\p{Cs}/u;

/** Reads a composed `yaml` node; what is refused goes to `note`, with the value undefined in its place. */
export function readNode(node: unknown, start: number, note: NoteProblem, depth = 0): YamlNode {
  const at = startOf(node) ?? start;
  if (depth > mostLevels) {
    note(at, tooDeepSentence);
    return leaf(at, undefined);
  }
  if (isMap(node)) {
    return readMap(node, at, note, depth);
  }
  return isSeq(node) ? readList(node, at, note, depth) : readScalar(node, at, note);
}

export function leaf(start: number, value: unknown, written?: Written): YamlNode {
  return { start, keyStart: undefined, value, written, children: new Map() };
}

function readScalar(node: unknown, start: number, note: NoteProblem): YamlNode {
  if (node === null) {
    return leaf(start, null, { text: '', quoted: false });
  }
  if (!isScalar(node)) {
    note(start, 'neither a value, a list nor a map');
    return leaf(start, undefined);
  }
  const text = node.source ?? '';
  if (unwantedCharacter.test(text)) {
    note(start, 'a control character, or half a character, in a value');
  }
  const quoted = node.type !== 'PLAIN';
  return leaf(start, quoted ? text : readPlainScalar(text), { text, quoted });
}

function readList(list: YAMLSeq, start: number, note: NoteProblem, depth: number): YamlNode {
  const items = list.items.map((item) => readNode(item, start, note, depth + 1));
  return {
    ...leaf(start, items.map(({ value }) => value)),
    children: new Map(items.map((item, index) => [String(index), item])),
  };
}

function readMap(map: YAMLMap, start: number, note: NoteProblem, depth: number): YamlNode {
  const children = new Map<string, YamlNode>();
  for (const pair of map.items) {
    const keyStart = startOf(pair.key) ?? start;
    const key = readKey(pair, keyStart, note);
    if (key !== undefined && children.has(key)) {
      note(keyStart, `the key \`${key.slice(0, 60)}\` stands here a second time: keep one of them`);
    } else if (key !== undefined) {
      children.set(key, { ...readNode(pair.value, endOf(pair.key) ?? keyStart, note, depth + 1), keyStart });
    }
  }
  return { ...leaf(start, objectOf(children)), children };
}

function readKey({ key }: Pair, start: number, note: NoteProblem): string | undefined {
  if (!isScalar(key) || (key.type === 'PLAIN' && key.source === '')) {
    note(start, 'a key is text: no list, no map, and not empty');
    return undefined;
  }
  const text = key.source ?? '';
  if (text === '<<' || text === '__proto__') {
    note(start, `\`${text}\` cannot be a key here: write the keys out`);
    return undefined;
  }
  if (unwantedCharacter.test(text)) {
    note(start, 'a control character, or half a character, in a key');
  }
  return text;
}

/** without a prototype, so that a look-up of `constructor` finds nothing */
function objectOf(children: ReadonlyMap<string, YamlNode>): unknown {
  const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, child] of children) {
    object[key] = child.value;
  }
  return object;
}

function startOf(node: unknown): number | undefined {
  return rangeOf(node)?.[0];
}

function endOf(node: unknown): number | undefined {
  return rangeOf(node)?.[1];
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? (node.range ?? undefined) : undefined;
}
