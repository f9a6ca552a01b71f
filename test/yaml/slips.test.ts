import { expect } from 'chai';
import { z } from 'zod';
import { Fault } from '../../src/domain/fault.js';
import { readTyped } from '../../src/yaml/read-typed.js';
import { readYaml } from '../../src/yaml/read-yaml.js';

const schema = z.strictObject({
  id: z.string().optional(),
  title: z.string().optional(),
  stage: z.enum(['device', 'scope']).optional(),
  cases: z.array(z.strictObject({ name: z.string(), finding: z.string().optional() })).optional(),
  applies: z.strictObject({ fact: z.string().optional(), value: z.string().optional() }).optional(),
});

/** What a person is told, as `line:column sentence`. */
function told(text: string): string[] {
  try {
    const read = readTyped(readYaml(text, 'x'), schema);
    return 'problems' in read ? read.problems.map(({ at, problem }) => `${at.slice(2)} ${problem}`) : [];
  } catch (error) {
    if (error instanceof Fault) return error.places.map(({ at, problem }) => `${at.slice(2)} ${problem}`);
    throw error;
  }
}

const alias = 'aliases are refused: put text that starts with `*` in quotes, or write the value out where it is needed';
const behind = 'text goes on behind the quotes: put all of it inside them, and write ';
const deeper = 'indent this key like the one above, which has its value already: with as many blanks, and no tab';
const column = 'indent this line like those above that it belongs to: with as many blanks, and no tab';
const dash = 'a list item begins with `- `: write a blank after the dash';
const copiedDash = 'a long dash or a bullet stands here, as it comes with text that is copied: write `- `';
const further = 'indent this line further than the key whose brackets it goes on with, or closes';
const second = 'a second `: ` after a value: put the value in quotes, or indent the next key like this one';
const entry = 'a second `: ` in one entry: write a comma before the next key, or put the value in quotes';
const curly = 'write straight quotes, `"` or `\'`: curly ones are part of the text';

type Slip = readonly [what: string, text: string, told: readonly string[]];

const slips: readonly Slip[] = [
  ['a value that begins with `*`', 'title: *important*\n', [`1:8 ${alias}`]],
  ['a value that begins with `&`', 'title: &c Co\n', ['1:8 anchors are refused: put text that starts with `&` in quotes, or write the value out where it is needed']],
  ['a value that begins with `!`', 'title: !important\n', ['1:8 tags such as `!!str` are refused: put text that starts with `!` in quotes']],
  ['a value that begins with `%`', 'title: %5 of all\n', ['1:8 a value that starts with `%` needs quotes']],
  ['a line that begins with `%`', '%title: a\n', ['1:1 directives such as `%YAML` are refused: take the line out, or put text that starts with `%` in quotes']],
  ['a value that begins with `@`', 'title: @home\n', ['1:8 a value that starts with `@` needs quotes']],
  ['a value that begins with a backtick', 'title: `x` is y\n', ['1:8 a value that starts with a backtick needs quotes']],
  ['a value that begins with a comma', 'title: , so\n', ['1:8 a value that starts with `,` needs quotes']],
  ['a quote that is not closed', 'title: "a rule\nstage: device\n', ['1:8 a quote `"` that is not closed: write another one where the text ends']],
  ['a single quote that is not closed', "title: 'a rule\nstage: device\n", ["1:8 a quote `'` that is not closed: write another one where the text ends"]],
  ['a quote that ends where another begins', 'title: "a rule\nstage: device\nid: "x"\n', ['1:8 a quote `"` that is not closed: write another one where the text ends']],
  ['a quote in brackets that is not closed', 'applies: { fact: "c, value: e }\nid: x\n', ['1:18 a quote `"` that is not closed: write another one where the text ends']],
  ['an apostrophe in single quotes', "title: 'the operator's rule'\n", [`1:22 ${behind}\`''\` for an apostrophe inside them`]],
  ['quotes in quotes', 'title: "the "right" rule"\n', [`1:14 ${behind}\`\\"\` for a quote inside them`]],
  ['text behind quotes', 'title: "a" rule\n', [`1:12 ${behind}\`\\"\` for a quote inside them`]],
  ['an unknown escape', 'title: "\\d"\n', ['1:9 a `\\` in double quotes starts an escape: write `\\\\`, or use single quotes']],
  ['a tab that indents', 'applies:\n\tfact: b\n', ['2:1 a tab cannot indent: write spaces']],
  ['a tab that indents less', 'applies:\n  fact: b\n\tvalue: c\n', ['3:1 a tab cannot indent: write spaces']],
  ['no blank after a colon', 'id:x\ntitle: y\n', ['1:1 write a blank after the colon: `id: x`']],
  ['no blank after a later colon', 'title: y\nid:x\nstage: scope\n', ['2:1 write a blank after the colon: `id: x`']],
  ['no blank after the last colon', 'title: y\nid:x\n', ['2:1 write a blank after the colon: `id: x`']],
  ['no blank after the only colon', 'id:x\n', ['1:1 write a blank after the colon: `id: x`']],
  ['no blank after a colon in braces', 'applies: { fact:srv, value: a }\n', ['1:12 unknown key `fact:srv`: write a blank after the colon: `fact: srv`']],
  ['`=` for a colon', 'id = x\ntitle: y\n', ['1:1 write `: ` between a key and its value, not `=`: `id: x`']],
  ['`=` for a colon, later', 'title: y\nid = x\nstage: scope\n', ['2:1 write `: ` between a key and its value, not `=`: `id: x`']],
  ['`=` for a colon in braces', 'applies: { fact = srv, value: a }\n', ['1:12 unknown key `fact = srv`: write `: ` between a key and its value, not `=`: `fact: srv`']],
  ['long dashes for list items', 'cases:\n  – { name: a, finding: b }\n  – { name: b, finding: c }\n', [`2:3 ${copiedDash}`]],
  ['a bullet for a list item', 'cases:\n  - name: a\n  • name: b\n', [`3:3 ${copiedDash}`]],
  ['a wide colon', 'id：x\ntitle: y\n', ['1:3 a wide colon stands here, as it comes with text that is copied: write `: `']],
  ['a blank that does not break', 'id:\u00a0x\ntitle: y\n', ['1:4 a blank that is no ordinary one stands here, as it comes with text that is copied: write an ordinary blank']],
  ['no blank after a dash', 'cases:\n  -name: x\n   finding: y\n', [`2:3 ${dash}`]],
  ['no blank after a later dash', 'cases:\n  - name: x\n  -name: y\n', [`3:3 ${dash}`]],
  ['no blank after a dash before braces', 'cases:\n  -{ name: x }\n', [`2:3 ${dash}`]],
  ['no blank after any dash', 'cases:\n  -b\n  -c\n', [`2:3 ${dash}`]],
  ['a key too deep', 'id: a\n  title: b\nstage: scope\n', [`2:3 ${deeper}`]],
  ['a key too deep inside', 'applies:\n  fact: a\n   value: b\n', [`3:4 ${deeper}`]],
  ['a key too deep in a list', 'cases:\n  - name: a\n     finding: b\n', [`3:6 ${deeper}`]],
  ['a key not deep enough', 'applies:\n    fact: a\n  value: b\n', [`3:3 ${column}`]],
  ['a list item not deep enough', 'cases:\n  - name: a\n - name: b\n', ['3:2 indent this list item like the others of its list: with as many blanks, and no tab']],
  ['a colon in text', 'title: note: this\n', [`1:8 ${second}`]],
  ['a colon in text in braces', 'applies: { fact: b: c }\n', [`1:18 ${entry}`]],
  ['no comma between keys in braces', 'applies: { fact: b value: c }\n', [`1:18 ${entry}`]],
  ['a semicolon for a comma', 'applies: { fact: b; value: c }\n', [`1:18 ${entry}`]],
  ['no comma between texts in brackets', 'title: ["a" "b"]\n', ['1:13 a comma is missing between two entries']],
  ['a bracket that is not closed', 'title: [a, b\nstage: scope\n', ['1:8 a list `[` that is not closed: its `]` is missing']],
  ['a brace that is not closed', 'applies: { fact: a\nstage: scope\n', ['1:10 a map `{` that is not closed: its `}` is missing']],
  ['a bracket that is closed too far left', 'applies: { fact: a, value: [\n  b\n] }\n', [`3:1 ${further}`]],
  ['a list that goes on too far left', 'requires: { value: [a,\nb] }\n', [`2:1 ${further}`]],
  ['the wrong bracket', 'title: [a, b}\n', ['1:8 a list `[` that is not closed: its `]` is missing']],
  ['a bracket too many', 'title: [a]]\n', ['1:11 a `]` too many: none is open that it could close']],
  ['curly quotes', 'stage: “device”\n', [`1:8 ${curly}`]],
  ['single curly quotes', 'stage: ‘device’\n', [`1:8 ${curly}`]],
  ['a colon in curly quotes', 'title: “a: b”\n', [`1:8 ${curly}`]],
  ['a colon in text with curly quotes inside', 'title: the “Load: Controller”\n', [`1:8 ${second}`]],
  ['a blank that does not break, in text with a colon', 'title: the\u00a0rule: so\n', [`1:8 ${second}`]],
  ['a blank that does not break, as indentation', 'applies:\n\u00a0fact: a\n', ['1:9 no value: write keys with values', '2:1 unknown key ` fact`: a blank that is no ordinary one stands here, as it comes with text that is copied: write an ordinary blank']],
  ['curly quotes around a key', '“title”: a\n', ['1:1 unknown key `“title”`: did you mean `title`?']],
  ['a key twice', 'id: a\nid: b\n', ['2:1 the key `id` stands here a second time: keep one of them']],
  ['a key twice in braces', 'applies: { fact: a, fact: b }\n', ['1:21 the key `fact` stands here a second time: keep one of them']],
  ['text below a key that has its value', 'id: b\ntext\n', ['2:1 a line without `: ` where a key was expected: write `key: value`, or indent text that goes on from above']],
  ['text behind `|`', 'title: |text\n', ['1:9 text after `|` or `>` begins on the next line, and is indented']],
  ['a list behind its key', 'cases: - name: b\n', ['1:8 a list begins on the line below its key, or is written in brackets, `[a, b]`']],
  ['nothing', '# a comment\n', ['1:1 the file is empty: write keys with values']],
  ['a second document', 'id: a\n---\nid: b\n', ['2:1 a second document in one file: split the file']],
  ['a merge', '<<: x\n', ['1:1 `<<` cannot be a key here: write the keys out']],
];

describe('a slip of YAML is told as what its writer did', () => {
  for (const [what, text, sentences] of slips) {
    it(what, () => {
      expect(told(text)).to.deep.equal(sentences);
    });
  }

  it('and nothing is said of text that only looks like one', () => {
    expect(told('title: "“Load Controller” it is"\nid: a:b\n')).to.deep.equal([]);
    expect(told('title: “Load Controller” it is\n')).to.deep.equal([]);
    expect(told("title: 'it''s: so'\nid: >-\n  a: b\n  -c\n")).to.deep.equal([]);
  });

  it('several slips are told at once, each once', () => {
    expect(told('id:x\ntitle: note: this\nstage: "scope\n')).to.deep.equal(['1:1 write a blank after the colon: `id: x`', `2:8 ${second}`, '3:8 a quote `"` that is not closed: write another one where the text ends']);
  });

  it('a file full of slips is read in time', () => {
    expect(told('a: "b" c\n'.repeat(3_000)).length).to.be.above(0);
    expect(told('a: b: c\n'.repeat(3_000)).length).to.be.above(0);
  }).timeout(10_000);
});
