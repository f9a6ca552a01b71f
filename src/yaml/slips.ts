import type { YAMLError } from 'yaml';
import { colonSentence, copiedSentence, curlyQuotesSentence, dashSentence, oddBlankSentence } from './slip-sentences.js';
import type { YamlToken } from './tokens.js';
import { yamlSentence } from './yaml-sentence.js';

/** What its writer most likely did, and where; the parser stumbles later. */
export interface Slip {
  offset: number;
  problem: string;
}

export interface YamlSource {
  text: string;
  tokens: readonly YamlToken[];
}

export type Stumble = Pick<YAMLError, 'code' | 'message' | 'pos'>;
type Finder = (at: Place, stumble: Stumble) => Slip | undefined;

interface Place extends YamlSource {
  offset: number;
  /** where the line begins, and the line */
  lineStart: number;
  line: string;
  /** what stands on the line before the place, and from it on */
  before: string;
  rest: string;
}

/** A sentence of our own where the slip is a common one, with its own place; otherwise what `yaml` found, where it found it. */
export function findSlip(stumble: Stumble, source: YamlSource): Slip {
  const place = placeAt(stumble.pos[0], source);
  for (const find of finders) {
    const slip = find(place, stumble);
    if (slip !== undefined) return slip;
  }
  return { offset: place.offset, problem: yamlSentence(stumble) };
}

function placeAt(offset: number, source: YamlSource): Place {
  const lineStart = source.text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = source.text.indexOf('\n', offset);
  const line = source.text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  return { ...source, offset, lineStart, line, before: line.slice(0, offset - lineStart), rest: line.slice(offset - lineStart) };
}

/** a quoted text that never ends, or ends at the quote that was to begin another, lines later */
const openQuote: Finder = ({ text, tokens, offset, lineStart }) => {
  const open = tokens.find(({ type, source, offset: start }) => {
    if (!type.endsWith('-quoted-scalar') || start > offset) return false;
    const isEnded = source.length > 1 && source.endsWith(source.charAt(0));
    return !isEnded || (/\n[ \t]*(?:- )?[\w-]+:\s/.test(source) && start + source.length >= lineStart);
  });
  return open && { offset: open.offset, problem: `a quote \`${text.charAt(open.offset)}\` that is not closed: write another one where the text ends` };
};

const textBehindQuote: Finder = ({ tokens, offset, rest }, { code }) => {
  if (code !== 'UNEXPECTED_TOKEN') return undefined;
  const last = tokens.findLast((token) => token.offset < offset && token.type !== 'space');
  if (last?.type.endsWith('-quoted-scalar') !== true || /^[\s,:\]}]/.test(rest)) return undefined;
  const advice = last.source.startsWith("'") ? "write `''` for an apostrophe inside them" : 'write `\\"` for a quote inside them';
  return { offset, problem: `text goes on behind the quotes: put all of it inside them, and ${advice}` };
};

const oddBlanks = /[\u00A0\u2000-\u200B\u202F\u3000]/;

const oddBlank: Finder = ({ line, lineStart }) => {
  const [start = '', indent = '', colon = '', next = ''] = /^(\s*)(?:(?:- )?[\w-]+(:?)([^]?))?/.exec(line) ?? [];
  const inIndent = indent.search(oddBlanks);
  if (inIndent !== -1) return { offset: lineStart + inIndent, problem: oddBlankSentence };
  const offset = lineStart + start.length - 1;
  if (colon === ':') return oddBlanks.test(next) ? { offset, problem: oddBlankSentence } : undefined;
  return next === '\uFF1A' ? { offset, problem: copiedSentence('a wide colon', '`: `') } : undefined;
};

const curlyQuote: Finder = ({ line, lineStart }) => {
  const curly = /(?:^|[:,[{-])\s*[\u2018-\u201F\u00AB\u00BB]/.exec(line);
  return curly === null ? undefined : { offset: lineStart + curly.index + curly[0].length - 1, problem: curlyQuotesSentence };
};

const longDash: Finder = ({ line, lineStart }) => {
  const sign = /^\s*[\u2010-\u2015\u2022\u00B7](?=\s)/.exec(line);
  return sign === null ? undefined : { offset: lineStart + sign[0].length - 1, problem: copiedSentence('a long dash or a bullet', '`- `') };
};

const dashWithoutBlank: Finder = ({ line, lineStart }) => {
  const dash = /^\s*-(?=[^\s\d-])/.exec(line);
  return dash === null ? undefined : { offset: lineStart + dash[0].length - 1, problem: dashSentence };
};

const noColon: Finder = ({ offset, rest }, { code, message }) => {
  if (code !== 'MULTILINE_IMPLICIT_KEY' && !message.startsWith('Implicit map keys')) return undefined;
  const problem = colonSentence(rest);
  return problem === undefined ? undefined : { offset, problem };
};

/** `yaml` points at a value in which more keys stand, on its line or below it. */
const keyInValue: Finder = ({ text, offset, line, lineStart, before, rest }, { code }) => {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY') return undefined;
  if (before.trim() === '' && line.trimStart().startsWith('- ')) return { offset: lineStart + line.length - line.trimStart().length, problem: notAligned('this list item', 'the others of its list') };
  if (/:(\s|$)/.test(rest)) return undefined;
  const below = /\n\s*(?=[^\s#])/.exec(text.slice(offset));
  return below === null ? undefined : { offset: offset + below.index + below[0].length, problem: notAligned('this key', 'the one above, which has its value already') };
};

const notInItsColumn: Finder = ({ offset, line, lineStart }, { code }) => {
  if (code !== 'BAD_INDENT') return undefined;
  const indent = line.length - line.trimStart().length;
  return { offset: indent === line.length ? offset : lineStart + indent, problem: notAligned(line.trimStart().startsWith('- ') ? 'this list item' : 'this line', 'those above that it belongs to') };
};

function notAligned(what: string, others: string): string {
  return `indent ${what} like ${others}: with as many blanks, and no tab`;
}

const openBracket: Finder = ({ text, tokens, offset }, { message }) => {
  if (!/^Flow (sequence|map) .* end with a/.test(message)) return undefined;
  const open: number[] = [];
  for (const token of tokens) {
    if (token.offset >= offset) break;
    if (token.type === 'flow-seq-start' || token.type === 'flow-map-start') open.push(token.offset);
    if (token.type === 'flow-seq-end' || token.type === 'flow-map-end') open.pop();
  }
  const at = open.at(-1);
  const left = at === undefined ? undefined : tooFarLeft(text, at);
  if (left !== undefined) return { offset: left, problem: 'indent this line further than the key whose brackets it goes on with, or closes' };
  return at === undefined ? undefined : { offset: at, problem: text.charAt(at) === '[' ? 'a list `[` that is not closed: its `]` is missing' : 'a map `{` that is not closed: its `}` is missing' };
};

/** Where the first line below an open bracket begins that YAML takes for the next key, though it closes a bracket and is none. */
function tooFarLeft(text: string, bracket: number): number | undefined {
  const [key = ''] = /^[ -]*/.exec(text.slice(text.lastIndexOf('\n', bracket) + 1)) ?? [];
  const next = new RegExp(`\\n {0,${key.length}}(?=[^ \\n])([^:#\\n]*)`).exec(text.slice(bracket));
  return next !== null && /[\]}]/.test(next[1] ?? '') ? bracket + next.index + next[0].length - (next[1] ?? '').length : undefined;
}

const unexpected: Finder = ({ offset, before, rest }, { code }) => {
  if (code !== 'UNEXPECTED_TOKEN') return undefined;
  if (/^[\]}]/.test(rest)) return { offset, problem: `a \`${rest.charAt(0)}\` too many: none is open that it could close` };
  if (/[:-]\s+[|>][-+\d]*\s*$/.test(before)) return { offset, problem: 'text after `|` or `>` begins on the next line, and is indented' };
  if (/:\s+$/.test(before) && rest.startsWith('- ')) return { offset, problem: 'a list begins on the line below its key, or is written in brackets, `[a, b]`' };
  return undefined;
};

const finders: readonly Finder[] = [
  openQuote, textBehindQuote, oddBlank, curlyQuote, longDash, dashWithoutBlank, noColon, keyInValue, openBracket, notInItsColumn, unexpected,
];
