import { readFileSync, statSync } from 'node:fs';
import { splitPlace } from '../yaml/line-places.js';

const mostBytes = 1024 * 1024;
const mostShown = 120;
/** of a longer line, only so much before and behind the place is looked at */
const mostAround = 2_000;

/**
 * Answers for a place, `rules/x.yaml:7:12`, the line of the file, and below it a `^` for each character of the word there. Nothing for a
 * place of another kind, and for a file that cannot be read, is no UTF-8 or is over 1 MB. Reads each file once.
 */
export function createPointer(): (at: string) => string[] {
  const read = new Map<string, readonly string[]>();
  return (at) => {
    const { file, line, column } = splitPlace(at);
    if (line === undefined || column === undefined) return [];
    const lines = read.get(file) ?? readLines(file);
    read.set(file, lines);
    return lines.length === 0 ? [] : pointIn(lines, line, column);
  };
}

/** `line` and `column` are from 1, in UTF-16 code units as `yaml/` counts them. */
function pointIn(lines: readonly string[], line: number, column: number): string[] {
  const place = withinText(lines, line, column);
  const offset = Math.min(place.offset, place.text.length);
  const from = Math.max(0, offset - mostAround);
  const { shown, marks } = windowOn(withoutSecrets(place.text.slice(from, offset + mostAround)), offset - from);
  const gutter = `    ${place.line} | `;
  return [`${gutter}${shown}`, `${' '.repeat(gutter.length - 2)}| ${marks}`];
}

/** Empty: not to be shown. */
function readLines(file: string): string[] {
  try {
    const found = statSync(file);
    if (!found.isFile() || found.size > mostBytes) return [];
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)).split(/\r?\n/);
  } catch {
    return [];
  }
}

/** A place on blank lines at the end is shown behind the last line that says something. */
function withinText(lines: readonly string[], line: number, column: number): { line: number; text: string; offset: number } {
  const last = lines.findLastIndex((each) => each.trim() !== '') + 1;
  if (line > last && last > 0) return { line: last, text: lines[last - 1] ?? '', offset: Infinity };
  return { line, text: lines[line - 1] ?? '', offset: column - 1 };
}

const secrets = [
  // passwords in a URL, as `slotguard config` masks them
  /(?<=:\/\/[^:/?#\s]*:)\S+(?=@)|(?<=[?&]password=)\S+/g,
  // a passphrase or a key that stands where the path of its file belongs
  /(?<=pass(?:phrase|word)["']?:\s{0,9}["']?)[^\s"'{[][^"']*/gi,
  /(?<=File["']?:\s*")(?=[^"]*\\[nr])[^"]+/g,
  /(?<=-----BEGIN [A-Z ]*PRIVATE KEY-----).+/g,
  // a line of a PEM file, unlike a digest or a long path
  /(?<![\w+/])(?=[\w+/]*\d)(?=[\w+/]*[G-Z])(?=[\w+/]*[g-z])[\w+/]{60,}={0,2}/g,
] as const;

/** Masked, and as long as they are. */
function withoutSecrets(text: string): string {
  return secrets.reduce((masked, secret) => masked.replace(secret, (found) => '*'.repeat(found.length)), text);
}

/** What of a line is shown, and the marks below it. */
function windowOn(text: string, offset: number): { shown: string; marks: string } {
  const before = graphemesOf(text.slice(0, offset));
  const marked = graphemesOf(text.slice(offset, offset + wordLength(text.slice(0, offset), text.slice(offset))));
  const after = graphemesOf(text.slice(offset)).slice(marked.length);
  const whole = [...before, ...marked, ...after];
  const start = whole.length <= mostShown ? 0 : Math.max(0, Math.min(before.length - mostShown / 2, whole.length - mostShown));
  const end = start + mostShown;
  const shown = whole.slice(start, end).map(printed);
  if (start > 0) shown[0] = '…';
  if (end < whole.length) shown[mostShown - 1] = '…';
  const first = before.length - start;
  const width = (from: number, to: number) => shown.slice(from, to).reduce((sum, each) => sum + widthOf(each), 0);
  return { shown: shown.join('').trimEnd(), marks: `${' '.repeat(width(0, first))}${'^'.repeat(Math.max(1, width(first, first + marked.length)))}` };
}

/** in quotes, or a blank of `rules new` */
const enclosed = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|<[^<>]+>)/;
const plain = /^[^\s,[\]{}"':#]+(?::[^\s,[\]{}"':#]+)*/;
const endOfWord = /^\s*(?:(?:,\s*)?$|[\]}:]|\s#)/;
const endInBrackets = /^\s*(?:$|[,\]}:]|\s#)/;

/** How long the word behind `before` is; 0 where there is no single word. */
function wordLength(before: string, text: string): number {
  const whole = enclosed.exec(text);
  if (whole !== null) return whole[0].length;
  const length = plain.exec(text)?.[0].length ?? 0;
  return (/[[{]/.test(before) ? endInBrackets : endOfWord).test(text.slice(length)) ? length : 0;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function graphemesOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** A tab as two blanks; what a terminal would act upon, or hide, as a sign that something is there. */
function printed(grapheme: string): string {
  return grapheme === '\t' ? '  ' : grapheme.replace(/\p{Cc}|\p{Cf}/gu, '\uFFFD');
}

const wide = /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\u3000-\u303F\uFF01-\uFF60\uFFE0-\uFFE6]/u;

/** Columns of a terminal. */
function widthOf(shown: string): number {
  return shown === '  ' || wide.test(shown) ? 2 : 1;
}
