import { expect } from 'chai';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { serviceRequestXml, type RequestParts } from '../support/duis.js';
import { refusalOf } from './refusal.js';

function read(xml: string): ServiceRequest {
  return readServiceRequest(Buffer.from(xml));
}

const signing = { use: 'DigitalSigning', base64: 'AAAA' } as const;
const agreement = { use: 'KeyAgreement', base64: 'BBBB' } as const;
const topUp = { use: 'KeyAgreementTopUp', base64: 'CCCC' } as const;

describe('certificates that a Service Request places', () => {
  for (const srv of ['6.15.1', '6.21'] as const) {
    const parts: RequestParts = { srv, certificates: [signing, agreement, topUp], pathCertificates: ['DDDD'], executionDateTime: '2030-01-15T00:00:00Z' };
    const plain = serviceRequestXml(parts).replace('</sr:RemotePartyFloorSeqNumber>', '$&<sr:RemotePartyPrepaymentTopUpFloorSeqNumber>5</sr:RemotePartyPrepaymentTopUpFloorSeqNumber>');
    const block = srv === '6.21' ? 'sr:ReplacementCertificates' : 'sr:SupplierOrNetworkOperatorCertificates';

    describe(`in a ${srv}`, () => {
      it('are taken by their use, in the schema\'s order', () => {
        expect(read(plain).certificates).to.deep.equal([signing, agreement, topUp]);
        expect(read(serviceRequestXml({ ...parts, certificates: [signing, topUp] })).certificates).to.deep.equal([signing, topUp]);
        expect(read(serviceRequestXml({ ...parts, certificates: [signing] })).certificates).to.deep.equal([signing]);
      });

      it('are not judged: rubbish is another one\'s decision', () => {
        for (const base64 of ['!!!!', 'no base64', 'é', '\uFF21', '\u00A0', 'MIIB=MIIB', '-']) {
          const [placed] = read(serviceRequestXml({ ...parts, certificates: [{ use: 'DigitalSigning', base64 }] })).certificates;
          expect(placed?.base64).to.equal(base64.replaceAll(' ', ''));
        }
      });

      it('come with one to three of a certification path', () => {
        for (const path of [['A'], ['A', 'B'], ['A', 'B', 'C']]) expect(read(serviceRequestXml({ ...parts, pathCertificates: path })).certificationPath).to.deep.equal(path);
      });

      it('need not come with what is optional', () => {
        const bare = plain.replace(/<sr:(ExecutionDateTime|RemotePartyFloorSeqNumber|RemotePartyPrepaymentTopUpFloorSeqNumber)>[^<]*<\/sr:\1>/g, '');
        expect(read(bare)).to.include({ remotePartyRole: 'NetworkOperator', executionDateTime: undefined });
      });

      const changes: Readonly<Record<string, readonly [from: string | RegExp, to: string, element: string]>> = {
        'no RemotePartyRole': [/<sr:RemotePartyRole>.*<\/sr:RemotePartyRole>/, '', 'sr:RemotePartyFloorSeqNumber'],
        'two of RemotePartyRole': [/<sr:RemotePartyRole>.*<\/sr:RemotePartyRole>/, '$&$&', 'sr:RemotePartyRole'],
        'an unknown RemotePartyRole': ['>NetworkOperator<', '>Network Operator<', 'sr:RemotePartyRole'],
        'an impossible date': ['2030-01-15', '2030-02-30', 'sr:ExecutionDateTime'],
        'two dates': [/<sr:ExecutionDateTime>.*<\/sr:ExecutionDateTime>/, '$&$&', 'sr:ExecutionDateTime'],
        'an empty date': ['>2030-01-15T00:00:00Z<', '><', 'sr:ExecutionDateTime'],
        'a date behind the role': [/(<sr:ExecutionDateTime>.*)\s*(<sr:RemotePartyRole>.*)/, '$2$1', 'sr:ExecutionDateTime'],
        'a negative floor': ['>0<', '>-1<', 'sr:RemotePartyFloorSeqNumber'],
        'a floor beyond 63 bits': ['>5<', '>9223372036854775808<', 'sr:RemotePartyPrepaymentTopUpFloorSeqNumber'],
        'floors in another order': [/(<sr:RemotePartyFloorSeqNumber>0<\/sr:RemotePartyFloorSeqNumber>)(<sr:RemotePartyPrepaymentTopUpFloorSeqNumber>5<\/sr:RemotePartyPrepaymentTopUpFloorSeqNumber>)/, '$2$1', 'sr:RemotePartyFloorSeqNumber'],
        'no ReplacementCertificates': [/<sr:ReplacementCertificates>[^]*<\/sr:ReplacementCertificates>/, '', 'sr:CertificationPathCertificates'],
        'two of ReplacementCertificates': [/<sr:ReplacementCertificates>[^]*<\/sr:ReplacementCertificates>/, '$&$&', 'sr:ReplacementCertificates'],
        'a certificate twice': [/<sr:KeyAgreementCertificate>.*<\/sr:KeyAgreementCertificate>/, '$&$&', 'sr:KeyAgreementCertificate'],
        'certificates in another order': [/(<sr:DigitalSigningCertificate>.*)\s*(<sr:KeyAgreementCertificate>.*)/, '$2$1', 'sr:DigitalSigningCertificate'],
        'an unknown certificate': ['</sr:KeyAgreementTopUpCertificate>', '$&<sr:OtherCertificate>AAAA</sr:OtherCertificate>', 'sr:OtherCertificate'],
        'a certificate of another namespace': [/sr:KeyAgreementCertificate/g, 'ds:KeyAgreementCertificate', 'ds:KeyAgreementCertificate'],
        'an empty certificate': ['>AAAA<', '><', 'sr:DigitalSigningCertificate'],
        'a blank certificate': ['>AAAA<', '> \n <', 'sr:DigitalSigningCertificate'],
        'a certificate that holds an element': ['>AAAA<', '><sr:a/><', 'sr:DigitalSigningCertificate'],
        'a certificate with a reference': ['>AAAA<', '>AAA&#65;<', 'sr:DigitalSigningCertificate'],
        'an attribute of a certificate': ['<sr:DigitalSigningCertificate>', '<sr:DigitalSigningCertificate encoding="hex">', 'sr:DigitalSigningCertificate'],
        'xsi:nil on a certificate': ['<sr:DigitalSigningCertificate>', '<sr:DigitalSigningCertificate xsi:nil="true">', 'sr:DigitalSigningCertificate'],
        'no certificates': [/<sr:(DigitalSigning|KeyAgreement|KeyAgreementTopUp)Certificate>.*/g, '', block],
        'no certification path': [/<sr:CertificationPathCertificates>[^]*<\/sr:CertificationPathCertificates>/, '', 'sr:ApplyTimeBasedCPVChecks'],
        'an empty certification path': [/<sr:Certificate>.*<\/sr:Certificate>/, '', 'sr:CertificationPathCertificates'],
        'four in the certification path': [/<sr:Certificate>.*<\/sr:Certificate>/, '$&$&$&$&', 'sr:CertificationPathCertificates'],
        'an empty certificate in the path': ['>DDDD<', '><', 'sr:Certificate'],
        'something else in the path': ['</sr:Certificate>', '$&<sr:More/>', 'sr:More'],
        'no ApplyTimeBasedCPVChecks': [/<sr:ApplyTimeBasedCPVChecks>.*/, '', srv === '6.21' ? 'sr:RequestHandoverOfDCCControlledDevice' : 'sr:UpdateSecurityCredentialsKRP'],
        'ApplyTimeBasedCPVChecks that is no boolean': ['>true<', '>TRUE<', 'sr:ApplyTimeBasedCPVChecks'],
        'more behind it': ['</sr:ApplyTimeBasedCPVChecks>', '$&<sr:More/>', 'sr:More'],
      };
      for (const [what, [from, to, element]] of Object.entries(changes)) {
        it(`are not decidable with ${what}`, () => {
          const xml = plain.replace(from, to);
          expect(xml).not.to.equal(plain);
          const { code, places } = refusalOf(() => read(xml));
          expect(code).to.equal('not-decidable');
          expect(places[0]?.at).to.match(new RegExp(`^line \\d+, element ${element}$`));
        });
      }
    });
  }

  it('need no DigitalSigningCertificate in a 6.15.1, but do in a 6.21', () => {
    expect(read(serviceRequestXml({ srv: '6.15.1', certificates: [agreement] })).certificates).to.deep.equal([agreement]);
    expect(refusalOf(() => read(serviceRequestXml({ srv: '6.21', certificates: [agreement] }))).places[0]?.problem).to.equal('it lacks sr:DigitalSigningCertificate');
  });

  it('are told apart from none at all', () => {
    expect(refusalOf(() => read(serviceRequestXml({ srv: '6.15.1', certificates: [] }))).places[0]?.problem).to.equal('it places no certificate');
    expect(refusalOf(() => read(serviceRequestXml({ srv: '6.21', certificates: [] }))).places[0]?.problem).to.equal('it places no certificate');
  });

  it('are wrapped in a 6.15.1 only', () => {
    const wrapped = serviceRequestXml({ srv: '6.15.1' });
    const unwrapped = wrapped.replace(/<\/?sr:SupplierOrNetworkOperatorCertificates>/g, '');
    expect(refusalOf(() => read(unwrapped)).code).to.equal('not-decidable');
    expect(refusalOf(() => read(wrapped.replaceAll('6.15', '6.21').replaceAll('6.21.1', '6.21').replaceAll('UpdateSecurityCredentialsKRP', 'RequestHandoverOfDCCControlledDevice'))).code).to.equal('not-decidable');
    const twice = wrapped.replace(/<sr:SupplierOrNetworkOperatorCertificates>[^]*<\/sr:SupplierOrNetworkOperatorCertificates>/, '$&$&');
    expect(refusalOf(() => read(twice)).places[0]?.at).to.match(/element sr:SupplierOrNetworkOperatorCertificates$/);
  });
});
