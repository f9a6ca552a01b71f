import { expect } from 'chai';
import { headingOf } from '../../src/audit/heading-of.js';
import type { AuditRecord } from '../../src/audit/record.js';
import { auditRecord } from '../store/audit-records.js';

const placing = (...certificates: readonly (readonly [owner: string | null, cause?: string])[]): Partial<AuditRecord['request']> => ({
  certificates: certificates.map(([owner, cause = null]) => ({ use: 'DigitalSigning', thumbprint: null, remotePartyRoleCode: '03', entityId: null, owner, cause })),
});
const rejected = { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106', counted: true } as const;
const told = { reason: 'wrong-network-operator', responseCode: 'E062106' };
const observed = { decision: 'reject', ...told } as const;

describe('what a decision is counted under', () => {
  it('is everything that a report tells apart', () => {
    expect(headingOf(auditRecord(1, rejected, placing(['npg'])))).to.deep.equal({
      repeated: false, supplier: 's1', originator: '90-B3-D5-1F-30-01-00-00', srv: '6.21', deviceType: 'ESME', decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106',
      counted: true, observed: null, rule: { id: 'r', title: 't' }, responsible: 'epn', placed: ['npg'],
    });
  });

  it('is nothing that anybody can make up', () => {
    const { supplier, originator, srv, rule } = headingOf(auditRecord(1, { supplierParty: null, rule: null }, { srv: '6.99' }));
    expect({ supplier, originator, srv, rule }).to.deep.equal({ supplier: null, originator: null, srv: 'other', rule: null });
  });

  it('says whose certificates were placed in whose stead, of what is or would be held back, and of nothing else', () => {
    const [permitted, held, switched] = [{}, rejected, { reason: observed.reason, observed }].map((outcome) =>
      headingOf(auditRecord(1, outcome, placing(['npg'], ['epn'], ['a'], [null], [null, 'rubbish'], ['npg'], ['b', 'rubbish']))));
    expect([permitted!.responsible, permitted!.placed]).to.deep.equal([null, []]);
    for (const each of [held!, switched!]) expect([each.responsible, each.placed]).to.deep.equal(['epn', ['a', 'npg', 'unknown']]);
    const nobody = { userRole: null, deviceType: null, deviceStatus: null, mpxn: null, registeredOperator: null, responsibleParty: null };
    expect(headingOf(auditRecord(1, { ...rejected, evidence: nobody }, placing(['npg'])))).to.include({ responsible: null, deviceType: null }).and.to.have.deep.property('placed', ['npg']);
  });

  it('tells a check that is switched to observe from a rule that is', () => {
    expect(headingOf(auditRecord(1, { reason: observed.reason, observed })).observed).to.deep.equal({ by: 'switch', ...told });
    expect(headingOf(auditRecord(1, { reason: 'verified', observed })).observed).to.deep.equal({ by: 'rule', ...told });
  });
});
