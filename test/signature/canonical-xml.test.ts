import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readXml } from '../../src/duis/read-xml.js';
import { canonicalText, declaredWithin, noNamespaces } from '../../src/signature/canonical-xml.js';
import type { XmlElement } from '../../src/duis/xml-tree.js';
import { diceFrom, elementMutations, pick } from '../duis/mutations.js';
import { sharedFile, sharedRequests } from '../duis/refusal.js';
import { serviceRequestXml } from '../support/duis.js';
import { canonicalDocument, canonicalElement, canonicalWithoutSignature, makeSigner, signXml } from './signing.js';

const sr = 'xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway"';
const odd = `<?xml version="1.0"?>\r
<!-- before -->
<sr:Request schemaVersion = '5.4'  b:z="1" a:z='"2"'\tc="&#9;&#10;&#13;&lt;&quot;\t\n" ${sr} xmlns:b="urn:a" xmlns:a="urn:b" xmlns:unused="urn:unused" xml:lang="en" xmlns:xml="http://www.w3.org/XML/1998/namespace" xmlns:\u{10000}="urn:1" xmlns:\uF900="urn:2" \u{10000}="3" \uF900="4">\r
  <sr:Header  ></sr:Header ><!-- within --><sr:Body xmlns:unused="urn:unused"><x xmlns="urn:x" a:k="1" xmlns:sr="urn:other"><y xmlns=""/><sr:z/></x>
  <a:b unused:c="1">&amp;&lt;&gt;&#13;&#x20AC; > "quoted" 'too' €😀</a:b><w xmlns:b="urn:c"><b:v xmlns:b="urn:a"/></w></sr:Body>
</sr:Request >
<!-- after -->`;

/** libxml2 writes it into a declaration as it is, which is no XML. */
const declaresAmpersand = /xmlns[^\s=]*\s*=\s*(?:"[^"]*&|'[^']*&)/;

describe('the canonical text of a message', () => {
  it('is that of libxml2, in both forms, for everything that XML lets a writer write in more than one way', () => {
    const root = readXml(Buffer.from(odd));
    expect(canonicalText(root, { form: 'inclusive' })).to.equal(canonicalDocument(odd));
    expect(canonicalText(root, { form: 'exclusive' })).to.equal(canonicalDocument(odd, 'exclusive'));
    expect(canonicalDocument(odd)).to.contain('xmlns:unused').and.contain('&#xD;').and.contain('&quot;2&quot;');
  });

  it('is written out here once by hand', () => {
    const root = readXml(Buffer.from('<b:a xmlns:c="urn:c" xmlns:b="urn:b" z="1" c:y=\'"\'>\r\n<d/><!-- no --><e  >&#62;</e></b:a>'));
    expect(canonicalText(root, { form: 'inclusive' })).to.equal('<b:a xmlns:b="urn:b" xmlns:c="urn:c" z="1" c:y="&quot;">\n<d></d><e>&gt;</e></b:a>');
    expect(canonicalText(root.children[0]!, { form: 'exclusive', around: declaredWithin(root, noNamespaces) })).to.equal('<d></d>');
  });

  it('has the digest that the DCC signed in a real response', function () {
    const file = sharedFile('responses/read-inventory-response-5.4.xml');
    if (file === undefined) return this.skip();
    const root = readXml(readFileSync(file));
    const text = canonicalText(root, { form: 'inclusive', without: signatureOf(root)! });
    expect(createHash('sha256').update(text).digest('base64')).to.equal('gfniWH6VnGPqa18Blwb2ZzJHrbVgHFdB/+o2k7dZEhY=');
  });

  it('is that of libxml2 for thousands of mutated messages, whole, without the signature, and of its SignedInfo alone', () => {
    const signed = signXml(serviceRequestXml({ signature: false }), makeSigner());
    const originals = [signed, odd, ...sharedRequests().map(({ bytes }) => bytes.toString())];
    const mutations = Object.values(elementMutations);
    const compared = { whole: 0, signatures: 0, infos: 0 };
    for (let seed = 0; seed < 4000; seed += 1) {
      const dice = diceFrom(seed);
      const text = pick(dice, mutations)(pick(dice, originals), dice);
      const root = readOrNothing(text);
      if (root === undefined || declaresAmpersand.test(text)) continue;
      compared.whole += 1;
      const form = pick(dice, ['inclusive', 'exclusive'] as const);
      expect(canonicalText(root, { form }), text).to.equal(canonicalDocument(text, form === 'exclusive' ? form : undefined));
      const signature = signatureOf(root);
      if (signature === undefined) continue;
      compared.signatures += 1;
      expect(canonicalText(root, { form, without: signature }), text).to.equal(canonicalWithoutSignature(text, form === 'exclusive' ? form : undefined));
      const info = signature.children.find(({ name }) => name === 'SignedInfo');
      if (info === undefined) continue;
      compared.infos += 1;
      const around = declaredWithin(signature, declaredWithin(root, noNamespaces));
      expect(canonicalText(info, { form: 'exclusive', around }), text).to.equal(canonicalElement(text, '/*/ds:Signature/*[local-name()="SignedInfo"]'));
    }
    expect(compared.whole).to.be.above(1000);
    expect(compared.signatures).to.be.above(500);
    expect(compared.infos).to.be.above(500);
  });
});

function signatureOf(root: XmlElement): XmlElement | undefined {
  return root.children.find(({ name, namespace }) => name === 'Signature' && namespace === 'http://www.w3.org/2000/09/xmldsig#');
}

function readOrNothing(text: string): XmlElement | undefined {
  try {
    return readXml(Buffer.from(text));
  } catch {
    return undefined;
  }
}
