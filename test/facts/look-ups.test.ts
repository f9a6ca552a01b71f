import { expect } from 'chai';
import { createFactSheet } from '../../src/facts/fact-sheet.js';
import type { LookUps } from '../../src/facts/look-ups.js';
import { type Asking, bright, certificate, dcc, device, epn, lookUpsOf, now, period, spd, stranger, unreadable } from './estate.js';

async function factOf(name: string, asking: Asking): Promise<unknown> {
  return createFactSheet(lookUpsOf(asking).lookUps).valueOf(name);
}

const day = 86_400_000;

describe('what is looked up', () => {
  const askings: readonly (readonly [fact: string, asked: readonly string[]])[] = [
    ['srv', []],
    ['cancellation', []],
    ['userRole', ['directory']],
    ['originatorKind', ['directory']],
    ['device', ['device 00-DB-12-34-56-78-90-01']],
    ['enforcement', ['device 00-DB-12-34-56-78-90-01']],
    ['mpxn', ['device 00-DB-12-34-56-78-90-01']],
    ['registrationData', []],
    ['registration', ['registration as of', 'device 00-DB-12-34-56-78-90-01', 'directory', 'registration of 1000000000012']],
    ['certificates', ['directory']],
    ['networkOperatorMatch', ['directory', 'registration as of', 'device 00-DB-12-34-56-78-90-01', 'registration of 1000000000012']],
  ];
  for (const [fact, expected] of askings) {
    it(`for ${fact}: ${expected.length === 0 ? 'nothing' : expected.join(', ')}`, async () => {
      const { lookUps, asked } = lookUpsOf();
      await createFactSheet(lookUps).valueOf(fact);
      expect(asked).to.deep.equal(expected);
    });
  }

  it('is told without looking', async () => {
    const { lookUps, asked } = lookUpsOf();
    expect(lookUps.settled).to.deep.equal({});
    await lookUps.meterPoint();
    expect(Object.keys(lookUps.settled)).to.have.members(['device', 'meterPoint']);
    expect(asked).to.have.length(1);
  });

  it('is the same object each time', async () => {
    const { lookUps } = lookUpsOf();
    const ways: readonly (keyof LookUps & ('sender' | 'device' | 'meterPoint' | 'responsibleOperator' | 'certificates'))[] = ['sender', 'device', 'meterPoint', 'responsibleOperator', 'certificates'];
    for (const way of ways) expect(await lookUps[way](), way).to.equal(await lookUps[way]());
  });
});

describe('facts of the sender come from the directory, never from the message alone', () => {
  const senders: readonly (readonly [what: string, originator: string, role: string, kind: string, party: string])[] = [
    ['a User ID', '90-B3-D5-1F-30-01-00-00', 'IS', 'supplier', 'bright'],
    ['a User ID of a distributor', '90-B3-D5-1F-30-02-00-00', 'ED', 'network-operator', 'epn'],
    ['an EUI-64 of a party that is no User ID', '90-B3-D5-1F-30-01-00-01', 'unknown', 'supplier', 'bright'],
    ['the DCC, which has no User ID', '90-B3-D5-1F-30-00-00-02', 'unknown', 'dcc', 'dcc'],
    ['nobody', '90-B3-D5-1F-30-FF-00-00', 'unknown', 'unknown', 'unknown'],
  ];
  for (const [what, originator, ...expected] of senders) {
    it(what, async () => {
      const asking = { request: { originator } };
      expect(await Promise.all(['userRole', 'originatorKind', 'originatorParty'].map(async (name) => factOf(name, asking)))).to.deep.equal(expected);
    });
  }
});

describe('facts of the request', () => {
  it('an SRV that DUIS V5.4 does not list is `other`', async () => {
    expect([await factOf('srv', { request: { srv: '6.21' } }), await factOf('srv', { request: { srv: '9.9' } })]).to.deep.equal(['6.21', 'other']);
  });

  it('only the very instant cancels', async () => {
    const cancelled = Date.UTC(3000, 11, 31);
    const instants = [cancelled, cancelled + 1, cancelled - 1, undefined];
    expect(await Promise.all(instants.map(async (executionDateTime) => factOf('cancellation', { request: { executionDateTime } })))).to.deep.equal([true, false, false, false]);
  });

  it('a request that names no role has `none`', async () => {
    expect(await factOf('remotePartyRole', { request: { remotePartyRole: undefined } })).to.equal('none');
  });
});

describe('facts of the device', () => {
  const devices: readonly (readonly [what: string, parts: Parameters<typeof device>[0], fuel: string, mpxn: string])[] = [
    ['an ESME', { type: 'ESME' }, 'electricity', 'known'],
    ['a GPF', { type: 'GPF', importMpxn: undefined }, 'gas', 'unknown'],
    ['a GSME', { type: 'GSME', importMpxn: '3000000103' }, 'gas', 'known'],
    ['a display', { type: 'PPMID', importMpxn: undefined }, 'none', 'unknown'],
  ];
  for (const [what, parts, fuel, mpxn] of devices) {
    it(what, async () => {
      const asking = { estate: { devices: [device(parts)] } };
      expect([await factOf('deviceType', asking), await factOf('fuel', asking), await factOf('mpxn', asking)]).to.deep.equal([parts?.type, fuel, mpxn]);
    });
  }

  it('one that is not in the inventory, and one without a status', async () => {
    const none = { estate: { devices: [] } };
    expect(await Promise.all(['device', 'deviceType', 'deviceStatus', 'fuel', 'mpxn'].map(async (name) => factOf(name, none)))).to.deep.equal(Array(5).fill('unknown'));
    expect(await factOf('deviceStatus', { estate: { devices: [device({ status: undefined })] } })).to.equal('unknown');
  });

  it('enforcement is that of SRV and device type, and `enforce` where none is configured', async () => {
    const settings = { enforcement: { '6.21': { ESME: 'observe' as const } } };
    expect(await factOf('enforcement', { settings })).to.equal('observe');
    expect(await factOf('enforcement', { settings, request: { srv: '6.15.1' } })).to.equal('enforce');
    expect(await factOf('enforcement', { settings, estate: { devices: [device({ type: 'GPF' })] } })).to.equal('enforce');
    expect(await factOf('enforcement', { settings, estate: { devices: [] } }), 'where no type is enforced, an unknown device is not').to.equal('observe');
    expect(await factOf('enforcement', { settings: { enforcement: { '6.21': { ESME: 'off', GPF: 'enforce' } } }, estate: { devices: [] } }), 'the strictest').to.equal('enforce');
    expect(await factOf('enforcement', { settings: { enforcement: { '6.21': { ESME: 'off', GPF: 'observe' } } }, estate: { devices: [] } }), 'the strictest').to.equal('observe');
    expect(await factOf('enforcement', { settings: { enforcement: { '6.21': { ESME: 'off', GPF: 'off' } } }, estate: { devices: [] } }), 'where every type is off, an unknown device is').to.equal('off');
  });
});

describe('the age of registration data', () => {
  const ages: readonly (readonly [what: string, limit: number | null, asOf: number | undefined, expected: string])[] = [
    ['no limit', null, 0, 'current'],
    ['no limit, and never imported', null, undefined, 'current'],
    ['just within the limit', 30, now - 30 * day, 'current'],
    ['a moment beyond', 30, now - 30 * day - 1, 'stale'],
    ['never imported', 30, undefined, 'stale'],
    ['imported by a clock that was ahead', 30, now + day, 'current'],
  ];
  for (const [what, registrationMaxAgeDays, registrationAsOf, expected] of ages) {
    it(what, async () => {
      expect(await factOf('registrationData', { settings: { registrationMaxAgeDays }, estate: { registrationAsOf } })).to.equal(expected);
    });
  }
});

describe('facts of the certificates', () => {
  const ds = (owner = epn, ou = '03', keyUsage?: string) => certificate('DigitalSigning', { owner, ou, ...(keyUsage && { keyUsage }) });
  const ka = (owner = epn, ou = '03', keyUsage?: string) => certificate('KeyAgreement', { owner, ou, ...(keyUsage && { keyUsage }) });
  const sets: readonly (readonly [what: string, certificates: readonly ReturnType<typeof ds>[], expected: readonly string[]])[] = [
    ['two of the right operator', [ds(), ka()], ['readable', 'as-declared', 'network-operator', 'match']],
    ['none', [], ['none', 'as-declared', 'none', 'none']],
    ['one that cannot be read', [ds(), unreadable('KeyAgreement')], ['unreadable', 'as-declared', 'network-operator', 'match']],
    ['only one that cannot be read', [unreadable('DigitalSigning')], ['unreadable', 'as-declared', 'none', 'none']],
    ['one for the other use', [ds(), ka(epn, '03', 'digitalSignature')], ['readable', 'swapped', 'network-operator', 'match']],
    ['a third for key agreement of top ups', [certificate('KeyAgreementTopUp')], ['readable', 'as-declared', 'network-operator', 'match']],
    ['one of another operator', [ds(), ka(spd)], ['readable', 'as-declared', 'network-operator', 'mismatch']],
    ['recovery and ACB', [ds(dcc, '01'), ka(dcc, '04')], ['readable', 'as-declared', 'recovery', 'none']],
    ['ACB beside another operator', [ds(spd), ka(dcc, '04')], ['readable', 'as-declared', 'network-operator', 'mismatch']],
    ['a Supplier beside the right operator', [ds(bright, '02'), ka()], ['readable', 'as-declared', 'other', 'match']],
    ['the right EUI-64 for XML signing', [ds(epn, '87')], ['readable', 'as-declared', 'other', 'none']],
    ['a stranger beside the right one', [ds(), ka(stranger)], ['readable', 'as-declared', 'network-operator', 'owner-unknown']],
    ['a stranger beside a wrong one', [ds(spd), ka(stranger)], ['readable', 'as-declared', 'network-operator', 'mismatch']],
  ];
  for (const [what, certificates, expected] of sets) {
    it(what, async () => {
      const names = ['certificates', 'certificateUse', 'certificateRole', 'networkOperatorMatch'];
      expect(await Promise.all(names.map(async (name) => factOf(name, { request: { certificates } })))).to.deep.equal(expected);
    });
  }

  it('without a responsible operator there is nothing to compare with', async () => {
    expect(await factOf('networkOperatorMatch', { estate: { registrations: {} } })).to.equal('operator-unknown');
    const unlisted = { registrations: { '1000000000012': [period('GONE', '2019-04-01')] } };
    expect(await factOf('networkOperatorMatch', { estate: unlisted, request: { certificates: [ds(stranger)] } })).to.equal('operator-unknown');
    expect(await factOf('networkOperatorMatch', { estate: unlisted }), 'another known party cannot be it').to.equal('mismatch');
    expect(await factOf('responsibleParty', { estate: unlisted })).to.equal('unknown');
    expect(await factOf('registration', { estate: unlisted })).to.equal('known');
  });
});
