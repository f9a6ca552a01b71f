import { expect } from 'chai';
import { nameText, quoted } from '../../src/smki/name-text.js';

const commonName = (text: string) => ({ oid: '2.5.4.3', form: 'UTF8String', text });

describe('a name in one line', () => {
  it('keeps one attribute from looking like two, or like what is no text', () => {
    const signs = Array.from(',+"\\<>;=', (sign) => nameText([[commonName(`a${sign}b`)]]));
    expect(signs).to.deep.equal(Array.from(',+"\\<>;=', (sign) => `CN=a\\${sign}b`));
    expect(['#03', ' a', 'a ', 'a#b c'].map((text) => nameText([[commonName(text)]]))).to.deep.equal(['CN=\\#03', 'CN=\\ a', 'CN=a\\ ', 'CN=a#b c']);
  });

  it('names the attributes that names of certificates have', () => {
    const names = ['2.5.4.3', '2.5.4.6', '2.5.4.10', '2.5.4.11'].map((oid) => nameText([[{ ...commonName('1'), oid }]]));
    expect(names).to.deep.equal(['CN=1', 'C=1', 'O=1', 'OU=1']);
  });

  it('tells attributes without a short name apart by their object identifiers', () => {
    expect(['2.5.4.5', '2.5.4.7'].map((oid) => nameText([[{ ...commonName('1'), oid }]]))).to.deep.equal(['2.5.4.5=1', '2.5.4.7=1']);
  });
});

describe('foreign text in a message', () => {
  it('is cut to 60 characters, none of them halved', () => {
    expect(quoted('a'.repeat(8000))).to.equal(`\`${'a'.repeat(60)}\``);
    expect(quoted('\u{1f512}'.repeat(200))).to.equal(`\`${'\u{1f512}'.repeat(60)}\``);
  });
});
