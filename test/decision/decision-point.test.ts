import { expect } from 'chai';
import type { AttemptRecord, AuditRecord } from '../../src/audit/record.js';
import { Fault } from '../../src/domain/fault.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { certificate, device, now, period, request, spd, unreadable } from '../facts/estate.js';
import { asking, createKept, type Deciding, decideOver } from './decision-parts.js';

const wrong = [certificate('DigitalSigning', { owner: spd }), certificate('KeyAgreement', { owner: spd })];

async function recordOf(parts: Partial<ServiceRequest>, deciding: Deciding = {}): Promise<AuditRecord> {
  return (await decideOver(deciding).decide(request(parts), asking)).record;
}

async function faultOf(decided: Promise<unknown>): Promise<Fault> {
  const cause = await decided.then(() => 'a decision', (each: unknown) => each);
  expect(cause).to.be.instanceOf(Fault);
  return cause as Fault;
}

function numbered(counter: number, parts: Partial<ServiceRequest> = {}): ServiceRequest {
  return request({ counter: BigInt(counter), requestId: `90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-01:${counter}`, ...parts });
}

describe('a decision', () => {
  it('is recorded, whole, before it is answered', async () => {
    const { decide, kept } = decideOver();
    const { record, attempt, explanation } = await decide(request({ certificates: wrong }), asking);
    expect(kept.records).to.deep.equal([record]);
    expect([attempt, explanation]).to.deep.equal([undefined, undefined]);
    expect(record).to.deep.include({ decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106', counted: true, supplierParty: 'bright', via: 'http', observed: null, requestIdReused: false, decidedAt: '2026-11-20T10:00:00.000Z', registrationAsOf: '2026-11-19T02:00:00.000Z' });
    expect(record.evidence).to.deep.equal({ userRole: 'IS', deviceType: 'ESME', deviceStatus: 'Commissioned', mpxn: '1000000000012', registeredOperator: 'EELC', responsibleParty: 'epn' });
    expect(record.request.certificates[0]).to.include({ use: 'DigitalSigning', remotePartyRoleCode: '03', entityId: '90-B3-D5-1F-30-07-00-00', keyUsage: 'digitalSignature', owner: 'spd', cause: null });
    expect(record.rule).to.deep.equal({ id: 'handover-places-registered-operator', title: 'A handover places the certificates of the Network Operator registered for the meter point', source: 'SECMP0063 PIA v0.3, 3.2 DSP Solution' });
    expect(record.decisionId).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
  });

  it('is not answered until it is recorded', async () => {
    const events: string[] = [];
    let finish = (): void => undefined;
    const writing = new Promise<void>((resolve) => { finish = resolve; });
    const { kept } = decideOver();
    const { store } = kept;
    const slow = { ...kept, store: { ...store, append: async (records: readonly AuditRecord[]) => { await writing; events.push('recorded'); return store.append(records); } } };
    const decided = decideOver({ kept: slow }).decide(request(), asking).then(() => events.push('answered'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events).to.deep.equal([]);
    finish();
    await decided;
    expect(events).to.deep.equal(['recorded', 'answered']);
  });

  it('is that of another process, where it made one for the same request meanwhile', async () => {
    const { record: theirs } = await decideOver().decide(request(), asking);
    const kept = createKept();
    const overtaking = {
      ...kept,
      store: {
        ...kept.store,
        append: (entries: readonly (AttemptRecord | AuditRecord)[]) => {
          if (kept.records.length > 0) return kept.store.append(entries);
          kept.records.push(theirs);
          return entries;
        },
      },
    };
    const { record, attempt } = await decideOver({ kept: overtaking }).decide(request(), asking);
    expect(record).to.equal(theirs);
    expect(attempt?.decisionId).to.equal(theirs.decisionId);
    expect([kept.records, kept.attempts]).to.deep.equal([[theirs], [attempt]]);
  });

  it('is none where it cannot be recorded, and leaves nothing behind', async () => {
    let isFull = true;
    const kept = createKept(() => isFull);
    const { decide } = decideOver({ kept });
    const fault = await faultOf(decide(request(), asking));
    expect(fault).to.include({ code: 'audit-unavailable', message: 'the decision could not be recorded' });
    expect((fault.cause as Error).message).to.equal('the disk is full');
    expect(kept.records).to.deep.equal([]);
    isFull = false;
    expect((await decide(request(), asking)).attempt).to.equal(undefined);
    expect(kept.records).to.have.length(1);
  });

  it('is none where the audit cannot be read', async () => {
    const kept = createKept();
    kept.store.findEarlier = () => { throw new Fault('audit-unavailable', 'gone'); };
    expect(await faultOf(decideOver({ kept }).decide(request(), asking))).to.include({ code: 'audit-unavailable' });
    expect(kept.records).to.deep.equal([]);
  });

  it('is none where configuration has no response code for it', async () => {
    const { decide, kept } = decideOver({ responseCodes: {} });
    expect(await faultOf(decide(request({ certificates: wrong }), asking))).to.include({ code: 'no-rule-decides', message: 'configuration has no response code for wrong-network-operator on 6.21: add it under responseCodes' });
    expect(kept.records).to.deep.equal([]);
  });

  it('is none before the rules are in force', async () => {
    const { decide, kept } = decideOver({ now: () => Date.UTC(2020, 10, 4) });
    expect(await faultOf(decide(request(), asking))).to.include({ code: 'no-rule-decides' });
    expect(kept.records).to.deep.equal([]);
  });
});

describe('the same request again', () => {
  it('is answered from its record: the same decision, nothing looked up, and recorded as an attempt', async () => {
    const { decide, kept, asked } = decideOver();
    const first = await decide(request({ certificates: wrong }), asking);
    const before = asked.length;
    const again = await decide(request({ certificates: wrong }), { ...asking, via: 'batch' });
    expect(again).to.deep.include({ record: first.record, explanation: undefined });
    expect(again.attempt).to.deep.include({ kind: 'attempt', decisionId: first.record.decisionId, via: 'batch', attemptedAt: '2026-11-20T10:00:00.000Z' });
    expect(again.attempt?.countedAs).to.include({ repeated: true, reason: 'wrong-network-operator', counted: true });
    expect(kept.attempts).to.deep.equal([again.attempt]);
    expect(asked).to.have.length(before);
    expect(kept.records).to.have.length(1);
  });

  it('also when the world has changed since', async () => {
    const kept = createKept();
    const first = await decideOver({ kept }).decide(request({ certificates: wrong }), asking);
    const later = decideOver({ kept, now: () => now + 86_400_000, estate: { registrations: { '1000000000012': [period('SPOW', '2019-01-01')] } } });
    expect((await later.decide(request({ certificates: wrong }), asking)).record).to.equal(first.record);
  });

  it('twenty times at once is one decision and one record', async () => {
    const { decide, kept } = decideOver();
    const decided = await Promise.all(Array.from({ length: 20 }, async () => decide(request(), asking)));
    expect(new Set(decided.map(({ record }) => record.decisionId)).size).to.equal(1);
    expect(decided.filter(({ attempt }) => attempt === undefined)).to.have.length(1);
    expect(kept.records).to.have.length(1);
  });

  it('twenty times at once, the first of which cannot be recorded, is one decision by the second', async () => {
    let attempts = 0;
    const kept = createKept(() => (attempts += 1) === 1);
    const { decide } = decideOver({ kept });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, async () => decide(request(), asking)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).to.have.length(1);
    expect(kept.records).to.have.length(1);
  });

  it('is told by its RequestID in any spelling', async () => {
    const { decide, kept } = decideOver();
    const first = request();
    await decide(first, asking);
    expect((await decide({ ...first, requestId: first.requestId.toLowerCase() }, asking)).attempt).to.include({ decisionId: kept.records[0]?.decisionId });
    expect(kept.records).to.have.length(1);
  });

  it('with other content is another decision, and flagged; each is repeated from its own record', async () => {
    const { decide, kept } = decideOver();
    const right = request({ contentDigest: 'right' });
    const other = request({ contentDigest: 'other', certificates: wrong });
    const decided = [await decide(right, asking), await decide(other, asking), await decide(right, asking), await decide(other, asking)];
    expect(decided.map(({ record: { decision, requestIdReused }, attempt }) => [decision, requestIdReused, attempt !== undefined])).to.deep.equal([
      ['permit', false, false], ['reject', true, false], ['permit', false, true], ['reject', true, true],
    ]);
    expect(kept.records).to.have.length(2);
  });

  it('does not keep others waiting', async () => {
    let finish = (): void => undefined;
    const stuck = new Promise<undefined>((resolve) => { finish = () => { resolve(undefined); }; });
    const { decide } = decideOver({ reference: { findDevice: (id) => (id === 'stuck' ? stuck : device()) } });
    const waiting = decide(numbered(1, { target: 'stuck' }), asking);
    expect((await decide(numbered(2), asking)).record.reason).to.equal('verified');
    finish();
    expect((await waiting).record.reason).to.equal('unverified');
  });
});

describe('where data cannot be looked up', () => {
  const gone = { findDevice: (): never => { throw new Fault('store-unavailable', 'gone'); } };

  it('there is no decision', async () => {
    const { decide, kept } = decideOver({ reference: gone });
    expect(await faultOf(decide(request(), asking))).to.include({ code: 'fact-unavailable', message: 'fact device could not be looked up' });
    expect(kept.records).to.deep.equal([]);
  });

  for (const [whenUnavailable, responseCode] of [['permit', 'I0'], ['reject', 'E062108']] as const) {
    it(`unless configuration says ${whenUnavailable}: recorded as given without a check`, async () => {
      const record = await recordOf({}, { reference: gone, whenUnavailable });
      expect(record).to.deep.include({ decision: whenUnavailable, reason: 'unavailable', responseCode, rule: null, counted: false, observed: null, supplierParty: 'bright' });
      expect(record.facts, 'what was asked before').to.deep.equal({ srv: '6.21', remotePartyRole: 'NetworkOperator', originatorKind: 'supplier', commandVariant: 1, userRole: 'IS', cancellation: false });
      expect(record.message).to.equal('This 6.21 was not checked, because data that the check needs could not be had in time.');
    });
  }

  it('also where only a later look-up fails', async () => {
    const reference = { findRegistration: async (): Promise<never> => Promise.reject(new Fault('store-unavailable', 'gone')) };
    expect(await faultOf(decideOver({ reference }).decide(request(), asking))).to.include({ code: 'fact-unavailable', message: 'fact registration could not be looked up' });
    expect(await recordOf({}, { reference, whenUnavailable: 'permit' })).to.deep.include({ reason: 'unavailable', evidence: { userRole: 'IS', deviceType: 'ESME', deviceStatus: 'Commissioned', mpxn: '1000000000012', registeredOperator: null, responsibleParty: null } });
  });

  it('what is observed is permitted then too', async () => {
    const reference = { findRegistration: (): never => { throw new Fault('store-unavailable', 'gone'); } };
    const record = await recordOf({}, { reference, whenUnavailable: 'reject', settings: { enforcement: { '6.21': { ESME: 'observe' } } } });
    expect(record).to.deep.include({ decision: 'permit', reason: 'unavailable', responseCode: 'I0', observed: { decision: 'reject', reason: 'unavailable', responseCode: 'E062108' } });
  });

  it('what does not need it is decided by its rule', async () => {
    const everything = { ...gone, readDirectory: gone.findDevice, findRegistration: gone.findDevice, registrationAsOf: gone.findDevice };
    for (const whenUnavailable of ['refuse', 'permit', 'reject'] as const) {
      expect(await recordOf({ srv: '8.2', remotePartyRole: undefined, certificates: [] }, { reference: everything, whenUnavailable })).to.include({ decision: 'permit', reason: 'not-applicable' });
      expect(await recordOf({ remotePartyRole: 'Recovery' }, { reference: everything, whenUnavailable })).to.include({ decision: 'permit', reason: 'exempt-recovery' });
    }
  });

  it('what is malformed stays no decision, and so does a gap in the rules', async () => {
    const odd = { findDevice: () => device({ type: 'SAPC' as never }) };
    const { decide, kept } = decideOver({ reference: odd, whenUnavailable: 'permit' });
    expect(await faultOf(decide(request(), asking))).to.include({ code: 'fact-malformed' });
    expect(await faultOf(decideOver({ whenUnavailable: 'permit', now: () => 0 }).decide(request(), asking))).to.include({ code: 'no-rule-decides' });
    expect(kept.records).to.deep.equal([]);
  });

  it('an error of ours is no decision', async () => {
    const reference = { findDevice: (): never => { throw new TypeError('oops'); } };
    const { decide, kept } = decideOver({ reference, whenUnavailable: 'permit' });
    expect(await decide(request(), asking).catch((cause: unknown) => cause)).to.be.instanceOf(TypeError);
    expect(kept.records).to.deep.equal([]);
  });
});

describe('the switches', () => {
  const observe = { enforcement: { '6.21': { ESME: 'observe' as const } } };

  it('observe: what would be rejected is permitted, recorded as such, and not counted', async () => {
    expect(await recordOf({ certificates: wrong }, { settings: observe })).to.deep.include({
      decision: 'permit', reason: 'wrong-network-operator', responseCode: 'I0', enforcement: 'observe', counted: false,
      observed: { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' },
    });
  });

  it('observe: a permit is a permit', async () => {
    expect(await recordOf({}, { settings: observe })).to.deep.include({ decision: 'permit', reason: 'verified', enforcement: 'observe', observed: null });
  });

  it('observe of handovers is none of updates', async () => {
    expect(await recordOf({ srv: '6.15.1', commandVariant: 4, certificates: wrong }, { settings: observe })).to.deep.include({ decision: 'reject', enforcement: 'enforce', responseCode: 'E061510' });
  });

  it('off: not checked', async () => {
    expect(await recordOf({ certificates: [unreadable('DigitalSigning')] }, { settings: { enforcement: { '6.21': { ESME: 'off' } } } })).to.deep.include({ decision: 'permit', reason: 'not-applicable', enforcement: 'off', observed: null });
  });
});
