import { expect } from 'chai';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { onlyPlaceOf, placesOf } from './places-of.js';

function valueOf(text: string): unknown {
  return (readYaml(`value: ${text}\n`, 'x.yaml').value as { value: unknown }).value;
}

describe('a YAML file is read by our own schema', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['true', true],
    ['false', false],
    ['True', 'True'],
    ['yes', 'yes'],
    ['NO', 'NO'],
    ['off', 'off'],
    ['null', null],
    ['~', null],
    ['', null],
    ['Null', 'Null'],
    ['0', 0],
    ['-0', 0],
    ['-12', -12],
    ['08', '08'],
    ['010', '010'],
    ['+1', '+1'],
    ['1_000', '1_000'],
    ['0x1F', '0x1F'],
    ['0o17', '0o17'],
    ['1e3', '1e3'],
    ['.5', '.5'],
    ['.inf', '.inf'],
    ['1.', '1.'],
    ['12:30', '12:30'],
    ['6.21', 6.21],
    ['6.10', 6.1],
    ['06.21', '06.21'],
    ['6.15.1', '6.15.1'],
    ['1012345678901', 1012345678901],
    ['0012345678901', '0012345678901'],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['18446744073709551615', '18446744073709551615'],
    ['2026-11-20', '2026-11-20'],
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z'],
    ['"6.21"', '6.21'],
    ["'true'", 'true'],
    ['"null"', 'null'],
    ['""', ''],
    ['90-B3-D5-1F-30-01-00-00', '90-B3-D5-1F-30-01-00-00'],
  ];
  for (const [written, value] of cases) {
    it(`\`${written}\` is ${typeof value} ${JSON.stringify(value)}`, () => {
      expect(valueOf(written)).to.equal(value);
    });
  }

  it('a block of text is text, whatever it looks like', () => {
    expect(valueOf('>-\n  6.21')).to.equal('6.21');
    expect(valueOf('|\n  true')).to.equal('true\n');
  });

  it('keys are text as they stand', () => {
    const { value } = readYaml('6.10: a\n08: b\ntrue: c\nnull: d\n"6.21": e\n', 'x.yaml');
    expect(Object.keys(value as object)).to.deep.equal(['6.10', '08', 'true', 'null', '6.21']);
  });

  it('an empty file, a comment and a bare `---` are null', () => {
    for (const text of ['', '# nothing\n', '---\n', '\uFEFF']) {
      expect(readYaml(text, 'x.yaml').value).to.equal(null);
    }
  });

  it('a byte order mark, Windows line ends and one `...` change nothing', () => {
    expect(readYaml(new TextEncoder().encode('\uFEFF---\r\na:\r\n  - é\r\n...\r\n'), 'x.yaml').value).to.deep.equal({ a: ['é'] });
  });

  it('a key that every object has is absent unless it is written', () => {
    const { value } = readYaml('a: 1\n', 'x.yaml');
    expect((value as Record<string, unknown>).constructor).to.equal(undefined);
    expect(readYaml('constructor: 1\n', 'x.yaml').value).to.have.property('constructor', 1);
  });
});

describe('what YAML allows and we refuse', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['a tag', 'a: !!str 6.21', 'x.yaml:1:4 tags'],
    ['a tag on a list', 'a: !x [1]', 'x.yaml:1:4 tags'],
    ['the non-specific tag', 'a: ! 1', 'x.yaml:1:4 tags'],
    ['a version directive', '%YAML 1.1\n---\na: NO', 'x.yaml:1:1 directives'],
    ['a tag directive', '%TAG ! tag:x,2000:\n---\na: 1', 'x.yaml:1:1 directives'],
    ['an anchor', 'a: &x 1', 'x.yaml:1:4 anchors'],
    ['an anchor on a key', '&x a: 1', 'x.yaml:1:1 anchors'],
    ['an alias', 'a: *x', 'x.yaml:1:4 aliases'],
    ['a merge key', 'b:\n  <<: { a: 1 }', 'x.yaml:2:3 `<<`'],
    ['a duplicate key', 'a: 1\nb: 2\n"a": 3', 'x.yaml:3:1 the key `a` stands here a second time'],
    ['a second document', 'a: 1\n---\nb: 2', 'x.yaml:2:1 a second document'],
    ['a second document after an end mark', 'a: 1\n...\nb: 2', 'x.yaml:3:1 a second document'],
    ['a list as a key', '? [a]\n: 1', 'x.yaml:1:3 a key is text'],
    ['a map as a key', '{ { a: 1 }: 2 }', 'x.yaml:1:3 a key is text'],
    ['an empty key', ': 1', 'x.yaml:1:1 a key is text'],
    ['`__proto__` as a key', 'a: { __proto__: { b: 1 } }', 'x.yaml:1:6 `__proto__`'],
    ['`__proto__` in quotes', '"__proto__": 1', 'x.yaml:1:1 `__proto__`'],
    ['a NUL', 'a: 1\u0000', 'x.yaml:1:5 a control character'],
    ['a NUL by escape', 'a: "\\0"', 'x.yaml:1:4 a control character'],
    ['a lone carriage return', 'a: 1\rb: 2', 'x.yaml:1:5 a control character'],
    ['a C1 control', 'a: \u0085', 'x.yaml:1:4 a control character'],
    ['half a surrogate pair', 'a: "\\ud800"', 'x.yaml:1:4 a control character'],
    ['half a surrogate pair in a key', '"\\ud800": 1', 'x.yaml:1:1 a control character'],
    ['a tab as indentation', 'a:\n\tb: 1', 'x.yaml:2:1 a tab cannot indent'],
    ['a colon inside a value', 'a: b: c', 'x.yaml:1:4 a second `: `'],
    ['a reserved sign', 'a: @b', 'x.yaml:1:4 a value that starts with `@` needs quotes'],
    ['an unknown escape', 'a: "\\q"', 'x.yaml:1:5 a `\\` in double quotes'],
    ['a list that is not closed', 'a: [1, 2', 'x.yaml:1:4 a list `[`'],
    ['a key beside a list', '- a\nb: 1', 'x.yaml:2:1 this does not belong here'],
  ];
  for (const [what, text, place] of cases) {
    it(what, () => {
      expect(onlyPlaceOf(text).slice(0, place.length)).to.equal(place);
    });
  }

  it('bytes that are no UTF-8', () => {
    expect(onlyPlaceOf(new Uint8Array([0x61, 0x3a, 0x20, 0xff]))).to.equal('x.yaml the bytes are no UTF-8: save the file as UTF-8');
  });

  it('more than 256 kB, counted in bytes', () => {
    const fits = `a: "${'é'.repeat(131_000)}"`;
    expect(readYaml(fits, 'x.yaml').value).to.have.property('a');
    expect(onlyPlaceOf(`a: "${'é'.repeat(131_100)}"`)).to.contain('256 kB');
    expect(onlyPlaceOf(new TextEncoder().encode(`a: "${'é'.repeat(131_100)}"`))).to.contain('256 kB');
  });

  it('every anchor is named, up to ten', () => {
    expect(placesOf('a: &a 1\nb: &b 2\n').map(({ at }) => at)).to.deep.equal(['x.yaml:1:4', 'x.yaml:2:4']);
    expect(placesOf('- &a 1\n'.repeat(50))).to.have.length(10);
  });

  it('signs of YAML inside text are text', () => {
    const text = 'a: b &c *d !e %f\nb: "&x"\nc: |\n  &x *y !z\n  %w\n';
    expect(readYaml(text, 'x.yaml').value).to.deep.equal({ a: 'b &c *d !e %f', b: '&x', c: '&x *y !z\n%w\n' });
  });
});

describe('every value knows where it stood', () => {
  const document = readYaml('# c\na:\n  b: [1, "x"]\n  "c d": 6.21\n  e:\n', 'r.yaml');

  it('a value, a key and an item of a list', () => {
    expect(document.placeOf(['a', 'b', 1])).to.equal('r.yaml:3:10');
    expect(document.placeOf(['a', 'c d'])).to.equal('r.yaml:4:10');
    expect(document.placeOfKey(['a', 'c d'])).to.equal('r.yaml:4:3');
    expect(document.placeOfKey(['a', 'b', 1])).to.equal('r.yaml:3:10');
    expect(document.placeOf([])).to.equal('r.yaml:2:1');
  });

  it('where there is no value, its nearest ancestor', () => {
    expect(document.placeOf(['a', 'b', 7, 'q'])).to.equal('r.yaml:3:6');
    expect(document.placeOfKey(['a', 'zz'])).to.equal('r.yaml:3:3');
    expect(document.placeOf(['zz'])).to.equal('r.yaml:2:1');
    expect(document.placeOf(['a', 'e'])).to.match(/^r\.yaml:5:/);
  });

  it('a scalar knows its text and its quotes', () => {
    expect(document.writtenAs(['a', 'c d'])).to.deep.equal({ text: '6.21', quoted: false });
    expect(document.writtenAs(['a', 'b', 1])).to.deep.equal({ text: 'x', quoted: true });
    expect(document.writtenAs(['a', 'e'])).to.deep.equal({ text: '', quoted: false });
    expect(document.writtenAs(['a', 'b'])).to.equal(undefined);
    expect(document.writtenAs(['a', 'zz'])).to.equal(undefined);
  });

  it('columns count on from the last line end, also after Windows line ends', () => {
    expect(readYaml('a: 1\r\nb: 2\r\n', 'r.yaml').placeOf(['b'])).to.equal('r.yaml:2:4');
  });
});
