import { expect } from 'chai';
import { readXml } from '../../src/duis/read-xml.js';
import { refusalOf } from './refusal.js';

const read = (xml: string) => readXml(Buffer.from(xml));

describe('a tag', () => {
  const broken: Readonly<Record<string, string>> = {
    'that ends with `/` and something else, an element behind it': '<r><a/x<b/></r>',
    'that ends with `/` and something else, as if it were text': '<a/x</a>',
    'with a letter for quotes': '<a b=1x1/>',
    'with another sign than `=`': '<a b+"1"/>',
    'that begins with a letter': 'xa/>',
    'that begins a comment which holds `--`, an element behind it': '<r><!-- a --x<b/></r>',
    'that names too long a namespace': `<a xmlns="urn:${'a'.repeat(997)}"/>`,
    'that binds the prefix xmlns': '<a xmlns:xmlns="urn:1"/>',
  };
  for (const [what, xml] of Object.entries(broken)) {
    it(`${what} is refused`, () => {
      expect(refusalOf(() => read(xml)).code).to.equal('not-well-formed');
    });
  }

  it('may have either quotes, the prefix xml without declaring it, and an empty comment before it', () => {
    const { attributes } = read(`<!----><a b='1"2' c="1'2" xml:lang="cy"/>`);
    expect(attributes.map(({ namespace, name, value }) => [namespace, name, value])).to.deep.equal([['', 'b', '1"2'], ['', 'c', `1'2`], ['http://www.w3.org/XML/1998/namespace', 'lang', 'cy']]);
  });

  it('is told by the name of what is wrong in it, cut short', () => {
    const problemOf = (xml: string) => refusalOf(() => read(xml)).places[0]?.problem;
    expect(problemOf('<a bcd="1" bcd="2"/>')).to.equal('attribute `bcd` stands twice');
    expect(problemOf(`<a ${'b'.repeat(200)}/>`)).to.equal(`attribute \`${'b'.repeat(60)}\` must have a value in quotes`);
  });

  it('is no XML declaration for a blank that stands where one has it', () => {
    expect(read('<abcd e="1"/>').attributes.map(({ value }) => value)).to.deep.equal(['1']);
  });

  const initial = [
    [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0x2ff], [0x370, 0x37d], [0x37f, 0x1fff], [0x200c, 0x200d], [0x2070, 0x218f], [0x2c00, 0x2fef], [0x3001, 0xd7ff],
    [0xf900, 0xfdcf], [0xfdf0, 0xfffd], [0x10000, 0xeffff],
  ].flat().map((code) => String.fromCodePoint(code));

  it('has in its name the letters that XML 1.0 names, the first and the last of each row', () => {
    for (const letter of initial) expect(read(`<${letter}b${letter}/>`).name).to.equal(`${letter}b${letter}`);
    for (const letter of '\u00b7\u0300\u036f\u203f\u2040') {
      expect(read(`<a${letter}/>`).name).to.equal(`a${letter}`);
      expect(refusalOf(() => read(`<${letter}a/>`)).code).to.equal('not-well-formed');
    }
  });

  it('has in its name none beside them', () => {
    const beside = '\u007f\u0080\u00b6\u00b8\u00bf\u00d7\u00f7\u037e\u2000\u200b\u200e\u203e\u2041\u206f\u2190\u2bff\u2ff0\u3000\ue000\uf8ff\ufdd0\ufdef\u{f0000}\u{10ffff}';
    for (const letter of beside) {
      for (const xml of [`<${letter}/>`, `<a${letter}/>`]) expect(refusalOf(() => read(xml)).code, xml).to.equal('not-well-formed');
    }
  });
});
