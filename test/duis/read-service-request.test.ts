import { expect } from 'chai';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { placeholderCertificate, serviceRequestBytes, serviceRequestXml } from '../support/duis.js';
import { expectUndecidable, refusalOf, sharedRequests } from './refusal.js';

function read(xml: string): ServiceRequest {
  return readServiceRequest(Buffer.from(xml));
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
      'a schema location without a namespace': plain.replace('schemaVersion', 'xsi:noNamespaceSchemaLocation="x.xsd" schemaVersion'),
      'a schema location': plain.replace('schemaVersion', 'xsi:schemaLocation="http://www.dccinterface.co.uk/ServiceUserGateway x.xsd" schemaVersion'),
      'an optional header element that says what is usual': plain.replace('</sr:RequestID>', '</sr:RequestID><sr:FirstInSequence>false</sr:FirstInSequence>'),
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

  it('takes nothing from optional header elements but that another was meant', () => {
    const plain = read(serviceRequestXml());
    const { contentDigest, ...same } = read(serviceRequestXml().replace('</sr:RequestID>', '</sr:RequestID><sr:FirstInSequence>true</sr:FirstInSequence><sr:PrecedingServiceRequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1</sr:PrecedingServiceRequestID>'));
    expect({ ...same, contentDigest: plain.contentDigest }).to.deep.equal(plain);
    expect(contentDigest).not.to.equal(plain.contentDigest);
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
      'a schema location that is none of XML Schema': [' schemaVersion', ' schemaLocation="x.xsd" schemaVersion', 'sr:Request'],
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
      const { places } = expectUndecidable(plain.replaceAll('6.21<', '8.2<'), 'sr:RequestHandoverOfDCCControlledDevice');
      expect(places[0]?.problem).to.equal('it is 6.21: the header says 8.2, which is sr:ReadInventory');
    });
    it('and says what must stand where something else does', () => {
      const fault = expectUndecidable(plain.replace(/<sr:CommandVariant>[^<]*<\/sr:CommandVariant>/, ''), 'sr:ServiceReference');
      expect(fault.places[0]?.problem).to.equal('sr:CommandVariant must stand here');
    });
    it('and says of the right name in another namespace that it is the namespace', () => {
      const fault = expectUndecidable(plain.replace('<sr:RemotePartyRole>', '<sr:RemotePartyRole xmlns:sr="urn:other">'), 'sr:RemotePartyRole');
      expect(fault.places[0]?.problem).to.equal('it must be in namespace http://www.dccinterface.co.uk/ServiceUserGateway');
    });
    it('and says line, element and what is wrong', () => {
      const fault = expectUndecidable(plain.replace(':1001<', ':x<'), /^line 4, element sr:RequestID$/);
      expect(fault.message).to.equal(`the message is no Service Request that can be decided: line 4, element sr:RequestID: ${fault.places[0]?.problem ?? ''}`);
    });
  });

  it('takes a plain body whatever the CommandVariant: rules decide', () => {
    for (const commandVariant of [1, 4, 5, 7, 8, 9]) {
      expect(readServiceRequest(serviceRequestBytes({ commandVariant })).certificates).to.have.length(2);
    }
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
    const told = Object.entries(read).map(([name, { srv, commandVariant, remotePartyRole, certificates }]) =>
      [name, srv, commandVariant, remotePartyRole, certificates.length]);
    expect(told).to.have.deep.members([
      ['8.2_READ_INVENTORY', '8.2', 8, undefined, 0],
      ['CS02bNOByNOHandover_6.21_SUCCESS', '6.21', 1, 'NetworkOperator', 2],
      ['CS02bNOByNO_6.15.1_SUCCESS', '6.15.1', 4, 'NetworkOperator', 2],
      ['CS02bSupplierBySupplier_6.15.1_CANCELLATION_SUCCESS', '6.15.1', 4, 'Supplier', 3],
    ]);
    expect(read['CS02bSupplierBySupplier_6.15.1_CANCELLATION_SUCCESS']?.executionDateTime).to.equal(Date.UTC(3000, 11, 31));
  });
});
