import { expect } from 'chai';
import type { AuditRecord } from '../../src/audit/record.js';
import { Fault } from '../../src/domain/fault.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { certificate, request, spd, unreadable } from '../facts/estate.js';
import { asking, type Deciding, decideOver, shippedRules } from './decision-parts.js';

async function recordOf(parts: Partial<ServiceRequest>, deciding: Deciding = {}): Promise<AuditRecord> {
  return (await decideOver(deciding).decide(request(parts), asking)).record;
}

describe('the record of a decision', () => {
  it('says all that the request said', async () => {
    const sent = { requestId: '90-b3-d5-1f-30-01-00-00:00-DB-12-34-56-78-90-01:1001', contentDigest: 'digest', srv: '6.15.1', serviceReference: '6.15', commandVariant: 4, schemaVersion: '5.3', executionDateTime: Date.UTC(2027, 0, 1) };
    const { request: { certificates, ...said } } = await recordOf(sent);
    expect(said).to.deep.equal({ ...sent, requestKey: '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-01:1001', originator: '90-B3-D5-1F-30-01-00-00', target: '00-DB-12-34-56-78-90-01', remotePartyRole: 'NetworkOperator', executionDateTime: '2027-01-01T00:00:00.000Z' });
    expect(certificates.map(({ use, thumbprint }) => [use, thumbprint])).to.deep.equal([
      ['DigitalSigning', 'thumbprint of 90-B3-D5-1F-30-02-00-00 03 digitalSignature'], ['KeyAgreement', 'thumbprint of 90-B3-D5-1F-30-02-00-00 03 keyAgreement'],
    ]);
  });

  it('is null where the request said nothing', async () => {
    const { request: said, supplierParty, evidence } = await recordOf({ originator: '00-00-00-00-00-00-00-01', remotePartyRole: undefined, certificates: [unreadable('DigitalSigning')] });
    expect(said).to.include({ remotePartyRole: null, executionDateTime: null });
    expect(said.certificates).to.deep.equal([{ use: 'DigitalSigning', thumbprint: null, remotePartyRoleCode: null, entityId: null, keyUsage: null, owner: null, cause: '`rubbish` is no certificate' }]);
    expect(supplierParty).to.equal(null);
    expect(evidence.userRole).to.equal(null);
  });

  it('names the rule set that decided, and the decision that the RequestID had before', async () => {
    const { decide } = decideOver();
    const { record: first } = await decide(request({ contentDigest: 'first' }), asking);
    const { record: second } = await decide(request({ contentDigest: 'second', certificates: [certificate('DigitalSigning', { owner: spd })] }), asking);
    expect(first).to.include({ ruleSetVersion: shippedRules.version, requestIdReused: false, firstDecisionId: null });
    expect(second).to.include({ ruleSetVersion: shippedRules.version, requestIdReused: true, firstDecisionId: first.decisionId });
  });

  it('words the cause by the title of the rule where no certificate is one, and without a rule by the store', async () => {
    const wording = { verified: 'because: {cause}', unavailable: 'because: {cause}' };
    const { message, rule } = await recordOf({}, { wording });
    expect(message).to.equal(`because: ${rule?.title ?? ''}`);
    const reference = { findDevice: (): never => { throw new Fault('store-unavailable', 'gone'); } };
    expect((await recordOf({}, { wording, reference, whenUnavailable: 'permit' })).message).to.equal('because: a store did not answer');
  });
});
