import { expect } from 'chai';
import { XmlDocument } from 'libxml2-wasm';
import type { Fault } from '../../src/domain/fault.js';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { placeholderCertificate, serviceRequestBytes, serviceRequestXml } from '../support/duis.js';
import { findDuisValidator } from './duis-schema.js';
import { refusalOf, sharedRequests } from './refusal.js';

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

function expectUndecidable(xml: string, at: string | RegExp): Fault {
  const fault = refusalOf(() => read(xml));
  expect(fault.code, fault.message).to.equal('not-decidable');
  expect(fault.places).to.have.length(1);
  expect(fault.places[0]?.at).to.match(typeof at === 'string' ? new RegExp(`^line \\d+, element ${at}$`) : at);
  return fault;
}

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
  it('takes every field of a 6.21', () => {
    const { contentDigest, ...fields } = readServiceRequest(serviceRequestBytes({ executionDateTime: '2030-01-15T00:00:00Z' }));
    expect(fields).to.deep.equal({
      requestId: '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1001',
      originator: '90-B3-D5-1F-30-01-00-00',
      target: '00-DB-12-34-56-78-90-A3',
      counter: 1001n,
      commandVariant: 1,
      srv: '6.21',
      serviceReference: '6.21',
      schemaVersion: '5.4',
      remotePartyRole: 'NetworkOperator',
      executionDateTime: Date.UTC(2030, 0, 15),
      certificates: [{ use: 'DigitalSigning', base64: placeholderCertificate }, { use: 'KeyAgreement', base64: placeholderCertificate }],
      certificationPath: [placeholderCertificate],
    });
    expect(contentDigest).to.match(/^[0-9a-f]{64}$/);
  });

  it('takes a 6.15.1, signed or not, as the same', () => {
    const signed = readServiceRequest(serviceRequestBytes({ srv: '6.15.1' }));
    expect(signed).to.include({ srv: '6.15.1', serviceReference: '6.15', commandVariant: 4, executionDateTime: undefined });
    expect(readServiceRequest(serviceRequestBytes({ srv: '6.15.1', signature: false }))).to.deep.equal(signed);
  });

  describe('sees the same however it is written', () => {
    const plain = serviceRequestXml();
    const same: Readonly<Record<string, string>> = {
      'another prefix': plain.replaceAll('sr:', 'duis:').replace('xmlns:sr=', 'xmlns:duis='),
      'the default namespace': plain.replaceAll('sr:', '').replace('xmlns:sr=', 'xmlns='),
      'prefixes bound where they are used': plain.replace('<sr:Header>', '<x:Header xmlns:x="http://www.dccinterface.co.uk/ServiceUserGateway">').replace('</sr:Header>', '</x:Header>'),
      'carriage returns': plain.replaceAll('\n', '\r\n'),
      'no white space between elements': plain.replace(/>\s+</g, '><'),
      'a byte order mark': `\uFEFF${plain}`,
      'white space in a certificate': plain.replace(placeholderCertificate, (text) => text.replace(/.{64}/g, '$&\r\n\t ')),
      'white space around collapsing values': plain.replace(/<(sr:RequestID|sr:CommandVariant|sr:RemotePartyRole|sr:ApplyTimeBasedCPVChecks)>([^<]*)</g, '<$1> \t$2\n <'),
      'a line feed in schemaVersion': plain.replace('"5.4"', '"\n5.4\t"'),
      'a schema location': plain.replace('schemaVersion', 'xsi:schemaLocation="http://www.dccinterface.co.uk/ServiceUserGateway x.xsd" schemaVersion'),
      'optional header elements': plain.replace('</sr:RequestID>', '</sr:RequestID><sr:FirstInSequence>true</sr:FirstInSequence><sr:PrecedingServiceRequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1</sr:PrecedingServiceRequestID>'),
      'no declaration': plain.slice(plain.indexOf('\n') + 1),
      'another signature': plain.replace('ZGVmYXVsdA==', 'AAAA'),
    };
    for (const [what, xml] of Object.entries(same)) {
      it(`with ${what}`, () => {
        expect(xml).not.to.equal(plain);
        expect(read(xml)).to.deep.equal(read(plain));
      });
    }
  });

  describe('is not decidable', () => {
    const plain = serviceRequestXml();
    const id = '<sr:RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1001</sr:RequestID>';
    const variant = '<sr:CommandVariant>1</sr:CommandVariant>';
    const srv = '<sr:ServiceReferenceVariant>6.21</sr:ServiceReferenceVariant>';
    const changes: Readonly<Record<string, readonly [from: string | RegExp, to: string, element: string]>> = {
      'another root': [/sr:Request\b(?!ID|Handover)/g, 'sr:Response', 'sr:Response'],
      'another namespace': [/ServiceUserGateway/, 'ServiceUserGateway2', 'sr:Request'],
      'a namespace in another case': [/ServiceUserGateway/, 'serviceusergateway', 'sr:Request'],
      'no schemaVersion': [' schemaVersion="5.4"', '', 'sr:Request'],
      'a schemaVersion that is no decimal': ['"5.4"', '"five"', 'sr:Request'],
      'a schemaVersion in a namespace': [' schemaVersion', ' sr:schemaVersion', 'sr:Request'],
      'an unknown attribute': [' schemaVersion', ' version="1" schemaVersion', 'sr:Request'],
      'xsi:type on the root': [' schemaVersion', ' xsi:type="sr:Request" schemaVersion', 'sr:Request'],
      'no header': [/<sr:Header>[^]*<\/sr:Header>/, '', 'sr:Body'],
      'two headers': [/<sr:Header>[^]*<\/sr:Header>/, '$&$&', 'sr:Header'],
      'no body': [/<sr:Body>[^]*<\/sr:Body>/, '', 'ds:Signature'],
      'two bodies': [/<sr:Body>[^]*<\/sr:Body>/, '$&$&', 'sr:Body'],
      'the body before the header': [/(<sr:Header>[^]*<\/sr:Header>)([^]*<\/sr:Body>)/, '$2$1', 'sr:Body'],
      'the signature before the body': [/(<sr:Body>[^]*<\/sr:Body>)([^]*<\/ds:Signature>)/, '$2$1', 'ds:Signature'],
      'two signatures': [/<ds:Signature [^]*<\/ds:Signature>/, '$&$&', 'ds:Signature'],
      'something behind the signature': ['</ds:Signature>', '</ds:Signature><sr:More/>', 'sr:More'],
      'a signature of another namespace': [/<ds:Signature [^]*<\/ds:Signature>/, '<sr:Signature/>', 'sr:Signature'],
      'no RequestID': [id, '', 'sr:CommandVariant'],
      'two RequestIDs': [id, id + id, 'sr:RequestID'],
      'two different RequestIDs': [id, `${id}${id.replace('1001', '1002')}`, 'sr:RequestID'],
      'a RequestID of another namespace': [id, id.replaceAll('sr:', 'ds:'), 'ds:RequestID'],
      'a RequestID deeper down': [id, `<sr:More>${id}</sr:More>`, 'sr:More'],
      'a RequestID that holds an element': [id, '<sr:RequestID><sr:RequestID/></sr:RequestID>', 'sr:RequestID'],
      'an empty RequestID': [id, '<sr:RequestID/>', 'sr:RequestID'],
      'a RequestID with a reference': [':1001<', ':100&#49;<', 'sr:RequestID'],
      'a RequestID with a no-break space': [':1001<', ':1001\u00A0<', 'sr:RequestID'],
      'a RequestID with a full-width digit': [':1001<', ':100\uFF11<', 'sr:RequestID'],
      'a RequestID with white space inside': [':1001<', ': 1001<', 'sr:RequestID'],
      'a counter beyond 64 bits': [':1001<', ':18446744073709551616<', 'sr:RequestID'],
      'an EUI-64 that is none': ['00-DB-12-34-56-78-90-A3', '00-DB-12-34-56-78-90', 'sr:RequestID'],
      'CommandVariant 0': [variant, variant.replace('1', '0'), 'sr:CommandVariant'],
      'CommandVariant 10': [variant, variant.replace('1', '10'), 'sr:CommandVariant'],
      'header elements in another order': [/(<sr:CommandVariant>.*)\s*(<sr:ServiceReference>.*)/, '$2$1', 'sr:ServiceReference'],
      'a bad PrecedingServiceRequestID': [variant, `<sr:PrecedingServiceRequestID>1</sr:PrecedingServiceRequestID>${variant}`, 'sr:PrecedingServiceRequestID'],
      'a bad FirstInSequence': [variant, `<sr:FirstInSequence>yes</sr:FirstInSequence>${variant}`, 'sr:FirstInSequence'],
      'no ServiceReference': ['<sr:ServiceReference>6.21</sr:ServiceReference>', '', 'sr:ServiceReferenceVariant'],
      'no ServiceReferenceVariant': [srv, '', 'sr:Header'],
      'more in the header': [srv, `${srv}<sr:More/>`, 'sr:More'],
      'white space around an SRV': [srv, srv.replace('6.21', ' 6.21 '), 'sr:ServiceReferenceVariant'],
      'a ServiceReference of another variant': ['<sr:ServiceReference>6.21', '<sr:ServiceReference>6.15', 'sr:ServiceReference'],
      'an attribute in the header': ['<sr:RequestID>', '<sr:RequestID a="">', 'sr:RequestID'],
      'xsi:nil in the header': ['<sr:RequestID>', '<sr:RequestID xsi:nil="true">', 'sr:RequestID'],
      'an attribute of the header': ['<sr:Header>', '<sr:Header Id="1">', 'sr:Header'],
      'an attribute of the body': ['<sr:Body>', '<sr:Body Id="1">', 'sr:Body'],
      'xsi:type in the body': ['<sr:RequestHandoverOfDCCControlledDevice>', '<sr:RequestHandoverOfDCCControlledDevice xsi:type="sr:UpdateSecurityCredentialsKRP">', 'sr:RequestHandoverOfDCCControlledDevice'],
      'text for a header': [/<sr:Header>[^]*<\/sr:Header>/, '<sr:Header>6.21</sr:Header>', 'sr:Header'],
      'an empty body': [/<sr:Body>[^]*<\/sr:Body>/, '<sr:Body/>', 'sr:Body'],
      'text for a body': [/<sr:Body>[^]*<\/sr:Body>/, '<sr:Body>6.21</sr:Body>', 'sr:Body'],
      'two elements in the body': ['</sr:Body>', '<sr:ReadInventory/></sr:Body>', 'sr:ReadInventory'],
      'a body element of another namespace': [/sr:RequestHandoverOfDCCControlledDevice/g, 'ds:RequestHandoverOfDCCControlledDevice', 'ds:RequestHandoverOfDCCControlledDevice'],
      'an unknown body element': [/RequestHandoverOfDCCControlledDevice/g, 'RequestHandover', 'sr:RequestHandover'],
      'the body of another SRV': [/RequestHandoverOfDCCControlledDevice/g, 'UpdateSecurityCredentialsKRP', 'sr:UpdateSecurityCredentialsKRP'],
    };
    for (const [what, [from, to, element]] of Object.entries(changes)) {
      it(`with ${what}`, () => {
        const xml = plain.replace(from, to);
        expect(xml).not.to.equal(plain);
        expectUndecidable(xml, element);
      });
    }
    it('when the header says 8.2 and the body is a 6.21', () => {
      expectUndecidable(plain.replaceAll('6.21<', '8.2<'), 'sr:RequestHandoverOfDCCControlledDevice');
    });
    it('and says line, element and what is wrong', () => {
      const fault = expectUndecidable(plain.replace(':1001<', ':x<'), /^line 4, element sr:RequestID$/);
      expect(fault.message).to.equal(`the message is no Service Request that can be decided: line 4, element sr:RequestID: ${fault.places[0]?.problem ?? ''}`);
    });
  });

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
      'an empty payload': ['<sr:GBCSPayload/>', true],
      'nothing': ['', false, 'sr:SignedPreCommand'],
      'another element': ['<sr:Foo/>', false, 'sr:Foo'],
      'another element behind the payload': [`${payload}<sr:Foo/>`, false, 'sr:Foo'],
      'two payloads': [payload + payload, false, 'sr:GBCSPayload'],
      'no date where one must stand': [`<sr:ExecutionDateTime>soon</sr:ExecutionDateTime>${payload}`, false, 'sr:ExecutionDateTime'],
      'a payload that is no base64': ['<sr:GBCSPayload>3wk!</sr:GBCSPayload>', false, 'sr:GBCSPayload'],
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

  it('takes a plain body whatever the CommandVariant: rules decide', () => {
    for (const commandVariant of [1, 4, 5, 7, 8, 9]) {
      expect(readServiceRequest(serviceRequestBytes({ commandVariant })).certificates).to.have.length(2);
    }
  });

  it('digests every field that it takes', () => {
    const base64 = placeholderCertificate;
    const digests = [
      {}, { originator: '90-B3-D5-1F-30-01-00-01' }, { target: '00-DB-12-34-56-78-90-A4' }, { counter: 1002 }, { commandVariant: 2 }, { srv: '6.15.1' as const, commandVariant: 1 },
      { schemaVersion: '5.3' }, { remotePartyRole: 'Supplier' }, { executionDateTime: '2030-01-15T00:00:00Z' }, { executionDateTime: '2030-01-15T00:00:00.001Z' },
      { certificates: [{ use: 'DigitalSigning' as const, base64 }] }, { certificates: [{ use: 'DigitalSigning' as const, base64 }, { use: 'KeyAgreementTopUp' as const, base64 }] },
      { certificates: [{ use: 'DigitalSigning' as const, base64: `${base64}A` }, { use: 'KeyAgreement' as const, base64 }] },
    ].map((parts) => readServiceRequest(serviceRequestBytes(parts)).contentDigest);
    expect(new Set(digests).size).to.equal(digests.length);
    expect(readServiceRequest(serviceRequestBytes({ originator: '90-b3-d5-1f-30-01-00-00' })).contentDigest).to.equal(digests[0]);
  });

  describe('digests of the body what no rule asks for', () => {
    const certificates = [{ use: 'DigitalSigning' as const, base64: 'AAAA' }, { use: 'KeyAgreement' as const, base64: 'BBBB' }];
    const handover = serviceRequestXml({ certificates });
    const usual = 'cafc0bb207a76efbb4bc82b82b9aecae08ac765c6cddeb078a9b1ba8b435007f';
    const floor = /<sr:RemotePartyFloorSeqNumber>0<\/sr:RemotePartyFloorSeqNumber>/;
    const topUp = (number: string) => handover.replace('</sr:RemotePartyFloorSeqNumber>', `$&<sr:RemotePartyPrepaymentTopUpFloorSeqNumber>${number}</sr:RemotePartyPrepaymentTopUpFloorSeqNumber>`);

    it('only where it is unusual: the digests that records hold of the others stay as they are', () => {
      const update = serviceRequestXml({ srv: '6.15.1', certificates, executionDateTime: '2030-01-15T00:00:00Z' });
      expect([handover, update].map((xml) => read(xml).contentDigest)).to.deep.equal([usual, '6d88e5cd45d5844e94ff1d1cf62ffce28b14a1b40dad48b03ca2791c5f580aa9']);
      for (const same of [handover.replace(floor, ''), handover.replace(floor, '<sr:RemotePartyFloorSeqNumber>+000</sr:RemotePartyFloorSeqNumber>'), topUp('0'), handover.replace('>true<', '>1<')]) {
        expect(same).not.to.equal(handover);
        expect(read(same).contentDigest).to.equal(usual);
      }
    });

    it('by its value and its place', () => {
      const others = [
        handover.replace(floor, '<sr:RemotePartyFloorSeqNumber>7</sr:RemotePartyFloorSeqNumber>'), handover.replace(floor, '<sr:RemotePartyFloorSeqNumber>8</sr:RemotePartyFloorSeqNumber>'),
        topUp('7'), handover.replace('>true<', '>false<'), topUp('7').replace('>true<', '>0<'),
      ].map((xml) => read(xml).contentDigest);
      expect(new Set([usual, ...others]).size).to.equal(6);
      expect(read(handover.replace(floor, '<sr:RemotePartyFloorSeqNumber>007</sr:RemotePartyFloorSeqNumber>')).contentDigest).to.equal(others[0]);
      expect(read(handover.replace('>true<', '>0<')).contentDigest).to.equal(others[3]);
    });

    it('and takes a schemaVersion for its number, however it is written', () => {
      for (const schemaVersion of ['5.40', '+5.4', '05.400']) expect(read(serviceRequestXml({ certificates, schemaVersion })).contentDigest, schemaVersion).to.equal(usual);
      const digests = ['5', '5.', '5.0', '.4', '0.4', '-0', '0', '-5.4', '54', '5.04'].map((schemaVersion) => read(serviceRequestXml({ certificates, schemaVersion })).contentDigest);
      expect(digests.map((digest) => digests.indexOf(digest))).to.deep.equal([0, 0, 0, 3, 3, 5, 5, 7, 8, 9]);
      expect(digests).not.to.include(usual);
      expect(read(serviceRequestXml({ certificates, schemaVersion: '5.40' })).schemaVersion).to.equal('5.40');
    });
  });

  it('passes on what the XML reader refuses', () => {
    expect(refusalOf(() => read('hello')).code).to.equal('not-well-formed');
    expect(refusalOf(() => read(serviceRequestXml().replace('6.21<', '6.2<!---->1<'))).code).to.equal('not-well-formed');
    expect(refusalOf(() => readServiceRequest(Buffer.alloc(300_000, ' '))).code).to.equal('too-large');
  });

  it('reads the published samples', function () {
    const requests = sharedRequests();
    if (requests.length === 0) {
      this.skip();
    }
    const read = Object.fromEntries(requests.map(({ name, bytes }) => [name.replace(/_REQUEST_DUIS\.XML$/, ''), readServiceRequest(bytes)]));
    expect(Object.entries(read).map(([name, { srv, commandVariant, remotePartyRole, certificates }]) => [name, srv, commandVariant, remotePartyRole, certificates.length])).to.have.deep.members([
      ['8.2_READ_INVENTORY', '8.2', 8, undefined, 0],
      ['CS02bNOByNOHandover_6.21_SUCCESS', '6.21', 1, 'NetworkOperator', 2],
      ['CS02bNOByNO_6.15.1_SUCCESS', '6.15.1', 4, 'NetworkOperator', 2],
      ['CS02bSupplierBySupplier_6.15.1_CANCELLATION_SUCCESS', '6.15.1', 4, 'Supplier', 3],
    ]);
    expect(read['CS02bSupplierBySupplier_6.15.1_CANCELLATION_SUCCESS']?.executionDateTime).to.equal(Date.UTC(3000, 11, 31));
  });
});
