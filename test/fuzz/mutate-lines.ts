import { type Dice, pick } from '../duis/mutations.js';

/** What readers of YAML and CSV stumble over. */
const oddPieces = [
  '&a', '*a', '!!js/function', '!!binary', '!x', '<<: *a', '%YAML 1.1\n---\n', '---\n', '...\n', '? ', '|', '>', '|+9', '>-', '"', "'", '{', '}', '[', ']', ',', ':', ': ', '- ', '#', ' # ', '\t', ' ', '\n', '\r', '\r\n', '\0', '\u0007',
  '\u0085', '\u00A0', '\u2028', '\uFEFF', '\uD800', '\uFFFD', '\u{1F600}', '__proto__: 1\n', 'constructor: {}\n', 'toString: []\n', '__proto__', 'constructor', '~', 'null', 'NO', 'yes', '0x10', '0o7', '08', '1e999', '.inf', '.nan', '-0', '6.10', '2026-02-30', '9'.repeat(400),
  '"" ""', '\\', '\\x', '\\ud800', '"\\', '['.repeat(2000), '- '.repeat(500), 'a: {'.repeat(300), '90-B3-D5-1F-30-02-00-00/0', '90-B3-D5-1F-30-02-00-00/65', '=HYPERLINK("x")', ';', '""""', '","',
];

const mutations: readonly ((text: string, dice: Dice) => string)[] = [
  (text, dice) => changedLines(text, dice, (line) => [line, line]),
  (text, dice) => changedLines(text, dice, () => []),
  (text, dice) => changedLines(text, dice, (line) => [`${' '.repeat(1 + dice(4))}${line}`]),
  (text, dice) => changedLines(text, dice, (line) => [line.trimStart()]),
  (text, dice) => changedLines(text, dice, (line) => [line.slice(0, dice(line.length + 1))]),
  (text, dice) => changedLines(text, dice, (line) => [line.replace(/(?<=[:,] ?)[^,]+$/, () => pick(dice, oddPieces))]),
  (text, dice) => changedLines(text, dice, (line) => [line.replace(/[\w-]+/, () => pick(dice, oddPieces))]),
  (text, dice) => at(text, dice, (before, after) => before + pick(dice, oddPieces) + after),
  (text, dice) => at(text, dice, (before, after) => before + after.slice(1 + dice(20))),
  (text, dice) => at(text, dice, (before, after) => before + String.fromCharCode(dice(3) === 0 ? dice(65_536) : dice(256)) + after.slice(1)),
  (text, dice) => at(text, dice, (before) => before),
];

/** The text with a line or a piece of one changed, once or a few times. */
export function mutateLines(text: string, dice: Dice): string {
  return Array.from({ length: 1 + dice(3) }).reduce((changed: string) => pick(dice, mutations)(changed, dice), text);
}

function changedLines(text: string, dice: Dice, change: (line: string) => readonly string[]): string {
  const lines = text.split('\n');
  const index = dice(lines.length);
  return lines.toSpliced(index, 1, ...change(lines[index] ?? '')).join('\n');
}

function at(text: string, dice: Dice, change: (before: string, after: string) => string): string {
  const place = dice(text.length + 1);
  return change(text.slice(0, place), text.slice(place));
}
