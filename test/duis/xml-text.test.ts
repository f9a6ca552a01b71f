import { expect } from 'chai';
import { readXml } from '../../src/duis/read-xml.js';
import { withoutSpace, withoutSpaceAround } from '../../src/duis/xml-text.js';
import { refusalOf } from './refusal.js';

const read = (xml: string) => readXml(Buffer.from(xml));

describe('the text of a message', () => {
  it('holds no character that XML forbids, wherever it stands among others', () => {
    for (const code of [0x00, 0x01, 0x08, 0x0b, 0x0c, 0x0e, 0x1f]) {
      for (const [before, after] of [['', '00000'], ['\n', '00'], ['a', '\t'], ['é', 'a']] as const) {
        for (let place = 0; place < 8; place += 1) {
          const xml = `<A>${before}${'0'.repeat(place)}${String.fromCharCode(code)}${after}</A>`;
          const shown = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
          expect(refusalOf(() => read(xml)), JSON.stringify(xml)).to.deep.include({
            message: `the message holds ${shown}, which XML forbids`,
            places: [{ at: `line ${before === '\n' ? 2 : 1}`, problem: `character ${shown} is not allowed in XML` }],
          });
        }
      }
    }
  });

  it('names by number the first and the last character of each row that XML has, and none beside them', () => {
    for (const code of [0x9, 0xa, 0xd, 0x20, 0xd7ff, 0xe000, 0xfffd, 0x10000, 0x10ffff]) {
      for (const reference of [`&#${code};`, `&#x${code.toString(16)};`]) expect(read(`<a>${reference}</a>`).text).to.equal(String.fromCodePoint(code));
    }
    for (const code of [0x0, 0x8, 0xb, 0xc, 0xe, 0x1f, 0xd800, 0xdfff, 0xfffe, 0xffff, 0x110000]) {
      for (const reference of [`&#${code};`, `&#x${code.toString(16)};`]) expect(refusalOf(() => read(`<a>${reference}</a>`)).code, reference).to.equal('not-well-formed');
    }
  });

  it('is of no other encoding, in whichever quotes it is named', () => {
    for (const quote of ['"', "'"]) {
      const named = (encoding: string) => `<?xml version=${quote}1.0${quote} encoding=${quote}${encoding}${quote}?><a/>`;
      expect(read(named('UTF-8')).name).to.equal('a');
      expect(refusalOf(() => read(named('ISO-8859-1'))).code).to.equal('not-well-formed');
    }
  });

  it('says in which line a stray byte stands, whatever follows, or what stands behind the root', () => {
    const bytes = Buffer.from('<a>\n\u00e9\n\n</a>', 'latin1');
    expect(refusalOf(() => readXml(bytes)).places).to.deep.equal([{ at: 'line 2', problem: 'send UTF-8 without stray bytes' }]);
    expect(refusalOf(() => read('<a><b/></a>\n\nx')).places).to.deep.equal([{ at: 'line 3', problem: 'nothing but comments may follow the root element' }]);
  });

  it('of a certificate is taken without white space of any kind', () => {
    for (const space of [' ', '\t', '\n', '\r', '\r\n  ']) expect(withoutSpace(`${space}AB${space}CD${space}`), JSON.stringify(space)).to.equal('ABCD');
    expect(withoutSpace('AB\u00a0CD')).to.equal('AB\u00a0CD');
  });

  it('of a number or a name is taken without white space around it', () => {
    for (const space of [' ', '\t', '\n', '\r', '\r\n  ']) expect(withoutSpaceAround(`${space}5 4${space}`), JSON.stringify(space)).to.equal('5 4');
    for (const text of ['', ' ', ' \r\n\t ']) expect(withoutSpaceAround(text)).to.equal('');
    expect(withoutSpaceAround('\u00a05\u00a0')).to.equal('\u00a05\u00a0');
  });
});
