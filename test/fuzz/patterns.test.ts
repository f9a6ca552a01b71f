import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { isFull, rounds } from './rounds.js';

interface Pattern {
  at: string;
  pattern: RegExp;
}

const mostMicroseconds = 100_000;
/** on which the plainest quadratic pattern takes six times too long, so that a quick machine finds it out too */
const longest = rounds(40_000, 64_000);
/** of the pumped text: an exponential pattern shows early, a cubic and a quadratic one later, and none takes for ever before it is found out */
const lengths = [...Array.from({ length: 11 }, (_, index) => 24 + 4 * index), 400, 3_000, longest];

/** Every regular expression that is written in the source. */
function everyPattern(): Pattern[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join('src', file), 'utf8'), ts.ScriptTarget.Latest);
    const found: Pattern[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.push({ at: `${file}: ${node.text}`, pattern: compiled(node.text) });
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function compiled(literal: string): RegExp {
  const end = literal.lastIndexOf('/');
  return new RegExp(literal.slice(1, end), literal.slice(end + 1).replace('g', ''));
}

/** What to repeat: characters that the pattern names, some of each class, and pairs of them. */
function pumpsFor({ source }: RegExp): string[] {
  const named = Array.from(source.replace(/\\u\{?[0-9A-Fa-f]+\}?|\\[a-zA-Z]/g, '')).filter((character) => !'\\()[]{}?*+|^$'.includes(character));
  const single = [...new Set(['a', '0', ' ', '\n', ...named, 'A', 'é'])].slice(0, 14);
  const paired = single.slice(0, rounds(3, 7));
  return [...single, ...paired.flatMap((one) => paired.map((other) => one + other))];
}

/** The text before the first thing that is not literal, so that a pumped text comes past it. */
function beginningOf({ source }: RegExp): string {
  return /^\^?([\w:<>/ "-]*)/.exec(source)?.[1] ?? '';
}

/** The text on which the pattern takes too long three times, in words; undefined: there is none. */
function slowOn(pattern: RegExp): string | undefined {
  for (const length of lengths) {
    for (const pump of pumpsFor(pattern)) {
      for (const text of [pump.repeat(length / pump.length), `${beginningOf(pattern)}${pump.repeat(length / pump.length)}`].map((start) => `${start}\u0001`)) {
        if ([1, 2, 3].every(() => microsecondsOf(pattern, text) > mostMicroseconds)) return `${JSON.stringify(pump)}, ${length} characters`;
      }
    }
  }
  return undefined;
}

function microsecondsOf(pattern: RegExp, text: string): number {
  const start = process.cpuUsage();
  pattern.lastIndex = 0;
  pattern.test(text);
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

describe('every regular expression of the source', function () {
  this.timeout(600_000);

  it('answers at once, whatever is repeated', () => {
    const patterns = everyPattern();
    expect(patterns).to.have.length.above(100);
    expect(patterns.flatMap(({ at, pattern }) => { const slow = slowOn(pattern); return slow === undefined ? [] : [`${at}: ${slow}`]; })).to.deep.equal([]);
  });

  it('would be found out if it did not: the test bites', () => {
    expect(slowOn(/ +$/)).to.equal(`" ", ${longest} characters`);
    if (isFull) expect(slowOn(/^(a+)+$/)).to.equal('"a", 28 characters');
  });
});
