import { expect } from 'chai';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { wordingPlaceholders } from '../../src/configuration/schema.js';
import { certificate, device, epn, party, parties, request, spd, stranger, unreadable } from '../facts/estate.js';
import { asking, type Deciding, decideOver, wording } from './decision-parts.js';

async function messageOf(parts: Partial<ServiceRequest>, deciding: Deciding = {}): Promise<string> {
  return (await decideOver(deciding).decide(request(parts), asking)).record.message;
}

const all = wordingPlaceholders.map((name) => `${name}={${name}}`).join('; ');
const everyReason = Object.fromEntries(Object.keys(wording).map((reason) => [reason, all]));

describe('the sentence for a person', () => {
  const sentences: readonly (readonly [what: string, parts: Partial<ServiceRequest>, message: string])[] = [
    ['verified', {}, 'Every Network Operator certificate in this 6.21 belongs to EPN, the Network Operator responsible for device 00-DB-12-34-56-78-90-01.'],
    ['wrong operator', { certificates: [certificate('DigitalSigning'), certificate('KeyAgreement', { owner: spd })] }, 'This 6.21 places DigitalSigning (network operator 03, 90-B3-D5-1F-30-02-00-00, of EPN), KeyAgreement (network operator 03, 90-B3-D5-1F-30-07-00-00, of SPD), but the Network Operator responsible for device 00-DB-12-34-56-78-90-01 is EPN, registered as EELC.'],
    ['unknown owner', { certificates: [certificate('DigitalSigning', { owner: stranger })] }, 'This 6.21 places DigitalSigning (network operator 03, 90-B3-D5-1F-30-FF-00-00, of nobody in the directory), and a certificate of nobody in the directory cannot be shown to belong to EPN, registered as EELC, who is responsible for device 00-DB-12-34-56-78-90-01.'],
    ['another role', { certificates: [certificate('DigitalSigning', { ou: '87' })] }, 'This 6.21 places in the Network Operator\'s cell of device 00-DB-12-34-56-78-90-01 what is no Network Operator certificate: DigitalSigning: its OU is 87.'],
    ['unreadable', { certificates: [unreadable('DigitalSigning'), certificate('KeyAgreement')] }, 'This 6.21 places a certificate on device 00-DB-12-34-56-78-90-01 that cannot be read as an SMKI Organisation certificate: DigitalSigning: `rubbish` is no certificate.'],
    ['for the other use', { certificates: [certificate('DigitalSigning', { keyUsage: 'keyAgreement' })] }, 'This 6.21 places a certificate on device 00-DB-12-34-56-78-90-01 that cannot be read as an SMKI Organisation certificate: DigitalSigning: its key usage is keyAgreement.'],
    ['unverified', { target: '00-DB-12-34-56-78-FF-FF' }, 'This 6.21 was not verified, because it cannot be established which Network Operator is responsible for device 00-DB-12-34-56-78-FF-FF.'],
    ['not applicable', { remotePartyRole: 'Supplier' }, 'The check does not apply to this request: 6.21, command variant 1, Remote Party Role Supplier, User Role IS, device type not looked up.'],
    ['exempt', { srv: '6.15.1', commandVariant: 4, originator: '90-B3-D5-1F-30-02-00-00' }, 'This 6.15.1 was sent by a Network Operator (90-B3-D5-1F-30-02-00-00, User Role ED), whose own requests are exempt.'],
  ];
  for (const [what, parts, message] of sentences) {
    it(what, async () => {
      expect(await messageOf(parts)).to.equal(message);
    });
  }

  it('can hold every placeholder that configuration allows', async () => {
    const message = await messageOf({ certificates: [certificate('DigitalSigning', { owner: spd })] }, { wording: everyReason });
    expect(message).to.not.match(/[{}]/);
    expect(message).to.contain('supplierParty=BRIGHT; ').and.to.contain('owners=SPD; ').and.to.contain('userRole=IS');
  });

  it('has words for what was not looked up', async () => {
    const message = await messageOf({ srv: '8.2', remotePartyRole: undefined, certificates: [] }, { wording: everyReason });
    expect(message).to.not.match(/undefined|null|[{}]/);
    expect(message).to.contain('responsibleParty=a party outside the directory').and.to.contain('certificates=none').and.to.contain('deviceType=not looked up');
  });

  it('has words for what was looked up and is unknown', async () => {
    const message = await messageOf({ originator: '00-DB-12-34-56-78-90-A9', srv: '6.15.1', commandVariant: 4, certificates: [unreadable('DigitalSigning')] }, { wording: everyReason });
    expect(message).to.contain('userRole=unknown').and.to.contain('supplierParty=an unknown party');
    const onGpf = await messageOf({ srv: '6.15.1', commandVariant: 4 }, { wording: everyReason, estate: { devices: [device({ type: 'GPF' })] } });
    expect(onGpf).to.contain('deviceType=GPF');
    const rubbish = await messageOf({ certificates: [unreadable('DigitalSigning'), certificate('KeyAgreement')] }, { wording: everyReason });
    expect(rubbish).to.contain('certificates=DigitalSigning (unreadable), KeyAgreement (network operator 03').and.to.contain('owners=nobody in the directory, EPN');
    const nobodys = await messageOf({ target: '00-DB-12-34-56-78-FF-FF' }, { wording: everyReason });
    expect(nobodys).to.contain('deviceType=unknown');
  });

  it('takes names as they are, whatever is in them', async () => {
    const odd = party('epn', { ...epn, name: '$& {mpxn} {target} $1' });
    const message = await messageOf({}, { estate: { parties: [odd, ...parties.slice(1)] } });
    expect(message).to.equal('Every Network Operator certificate in this 6.21 belongs to $& {mpxn} {target} $1, the Network Operator responsible for device 00-DB-12-34-56-78-90-01.');
  });

  it('is the meaning that the policy gives the reason where configuration has no sentence', async () => {
    expect(await messageOf({}, { wording: {} })).to.equal('every Network Operator certificate in the request belongs to the responsible Network Operator');
  });
});
