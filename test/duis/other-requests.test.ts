import { expect } from 'chai';
import { XmlDocument } from 'libxml2-wasm';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import { findDuisValidator } from './duis-schema.js';
import { expectUndecidable } from './refusal.js';

function read(xml: string): ServiceRequest {
  return readServiceRequest(Buffer.from(xml));
}

/** A message of another SRV, or with another header or body than `serviceRequestXml` writes. */
function message({ srv = '8.2', reference = '8.2', variant = 8, body = '<sr:ReadInventory><sr:DeviceID>00-DB-12-34-56-78-90-A2</sr:DeviceID></sr:ReadInventory>', header = '' }): string {
  return `<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" schemaVersion="5.4">
<sr:Header>
<sr:RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:7</sr:RequestID>${header}
<sr:CommandVariant>${variant}</sr:CommandVariant>
<sr:ServiceReference>${reference}</sr:ServiceReference>
<sr:ServiceReferenceVariant>${srv}</sr:ServiceReferenceVariant>
</sr:Header>
<sr:Body>${body}</sr:Body>
</sr:Request>`;
}

const signedPreCommand = '<sr:SignedPreCommand><sr:GBCSPayload>3wkAAAAAAAA=</sr:GBCSPayload></sr:SignedPreCommand>';

const schema = findDuisValidator();

function isValid(xml: string): boolean {
  const document = XmlDocument.fromString(xml);
  try {
    schema?.validate(document);
    return true;
  } catch {
    return false;
  } finally {
    document.dispose();
  }
}

describe('reading a Service Request', () => {
  describe('of another SRV', () => {
    it('takes the header, whatever the body holds', () => {
      const request = read(message({}));
      expect(request).to.include({ srv: '8.2', serviceReference: '8.2', commandVariant: 8, remotePartyRole: undefined, executionDateTime: undefined });
      expect(request.certificates).to.deep.equal([]);
      expect(read(message({ srv: '3.1', reference: '3.1', variant: 1, body: '<sr:DisplayMessage Id="1"><sr:SupplierMessage>a &lt; b &amp; &#233;</sr:SupplierMessage></sr:DisplayMessage>' })).srv).to.equal('3.1');
    });
    it('is not decidable with a body that DUIS V5.4 does not have', () => {
      const { places } = expectUndecidable(message({ body: '<sr:FooBar/>' }), 'sr:FooBar');
      expect(places[0]?.problem).to.equal('DUIS V5.4 has no such element in a Body: the header says 8.2, which is sr:ReadInventory');
      expectUndecidable(message({ srv: '99.9', reference: '99.9', body: '<sr:X/>' }), 'sr:ServiceReferenceVariant');
    });
    it('is not decidable with the body of yet another', () => {
      expectUndecidable(message({ body: '<sr:UpdateInventory/>' }), 'sr:UpdateInventory');
      expectUndecidable(message({ srv: '15.1', reference: '15.1', body: '<sr:UpdateInventory/>' }), 'sr:ServiceReferenceVariant');
    });
    it('is not decidable with xsi:type or xsi:nil anywhere in the body', () => {
      expectUndecidable(message({ body: '<sr:ReadInventory><sr:a><sr:b xsi:type="sr:c"/></sr:a></sr:ReadInventory>' }), 'sr:b');
      expectUndecidable(message({ body: '<sr:ReadInventory xsi:nil="true"/>' }), 'sr:ReadInventory');
    });
    it('may hold attributes of these names that are not of XML Schema, and others that are', () => {
      expect(read(message({ body: '<sr:ReadInventory xsi:schemaLocation="a b"><sr:a type="b" nil="true"/></sr:ReadInventory>' })).srv).to.equal('8.2');
    });
    it('is digested with its body', () => {
      const other = message({ body: '<sr:ReadInventory><sr:DeviceID>00-DB-12-34-56-78-90-A4</sr:DeviceID></sr:ReadInventory>' });
      expect(read(other).contentDigest).not.to.equal(read(message({})).contentDigest);
      expect(read(message({}).replaceAll('\n', '\r\n')).contentDigest).to.equal(read(message({})).contentDigest);
    });
  });

  describe('that is a Signed Pre-Command', () => {
    for (const [srv, reference] of [['6.15.1', '6.15'], ['6.21', '6.21'], ['7.1', '7.1']] as const) {
      for (const variant of [5, 6, 7]) {
        it(`of ${srv} with CommandVariant ${variant} shows no certificates`, () => {
          const request = read(message({ srv, reference, variant, body: signedPreCommand }));
          expect(request).to.include({ srv, commandVariant: variant, remotePartyRole: undefined, executionDateTime: undefined });
          expect(request.certificates).to.deep.equal([]);
        });
      }
      for (const variant of [1, 2, 3, 4, 8, 9]) {
        it(`of ${srv} with CommandVariant ${variant} is not decidable`, () => {
          expectUndecidable(message({ srv, reference, variant, body: signedPreCommand }), 'sr:SignedPreCommand');
        });
      }
    }
    const payload = '<sr:GBCSPayload>3wkAAAAAAAA=</sr:GBCSPayload>';
    const contents: Readonly<Record<string, readonly [content: string, isRead: boolean, at?: string]>> = {
      'a date and a payload': [`<sr:ExecutionDateTime>2030-01-15T00:00:00Z</sr:ExecutionDateTime>${payload}`, true],
      'a payload in lines': [payload.replace('wkA', 'w\r\nkA '), true],
      'a payload of every sign that base64 has': ['<sr:GBCSPayload>AZaz09+/+Q==</sr:GBCSPayload>', true],
      'an empty payload': ['<sr:GBCSPayload/>', true],
      'nothing': ['', false, 'sr:SignedPreCommand'],
      'another element': ['<sr:Foo/>', false, 'sr:Foo'],
      'another element behind the payload': [`${payload}<sr:Foo/>`, false, 'sr:Foo'],
      'two payloads': [payload + payload, false, 'sr:GBCSPayload'],
      'no date where one must stand': [`<sr:ExecutionDateTime>soon</sr:ExecutionDateTime>${payload}`, false, 'sr:ExecutionDateTime'],
      'a payload that is no base64': ['<sr:GBCSPayload>3wk!</sr:GBCSPayload>', false, 'sr:GBCSPayload'],
      'a payload with a sign that base64 has not': ['<sr:GBCSPayload>AZa*</sr:GBCSPayload>', false, 'sr:GBCSPayload'],
      'a payload that is not filled up': ['<sr:GBCSPayload>3wkAAA</sr:GBCSPayload>', false, 'sr:GBCSPayload'],
      'an element for a payload': ['<sr:GBCSPayload><sr:Foo/></sr:GBCSPayload>', false, 'sr:GBCSPayload'],
    };
    for (const [what, [content, isRead, at = '']] of Object.entries(contents)) {
      it(`${isRead ? 'may' : 'must not'} hold ${what}, as the schema says`, () => {
        const xml = message({ srv: '6.15.1', reference: '6.15', variant: 5, body: `<sr:SignedPreCommand>${content}</sr:SignedPreCommand>` });
        if (isRead) expect(read(xml).executionDateTime).to.equal(undefined);
        else expectUndecidable(xml, at);
        if (schema !== undefined) expect(isValid(xml)).to.equal(isRead);
      });
    }
    it('is digested with its payload', () => {
      const digest = (body: string): string => read(message({ srv: '6.15.1', reference: '6.15', variant: 5, body })).contentDigest;
      expect(digest(signedPreCommand)).not.to.equal(digest(signedPreCommand.replace('3wk', '3wl')));
    });
  });
});
