import { expect } from 'chai';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { bright, certificate, type Estate, device, epn, lpn, parties, period, request, spd, stranger } from '../facts/estate.js';
import { asking, type Deciding, decideOver } from './decision-parts.js';

const year = 365 * 86_400_000;
const now = Date.UTC(2026, 10, 20, 10);
const mpan = '1000000000012';

type Way = readonly [code: string, what: string, deciding: Deciding, parts: Partial<ServiceRequest>, message: string];

const ways: readonly Way[] = [
  ['check-digit', 'an MPAN whose check digit is wrong', { estate: { devices: [device({ importMpxn: '1312345678333' })], registrations: { '1312345678333': [period('EELC', '2019-01-01')] } } }, {}, 'the check digit of the MPAN or MPRN is wrong in the inventory'],
  ['check-digit', 'an MPRN whose check digits are wrong', { estate: { devices: [device({ type: 'GPF', importMpxn: '3000000104' })], registrations: { '3000000104': [period('EELC', '2019-01-01')] } } }, {}, 'the check digit of the MPAN or MPRN is wrong in the inventory'],
  ['mprn-of-hub', 'the MPRN of the GSME beside it', { estate: gasEstate() }, {}, 'the GPF has no MPRN of its own: that of the GSME on the same Communications Hub was used'],
  ['mpan-prefix-used', 'the prefix stood in', { estate: { registrations: {} }, settings: { mpanPrefixFallback: true } }, {}, 'no operator is registered for the MPAN: distributor 10 stood in for it'],
  ['mpan-prefix-disagrees', 'the prefix is another operator\'s', { estate: { registrations: { [mpan]: [period('SPOW', '2019-01-01')] } } }, { certificates: [certificate('DigitalSigning', { owner: spd })] }, 'the MPAN\'s first two digits are those of epn, and SPOW is registered'],
  ['mpxns-disagree', 'MPANs of several operators', { estate: { devices: [device({ exportMpan: '1800000000019' })], registrations: { [mpan]: [period('EELC', '2019-01-01')], '1800000000019': [period('SPOW', '2019-01-01')] } } }, {}, 'the device\'s other MPxNs are registered to SPOW, and EELC decided'],
  ['certificate-expired', 'an expired certificate', { now: () => now + 10 * year }, { certificates: [certificate('DigitalSigning')] }, 'the DigitalSigning certificate expired on 2035-09-01'],
  ['certificate-not-yet-valid', 'a certificate of tomorrow', { now: () => now - 2 * year }, { certificates: [certificate('DigitalSigning')] }, 'the DigitalSigning certificate is valid from 2025-09-01'],
  ['owner-not-in-directory', 'a certificate of nobody', {}, { certificates: [certificate('DigitalSigning', { owner: stranger })] }, 'the EUI-64 90-B3-D5-1F-30-FF-00-00 of the DigitalSigning certificate is allocated to no party of the directory'],
  ['operator-change', 'an operator accepted by grace', { estate: { registrations: { [mpan]: [period('EELC', '2019-01-01', '2026-11-25'), period('SPOW', '2026-11-25')] } }, settings: { operatorChangeGraceDays: 7 } }, { certificates: [certificate('DigitalSigning', { owner: spd })] }, 'spd was accepted for the DigitalSigning certificate because the operator changes within the grace days'],
  ['command-variant', 'certificates in the clear at 5', {}, { srv: '6.15.1', commandVariant: 5 }, 'command variant 5 with certificates in the clear: from 5 to 7 a Signed Pre-Command is expected'],
  ['command-variant', 'certificates at 8', {}, { commandVariant: 8 }, 'command variant 8 with certificates in the clear: no request that places certificates has it'],
];

function gasEstate(): Partial<Estate> {
  const hubId = '00-DB-12-34-56-78-92-01';
  return { devices: [device({ type: 'GPF', importMpxn: undefined, hubId }), device({ id: '00-DB-12-34-56-78-90-02', type: 'GSME', importMpxn: '3000000103', hubId })], registrations: { '3000000103': [period('EELC', '2019-01-01')] } };
}

async function adviceOn(deciding: Deciding, parts: Partial<ServiceRequest>): Promise<readonly { code: string; message: string }[]> {
  return (await decideOver(deciding).decide(request(parts), asking)).record.advice;
}

describe('advice', () => {
  it('says nothing of a Signed Pre-Command, which has no certificates in the clear', async () => {
    expect(await adviceOn({}, { srv: '6.15.1', commandVariant: 5, certificates: [] })).to.deep.equal([]);
  });

  for (const [code, what, deciding, parts, message] of ways) {
    it(`${code}: ${what}`, async () => {
      expect(await adviceOn(deciding, parts)).to.deep.equal([{ code, message }]);
    });
  }

  it('operator-not-in-directory: an operator that is not listed', async () => {
    const advice = await adviceOn({ estate: { registrations: { [mpan]: [period('GONE', '2019-01-01')] } } }, {});
    expect(advice).to.deep.equal([
      { code: 'mpan-prefix-disagrees', message: 'the MPAN\'s first two digits are those of epn, and GONE is registered' },
      { code: 'operator-not-in-directory', message: 'no party of the directory is GONE, the registered Network Operator' },
    ]);
  });

  describe('operator-change is given of what was accepted for the change alone', () => {
    const estate = { registrations: { [mpan]: [period('EELC', '2019-01-01', '2026-11-25'), period('SPOW', '2026-11-25')] } };
    const codesOf = async (more: Partial<typeof spd>, choices: { ou?: string } = {}, equivalentGroups: readonly string[] = []) => {
      const south = { ...spd, group: 'south', marketParticipantIds: more.marketParticipantIds === undefined ? ['SPOW'] : [] };
      const grouped = { ...estate, parties: [epn, { ...lpn, ...more }, south, bright] };
      const advice = await adviceOn({ estate: grouped, settings: { operatorChangeGraceDays: 7, equivalentGroups } }, { certificates: [certificate('DigitalSigning', { owner: lpn, ...choices })] });
      return advice.map(({ code }) => code);
    };

    it('also by the group of the operator after', async () => {
      expect(await codesOf({ group: 'south' }, {}, ['south'])).to.deep.equal(['operator-change']);
    });

    it('not by the group of the operator of the day, which it is after as well', async () => {
      expect(await codesOf({ marketParticipantIds: ['SPOW'] }, {}, ['eastern'])).to.deep.equal([]);
    });

    it('not of a certificate with another OU, which was not accepted', async () => {
      expect(await codesOf({ group: undefined, marketParticipantIds: ['SPOW'] }, { ou: '02' })).to.deep.equal([]);
      expect(await codesOf({ group: undefined, marketParticipantIds: ['SPOW'] })).to.deep.equal(['operator-change']);
    });
  });

  it('is not given on MPANs that are registered by several ids of one party', async () => {
    const registrations = { [mpan]: [period('EELC', '2019-01-01')], '1000000000021': [period('EELD', '2019-01-01')] };
    const estate = { parties: [{ ...epn, marketParticipantIds: ['EELC', 'EELD'] }, ...parties.slice(1)], devices: [device({ exportMpan: '1000000000021' })], registrations };
    expect(await adviceOn({ estate }, {})).to.deep.equal([]);
  });

  it('check-digit: an MPRN too short to hold more than check digits', async () => {
    const advice = await adviceOn({ estate: { devices: [device({ type: 'GPF', importMpxn: '00' })], registrations: { '00': [period('EELC', '2019-01-01')] } } }, {});
    expect(advice.map(({ code }) => code)).to.deep.equal(['check-digit']);
  });

  it('says nothing of a certificate at the first and at the last instant at which it is valid', async () => {
    for (const instant of [Date.UTC(2025, 8, 1), Date.UTC(2035, 8, 1)]) {
      expect(await adviceOn({ now: () => instant }, { certificates: [certificate('DigitalSigning')] })).to.deep.equal([]);
    }
  });

  it('is not given where there is nothing to say', async () => {
    expect(await adviceOn({}, {})).to.deep.equal([]);
  });

  it('comes only from what was looked up anyway', async () => {
    const expired = certificate('DigitalSigning', { owner: stranger });
    expect(await adviceOn({ now: () => now + 10 * year }, { remotePartyRole: 'Supplier', certificates: [expired] })).to.deep.equal([]);
  });

  it('never changes the decision', async () => {
    const decided = await decideOver({ now: () => now + 10 * year }).decide(request(), asking);
    expect(decided.record).to.include({ decision: 'permit', reason: 'verified' });
    expect(decided.record.advice.map(({ code }) => code)).to.deep.equal(['certificate-expired', 'certificate-expired']);
  });

  it('never holds the MPAN or MPRN, nor does the sentence', async () => {
    for (const [, what, deciding, parts] of ways) {
      const { record } = await decideOver(deciding).decide(request(parts), asking);
      const { mpxn } = record.evidence;
      if (mpxn !== null) expect(JSON.stringify([record.advice, record.message]), what).to.not.contain(mpxn);
    }
  });
});
