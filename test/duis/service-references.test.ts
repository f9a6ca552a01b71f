import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { bodyElementOf, findServiceReferenceVariant, serviceReferenceOf, serviceReferenceVariants } from '../../src/duis/service-references.js';
import { sharedFile } from './refusal.js';

/** Body elements and enumerations of the schema, in its order. */
function readSchema(schema: string): { elements: readonly string[]; variants: readonly string[]; references: readonly string[] } {
  const text = schema.replace(/<!--[^]*?-->/g, '');
  const [, choice = ''] = /<xs:complexType name="Request">[^]*?<xs:element name="Body">([^]*?)<\/xs:choice>/.exec(text) ?? [];
  return {
    elements: [...choice.matchAll(/<xs:element\s+name="(\w+)"/g)].map(([, name = '']) => name),
    variants: enumerationIn(text, 'ServiceReferenceVariant'),
    references: enumerationIn(text, 'ServiceReference'),
  };
}

function enumerationIn(text: string, type: string): readonly string[] {
  const [, body = ''] = new RegExp(`<xs:simpleType name="${type}">([^]*?)</xs:simpleType>`).exec(text) ?? [];
  return [...body.matchAll(/<xs:enumeration value="([^"]+)"/g)].map(([, value = '']) => value);
}

describe('Service References', () => {
  it('name the variant of a body element', () => {
    expect(findServiceReferenceVariant('UpdateSecurityCredentialsKRP')).to.equal('6.15.1');
    expect(findServiceReferenceVariant('RequestHandoverOfDCCControlledDevice')).to.equal('6.21');
    expect(findServiceReferenceVariant('ReadInventory')).to.equal('8.2');
    expect(findServiceReferenceVariant('UpdateSecurityCredentialsCoS')).to.equal('6.23');
  });

  it('know no variant of a Signed Pre-Command, of an unknown element, of what every object has', () => {
    for (const name of ['SignedPreCommand', 'Nothing', '', 'constructor', '__proto__', 'toString']) {
      expect(findServiceReferenceVariant(name), name).to.equal(undefined);
    }
  });

  it('list every variant once', () => {
    expect(serviceReferenceVariants).to.have.length(129);
    expect(new Set(serviceReferenceVariants).size).to.equal(129);
  });

  it('shorten a variant to its reference', () => {
    expect(['6.15.1', '6.21', '8.1.1', '14.1'].map(serviceReferenceOf)).to.deep.equal(['6.15', '6.21', '8.1', '14.1']);
  });

  it('are those of the schema', function () {
    const file = sharedFile('schema/DUIS Schema V5.4.xsd');
    if (file === undefined) {
      this.skip();
    }
    const { elements, variants, references } = readSchema(readFileSync(file, 'utf8'));
    expect(elements.at(-1)).to.equal('SignedPreCommand');
    expect(elements.slice(0, -1).map(findServiceReferenceVariant)).to.deep.equal(variants);
    expect(variants.map(bodyElementOf)).to.deep.equal(elements.slice(0, -1));
    expect(serviceReferenceVariants).to.deep.equal(variants);
    expect([...new Set(variants.map(serviceReferenceOf))]).to.deep.equal(references);
  });
});
