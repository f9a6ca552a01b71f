import { expect } from 'chai';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import { placeholderCertificate, serviceRequestBytes, serviceRequestXml } from '../support/duis.js';

function read(xml: string): ServiceRequest {
  return readServiceRequest(Buffer.from(xml));
}

describe('reading a Service Request', () => {
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

  describe('digests what no rule asks for', () => {
    const certificates = [{ use: 'DigitalSigning' as const, base64: 'AAAA' }, { use: 'KeyAgreement' as const, base64: 'BBBB' }];
    const handover = serviceRequestXml({ certificates });
    const usual = 'cafc0bb207a76efbb4bc82b82b9aecae08ac765c6cddeb078a9b1ba8b435007f';
    const floor = /<sr:RemotePartyFloorSeqNumber>0<\/sr:RemotePartyFloorSeqNumber>/;
    const topUp = (number: string) => handover.replace('</sr:RemotePartyFloorSeqNumber>', `$&<sr:RemotePartyPrepaymentTopUpFloorSeqNumber>${number}</sr:RemotePartyPrepaymentTopUpFloorSeqNumber>`);

    it('of the body only where it is unusual: the digests that records hold of the others stay as they are', () => {
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

    it('in words that stay as they are, since records hold their digests', () => {
      const first = '<sr:FirstInSequence>true</sr:FirstInSequence><sr:PrecedingServiceRequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1</sr:PrecedingServiceRequestID>';
      const unusual = topUp('8').replace(floor, '<sr:RemotePartyFloorSeqNumber>7</sr:RemotePartyFloorSeqNumber>').replace('>true<', '>false<').replace('</sr:RequestID>', `$&${first}`);
      expect(read(unusual).contentDigest).to.equal('863de8265ff4de15cb56085072a4f33b8b2c84405c5ad932f63fc78186bc651b');
    });

    it('beside all the rest: what is unusual in two messages does not make them one', () => {
      const placing = (base64: string) => serviceRequestXml({ certificates: [{ use: 'DigitalSigning', base64 }] }).replace(floor, '<sr:RemotePartyFloorSeqNumber>7</sr:RemotePartyFloorSeqNumber>');
      expect(read(placing('AAAA')).contentDigest).not.to.equal(read(placing('BBBB')).contentDigest);
    });

    it('and of the header likewise, also where the body is not read', () => {
      const preceding = (id: string) => `<sr:PrecedingServiceRequestID>${id}</sr:PrecedingServiceRequestID>`;
      const [before, other] = ['90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1', '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:2'];
      const inventory = `<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Header><sr:RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:7</sr:RequestID><sr:CommandVariant>8</sr:CommandVariant>`
        + '<sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>8.2</sr:ServiceReferenceVariant></sr:Header><sr:Body><sr:ReadInventory/></sr:Body></sr:Request>';
      for (const xml of [handover, inventory]) {
        const digestWith = (more: string) => read(xml.replace('</sr:RequestID>', `</sr:RequestID>${more}`)).contentDigest;
        const plain = read(xml).contentDigest;
        const first = '<sr:FirstInSequence>true</sr:FirstInSequence>';
        expect(digestWith('<sr:FirstInSequence>false</sr:FirstInSequence>')).to.equal(plain);
        expect(digestWith('<sr:FirstInSequence>1</sr:FirstInSequence>')).to.equal(digestWith(first));
        expect(digestWith(preceding(before.toLowerCase()))).to.equal(digestWith(preceding(before)));
        expect(new Set([plain, digestWith(first), digestWith(preceding(before)), digestWith(preceding(other)), digestWith(`${first}${preceding(before)}`)]).size).to.equal(5);
      }
    });

    it('and takes a schemaVersion for its number, however it is written', () => {
      for (const schemaVersion of ['5.40', '+5.4', '05.400']) expect(read(serviceRequestXml({ certificates, schemaVersion })).contentDigest, schemaVersion).to.equal(usual);
      const digests = ['5', '5.', '5.0', '.4', '0.4', '-0', '0', '-5.4', '54', '5.04'].map((schemaVersion) => read(serviceRequestXml({ certificates, schemaVersion })).contentDigest);
      expect(digests.map((digest) => digests.indexOf(digest))).to.deep.equal([0, 0, 0, 3, 3, 5, 5, 7, 8, 9]);
      expect(digests).not.to.include(usual);
      expect(read(serviceRequestXml({ certificates, schemaVersion: '5.40' })).schemaVersion).to.equal('5.40');
    });
  });
});
