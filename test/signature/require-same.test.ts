import { expect } from 'chai';
import { readXml } from '../../src/duis/read-xml.js';
import { requireSame } from '../../src/signature/require-same.js';
import { refusalOf } from '../duis/refusal.js';

const tree = (text: string) => readXml(Buffer.from(text));
const signed = tree('<a x="1" y="2"><b>c</b><d></d></a>');

describe('a message and its canonical text', () => {
  it('say the same, in whatever order of attributes and with whatever space, but for what is left out', () => {
    const came = tree('<a y="2"  x="1">\n <b> c </b><!-- --><d/><s/></a>');
    requireSame(came, signed, came.children[2]);
    requireSame(signed, signed);
  });

  for (const text of [
    '<a x="1" y="2"><b>e</b><d/></a>', '<a x="1" y="2"><b/><d/></a>', '<a x="1" y="2"><b>c</b></a>', '<a x="1" y="2"><b>c</b><d/><d/></a>', '<a x="1" y="2"><d/><b>c</b></a>', '<a x="1" y="2"><b>c</b><d>f</d></a>',
    '<a x="1"><b>c</b><d/></a>', '<a x="1" y="3"><b>c</b><d/></a>', '<a x="1" y="2" z="3"><b>c</b><d/></a>', '<a x="1" y="2" xmlns="urn:a"><b>c</b><d/></a>', '<z x="1" y="2"><b>c</b><d/></z>',
    '<a x="1" z="2"><b>c</b><d/></a>', '<a x="1" p:y="2" xmlns:p="urn:a"><b>c</b><d/></a>', '<a x="1" y="2"><b xmlns="urn:a">c</b><d/></a>', '<a x="1" y="2"><b><e/></b><d/></a>',
  ]) {
    it(`are told apart: ${text}`, () => {
      expect(refusalOf(() => { requireSame(tree(text), signed); })).to.include({ code: 'signature-invalid' });
      expect(refusalOf(() => { requireSame(signed, tree(text)); })).to.include({ code: 'signature-invalid' });
    });
  }
});
