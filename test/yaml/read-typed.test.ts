import { expect } from 'chai';
import { z, type ZodType } from 'zod';
import { asText } from '../../src/yaml/as-text.js';
import { readTyped } from '../../src/yaml/read-typed.js';
import { readYaml } from '../../src/yaml/read-yaml.js';

function problemsOf(schema: ZodType, text: string): string[] {
  const read = readTyped(readYaml(text, 'r.yaml'), schema);
  return 'problems' in read ? read.problems.map(({ at, problem }) => `${at} ${problem}`) : ['no problem'];
}

describe('a document read by a schema', () => {
  const schema = z.strictObject({
    srv: z.enum(['6.15.1', '6.21']),
    title: z.string().min(1),
    port: z.number().int().min(1).max(65535).optional(),
    enabled: z.boolean().optional(),
    names: z.array(z.string()).max(3).optional(),
    byType: z.partialRecord(z.enum(['ESME', 'GPF']), z.enum(['enforce', 'observe'])).optional(),
    both: z.record(z.enum(['left', 'right']), z.string()).optional(),
    year: z.string().regex(/^\d{4}$/, 'write a year').optional(),
    code: z.string().regex(/^E\d+$/).optional(),
    words: z.record(z.string().regex(/^[a-z]+$/, 'write lower-case letters'), z.number()).optional(),
    limit: z.number().nullable().optional(),
    shape: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('circle'), radius: z.number() }), z.strictObject({ kind: z.literal('point') })]).optional(),
  });
  const sound = 'srv: "6.21"\ntitle: t\n';

  it('answers the value', () => {
    const read = readTyped(readYaml(`${sound}port: 80\nlimit: null\n`, 'r.yaml'), schema);
    expect(read).to.deep.equal({ value: { srv: '6.21', title: 't', port: 80, limit: null } });
  });

  const cases: readonly (readonly [string, string, string[]])[] = [
    ['a number where text is wanted', 'srv: 6.21\ntitle: 5\n', ['r.yaml:1:6 write "6.21" in quotes: without them it is a number', 'r.yaml:2:8 write "5" in quotes: without them it is a number']],
    ['a decimal keeps its zeros in the advice', 'srv: "6.21"\ntitle: 6.10\n', ['r.yaml:2:8 write "6.10" in quotes: without them it is a number']],
    ['true where text is wanted', 'srv: "6.21"\ntitle: true\n', ['r.yaml:2:8 write "true" in quotes: without them it is true or false']],
    ['null where text is wanted', 'srv: "6.21"\ntitle: ~\n', ['r.yaml:2:8 write "~" in quotes: without them it is no value']],
    ['nothing where text is wanted', 'srv: "6.21"\ntitle:\n', ['r.yaml:2:7 no value: write text']],
    ['empty text', 'srv: "6.21"\ntitle: ""\n', ['r.yaml:2:8 the text is empty: write it']],
    ['the quotes win over an author who speaks of the form', `${sound}year: 2020\n`, ['r.yaml:3:7 write "2020" in quotes: without them it is a number']],
    ['the author of the schema says it better', `${sound}year: "20"\n`, ['r.yaml:3:7 write a year']],
    ['a pattern without an author', `${sound}code: I0\n`, ['r.yaml:3:7 `I0` does not match /^E\\d+$/']],
    ['quotes around a number', `${sound}port: "80"\n`, ['r.yaml:3:7 write 80 without quotes']],
    ['true in quotes where a number is wanted', `${sound}port: "true"\n`, ['r.yaml:3:7 write a number, not `true`']],
    ['leading zeros', `${sound}port: 080\n`, ['r.yaml:3:7 write 80 without leading zeros']],
    ['a number too big', `${sound}port: 70000\n`, ['r.yaml:3:7 write at most 65535, not `70000`']],
    ['a number too small', `${sound}port: 0\n`, ['r.yaml:3:7 write at least 1, not `0`']],
    ['a fraction', `${sound}port: 1.5\n`, ['r.yaml:3:7 write a whole number, not `1.5`']],
    ['yes', `${sound}enabled: yes\n`, ['r.yaml:3:10 write true or false, not `yes`']],
    ['Off', `${sound}enabled: Off\n`, ['r.yaml:3:10 write true or false, not `Off`']],
    ['text where a list is wanted', `${sound}names: x\n`, ['r.yaml:3:8 write a list, not `x`']],
    ['items of a list', `${sound}names: [1, { a: 1 }, x]\n`, ['r.yaml:3:9 write "1" in quotes: without them it is a number', 'r.yaml:3:12 write text, not keys with values']],
    ['a list too long', `${sound}names: [a, b, c, d]\n`, ['r.yaml:3:8 write at most 3 entries in the list']],
    ['a list where keys are wanted', `${sound}byType: [1]\n`, ['r.yaml:3:9 write keys with values, not a list']],
    ['a key and a value of a closed record', `${sound}byType: { ESM: enforce, GPF: enforced }\n`, ['r.yaml:3:11 unknown key `ESM`: did you mean `ESME`?', 'r.yaml:3:30 unknown value `enforced`: did you mean `enforce`?']],
    ['a misspelt key of a full record is not also missing', `${sound}both: { left: a, rigth: b }\n`, ['r.yaml:3:18 unknown key `rigth`: did you mean `right`?']],
    ['a key that its author refuses', `${sound}words: { A1: 1 }\n`, ['r.yaml:3:10 the key `A1`: write lower-case letters']],
    ['a misspelt key is not also missing', 'srv: "6.21"\ntitel: x\n', ['r.yaml:2:1 unknown key `titel`: did you mean `title`?']],
    ['a key without a blank after its colon is not also missing', '{ srv: "6.21", title:of-the-house }\n', ['r.yaml:1:16 unknown key `title:of-the-house`: write a blank after the colon: `title: of-the-house`']],
    ['a key with another sign for its colon is not also missing', '{ srv: "6.21", title = of-the-house }\n', ['r.yaml:1:16 unknown key `title = of-the-house`: write `: ` between a key and its value, not `=`: `title: of-the-house`']],
    ['an unknown key with no near one', 'srv: "6.21"\ntitle: x\nconstructor: 1\n', ['r.yaml:3:1 unknown key `constructor`: known here are srv, title, port, enabled, names, byType, both, year, code, words, limit, shape']],
    ['missing keys, at their parent', 'port: 1\n', ['r.yaml:1:1 the key `srv` is missing: write one of 6.15.1, 6.21', 'r.yaml:1:1 the key `title` is missing: write text']],
    ['an unknown constant', 'srv: NO\ntitle: x\n', ['r.yaml:1:6 write one of 6.15.1, 6.21, not `NO`']],
    ['an unknown discriminator', `${sound}shape: { kind: circel }\n`, ['r.yaml:3:16 unknown value `circel`: did you mean `circle`?']],
    ['no discriminator', `${sound}shape: {}\n`, ['r.yaml:3:1 the key `kind` is missing: write one of circle, point']],
    ['inside a discriminated branch', `${sound}shape: { kind: circle, radius: "1" }\n`, ['r.yaml:3:32 write 1 without quotes']],
    ['an empty file', '', ['r.yaml:1:1 the file is empty: write keys with values']],
    ['a list as the whole file', '- a\n', ['r.yaml:1:1 write keys with values, not a list']],
    ['in the order of the file', 'port: x\ntitle: 1\nsrv: 1\n', ['r.yaml:1:7 write a number, not `x`', 'r.yaml:2:8 write "1" in quotes: without them it is a number', 'r.yaml:3:6 write one of 6.15.1, 6.21, not `1`']],
  ];
  for (const [what, text, problems] of cases) {
    it(what, () => {
      expect(problemsOf(schema, text)).to.deep.equal(problems);
    });
  }

  it('foreign text is cut to 60 characters and to one line', () => {
    const [problem] = problemsOf(z.strictObject({ a: z.number() }), `a: "x\\ny${'z'.repeat(500)}"\n`);
    expect(problem).to.equal(`r.yaml:1:4 write a number, not \`x y${'z'.repeat(57)}\``);
  });

  it('does not speak of what is inside when a key is unknown', () => {
    expect(problemsOf(z.strictObject({}), 'a: { b: 1 }\n')).to.deep.equal(['r.yaml:1:1 unknown key `a`: take it out']);
  });
});

describe('a union speaks through the branch that was meant', () => {
  const condition: ZodType = z.lazy(() =>
    z.union([
      z.strictObject({ fact: z.string(), operator: z.enum(['equal', 'in']), value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]) }),
      z.strictObject({ all: z.array(condition).min(1) }),
      z.strictObject({ any: z.array(condition).min(1) }),
    ]),
  );
  const cases: readonly (readonly [string, string[]])[] = [
    ['{ fact: a, opertor: equal, value: 1 }', ['r.yaml:1:12 unknown key `opertor`: did you mean `operator`?']],
    ['{ fact: a, operator: equl, value: 1 }', ['r.yaml:1:22 unknown value `equl`: did you mean `equal`?']],
    ['{ fact: a, operator: in, value: [6.21] }', ['r.yaml:1:34 write "6.21" in quotes: without them it is a number']],
    ['{ fact: a, operator: in, value: { b: 1 } }', ['r.yaml:1:33 write text, a number, true or false or a list, not keys with values']],
    ['{ fact: a, operator: in, value: }', ['r.yaml:1:33 no value: write text, a number, true or false or a list']],
    ['ayn: []', ['r.yaml:1:1 unknown key `ayn`: did you mean `any`?']],
    ['any: []', ['r.yaml:1:6 write at least 1 entry in the list']],
    ['all: [{ any: [{ fct: a, operator: in, value: b }] }]', ['r.yaml:1:17 unknown key `fct`: did you mean `fact`?']],
    ['foo: 1', ['r.yaml:1:1 unknown key `foo`: known here are fact, operator, value, all, any']],
    ['foo', ['r.yaml:1:1 write keys with values, not `foo`']],
    ['all: [{ fact: a, operator: in, value: b }]\nany: []', ['r.yaml:2:1 unknown key `any`: known here is all']],
    ['all: [{ fact: a, operator: in, value: b }]\nfact: a', ['r.yaml:2:1 unknown key `fact`: known here is all']],
    ['all: [{ fact: a, operator: in, value: b }]\nfct: a', ['r.yaml:2:1 unknown key `fct`: known here is all']],
  ];
  for (const [text, problems] of cases) {
    it(text, () => {
      expect(problemsOf(condition, `${text}\n`)).to.deep.equal(problems);
    });
  }

  it('of a constant, a form and a map', () => {
    const schema = z.strictObject({ at: z.union([z.literal('now'), z.strictObject({ day: z.string() })]) });
    expect(problemsOf(schema, 'at: later\n')).to.deep.equal(['r.yaml:1:5 write now or keys with values, not `later`']);
    expect(problemsOf(schema, 'at: {}\n')).to.deep.equal(['r.yaml:1:1 the key `day` is missing: write text']);
    expect(problemsOf(schema, 'on: now\n')).to.deep.equal([
      'r.yaml:1:1 the key `at` is missing: write now or keys with values',
      'r.yaml:1:1 unknown key `on`: known here is at',
    ]);
  });

  const branches: readonly (readonly [what: string, schema: ZodType, text: string, problems: string[]])[] = [
    ['that lacks fewer keys', z.union([z.strictObject({ a: z.string(), b: z.string(), c: z.string() }), z.strictObject({ a: z.string(), d: z.string() })]), 'a: x', ['r.yaml:1:1 the key `d` is missing: write text']],
    ['whose keys are only misspelt', z.union([z.strictObject({ day: z.string() }), z.strictObject({ from: z.string(), until: z.string() })]), 'form: a\nuntill: b', [
      'r.yaml:1:1 unknown key `form`: did you mean `from`?', 'r.yaml:2:1 unknown key `untill`: did you mean `until`?',
    ]],
    ['whose constant stands there', z.union([z.strictObject({ kind: z.literal('a'), v: z.string() }), z.strictObject({ kind: z.literal('b'), v: z.number() })]), 'kind: b\nv: x', ['r.yaml:2:4 write a number, not `x`']],
    ['that knows a key, though not what stands there', z.union([z.strictObject({ b: z.string() }), z.strictObject({ kind: z.literal('a'), v: z.string() })]), 'kind: c', [
      'r.yaml:1:1 the key `v` is missing: write text', 'r.yaml:1:7 write a, not `c`',
    ]],
    ['with fewer problems further down', z.union([z.strictObject({ a: z.strictObject({ x: z.string(), y: z.string() }) }), z.strictObject({ a: z.strictObject({ x: z.string() }) })]), 'a: { x: 5 }', ['r.yaml:1:9 write "5" in quotes: without them it is a number']],
    ['that stands first, of two that would do', z.union([z.strictObject({ a: z.string(), b: z.string() }), z.strictObject({ a: z.string(), c: z.string() })]), 'a: x', ['r.yaml:1:1 the key `b` is missing: write text']],
    ['of several when nothing stands there', z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string(), c: z.string() })]), '{}', ['r.yaml:1:1 the key `a` is missing: write text']],
  ];
  for (const [what, schema, text, problems] of branches) {
    it(`the one ${what}`, () => {
      expect(problemsOf(schema, `${text}\n`)).to.deep.equal(problems);
    });
  }

  const written: readonly (readonly [what: string, schema: ZodType, text: string, problem: string])[] = [
    ['text or a list', z.union([z.string(), z.array(z.string())]), 'a: 5', 'r.yaml:1:4 write "5" in quotes: without them it is a number'],
    ['a number or a list', z.union([z.number(), z.array(z.string())]), 'a: true', 'r.yaml:1:4 write a number or a list, not `true`'],
    ['a constant of digits or a map', z.union([z.literal('6.21'), z.strictObject({ b: z.string() })]), 'a: 6.21', 'r.yaml:1:4 write "6.21" in quotes: without them it is a number'],
    ['another constant or a map', z.union([z.literal('6.21'), z.strictObject({ b: z.string() })]), 'a: 6.2', 'r.yaml:1:4 write 6.21 or keys with values, not `6.2`'],
    ['what its author says', z.union([z.literal('now'), z.number()], 'write now or a number of days'), 'a: later', 'r.yaml:1:4 write now or a number of days'],
    ['what its author says of a truth', z.boolean('say whether'), 'a: 5', 'r.yaml:1:4 say whether'],
    ['what its author says of text', z.string('name it'), 'b: 5', 'r.yaml:1:1 the key `a` is missing: name it'],
  ];
  for (const [what, schema, text, problem] of written) {
    it(`or says what to write: ${what}`, () => {
      expect(problemsOf(z.object({ a: schema }), `${text}\n`)).to.deep.equal([problem]);
    });
  }

  it('of a form whose author speaks', () => {
    const schema = z.strictObject({ at: z.union([z.string().regex(/^a$/, 'write a'), z.strictObject({ day: z.string() })]) });
    expect(problemsOf(schema, 'at: b\n')).to.deep.equal(['r.yaml:1:5 write a']);
    expect(problemsOf(schema, 'at: 5\n')).to.deep.equal(['r.yaml:1:5 write "5" in quotes: without them it is a number']);
  });
});

describe('a document as text', () => {
  it('takes every scalar as it is written, and leaves what is empty empty', () => {
    const { value } = asText(readYaml('a: [10, 08, true, "x", ~]\nb: { c: 6.10, d:  }\ne: ""\n', 'r.yaml'));
    expect(value).to.deep.equal({ a: ['10', '08', 'true', 'x', '~'], b: { c: '6.10', d: null }, e: '' });
  });
});
