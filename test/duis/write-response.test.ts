import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { XmlDocument, type XsdValidator } from 'libxml2-wasm';
import { readXml } from '../../src/duis/read-xml.js';
import type { XmlElement } from '../../src/duis/xml-tree.js';
import { writeResponse, type Response } from '../../src/duis/write-response.js';
import { findDuisValidator } from './duis-schema.js';
import { refusalOf, sharedFile } from './refusal.js';

const rejected: Response = {
  request: { requestId: '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1001', srv: '6.15.1', serviceReference: '6.15', schemaVersion: '5.4' },
  responseCode: 'E061508',
  responseDateTime: '2026-11-20T10:00:00.000Z',
};

/** names and texts, depth first */
function leaves(element: XmlElement): readonly (readonly [string, string])[] {
  return element.children.length === 0 ? [[element.qualifiedName, element.text]] : element.children.flatMap(leaves);
}

describe('writing a Response', () => {
  it('says what was asked, the code and the time', () => {
    const root = readXml(Buffer.from(writeResponse(rejected)));
    expect([root.namespace, root.name, root.attributes[0]?.value]).to.deep.equal(['http://www.dccinterface.co.uk/ServiceUserGateway', 'Response', '5.4']);
    expect(leaves(root)).to.deep.equal([
      ['sr:RequestID', rejected.request.requestId],
      ['sr:ResponseCode', 'E061508'],
      ['sr:ResponseDateTime', '2026-11-20T10:00:00.000Z'],
      ['sr:ServiceReference', '6.15'],
      ['sr:ServiceReferenceVariant', '6.15.1'],
    ]);
  });

  it('escapes whatever it is given', () => {
    const odd = '<&>"\'\t\n\r]]>é\u{1F600}';
    const oddRequest = { requestId: odd, srv: odd, serviceReference: odd, schemaVersion: odd };
    const root = readXml(Buffer.from(writeResponse({ request: oddRequest, responseCode: odd, responseDateTime: odd })));
    expect(leaves(root).map(([, text]) => text)).to.deep.equal([odd, odd, odd, odd, odd]);
    expect(root.attributes.map(({ value }) => value)).to.deep.equal([odd]);
  });

  it('refuses what XML cannot hold', () => {
    for (const responseCode of ['\0', 'a\u0008', '\uFFFE', '\uD800', '\uDC00x']) {
      expect(refusalOf(() => writeResponse({ ...rejected, responseCode })).code).to.equal('malformed-value');
    }
  });

  it('lays it out as a published sample', function () {
    const file = sharedFile('responses/acknowledgement-error.xml');
    if (file === undefined) {
      this.skip();
    }
    const sample = leaves(readXml(readFileSync(file)));
    expect(leaves(readXml(Buffer.from(writeResponse(rejected)))).map(([name]) => name)).to.deep.equal(sample.map(([name]) => name));
  });

  describe('by the DUIS schema', () => {
    let validator: XsdValidator | undefined;
    before(() => {
      validator = findDuisValidator();
    });
    after(() => { validator?.dispose(); });

    function isValid(response: Response): boolean {
      const document = XmlDocument.fromString(writeResponse(response));
      try {
        validator?.validate(document);
        return true;
      } catch {
        return false;
      } finally {
        document.dispose();
      }
    }

    it('is valid but for a placeholder code', function () {
      if (validator === undefined) {
        this.skip();
      }
      const handover = { ...rejected, request: { ...rejected.request, srv: '6.21', serviceReference: '6.21' } };
      expect([rejected, { ...handover, responseCode: 'I0' }, { ...handover, responseDateTime: '2026-11-20T10:00:00Z' }].map(isValid)).to.deep.equal([true, true, true]);
      expect(['E061510', 'E062106', 'E061511'].map((responseCode) => isValid({ ...rejected, responseCode }))).to.deep.equal([false, false, false]);
    });
  });
});
