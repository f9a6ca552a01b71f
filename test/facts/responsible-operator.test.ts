import { expect } from 'chai';
import fc from 'fast-check';
import type { Device } from '../../src/domain/device.js';
import { findMeterPoint } from '../../src/facts/meter-point.js';
import { matchNetworkOperator } from '../../src/facts/network-operator-match.js';
import type { ResponsibleOperator } from '../../src/facts/responsible-operator.js';
import { type Asking, device, epn, lookUpsOf, lpn, party, period, spd, stranger } from './estate.js';

async function responsible(asking: Asking): Promise<ResponsibleOperator | undefined> {
  return lookUpsOf(asking).lookUps.responsibleOperator();
}

const changing = { registrations: { '1000000000012': [period('LOND', '2015-01-01', '2019-04-01'), period('EELC', '2019-04-01', '2026-07-01'), period('SPOW', '2026-07-01')] } };

async function operatorAt(instant: string, executionDateTime?: string): Promise<string | undefined> {
  const due = executionDateTime === undefined ? undefined : Date.parse(executionDateTime);
  const asking = { estate: changing, now: Date.parse(instant), request: { executionDateTime: due } };
  return (await responsible(asking))?.registeredAs;
}

describe('the responsible operator', () => {
  it('is the one registered on the day in Great Britain, which in summer begins at 23:00 UTC', async () => {
    expect(await operatorAt('2026-06-30T22:59:59.999Z')).to.equal('EELC');
    expect(await operatorAt('2026-06-30T23:00:00.000Z')).to.equal('SPOW');
  });

  it('and in spring, on the day on which the clocks change, at midnight UTC', async () => {
    expect(await operatorAt('2019-03-31T22:59:59Z')).to.equal('LOND');
    expect(await operatorAt('2019-03-31T23:00:00Z')).to.equal('EELC');
  });

  it('is read as at execution, unless that is past', async () => {
    expect(await operatorAt('2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z')).to.equal('SPOW');
    expect(await operatorAt('2026-08-01T00:00:00Z', '2026-06-01T00:00:00Z')).to.equal('SPOW');
    expect(await operatorAt('2026-06-01T00:00:00Z', '2010-06-01T00:00:00Z')).to.equal('EELC');
  });

  it('is the last one for ever, also in a year of five digits', async () => {
    for (const executionDateTime of [-1, 0, 50_399_000].map((since) => Date.UTC(10_000, 0, 1) + since)) {
      for (const operatorChangeGraceDays of [0, 3]) {
        expect((await responsible({ estate: changing, now: Date.parse('2026-06-01T00:00:00Z'), request: { executionDateTime }, settings: { operatorChangeGraceDays } }))).to.deep.include({ registeredAs: 'SPOW' });
      }
      const registrations = { '1000000000012': [period('EELC', '2019-01-01', '9999-12-30'), period('SPOW', '9999-12-30')] };
      const grace = await responsible({ estate: { registrations }, request: { executionDateTime }, settings: { operatorChangeGraceDays: 3 } });
      expect(grace?.alsoAccepted.map(({ id }) => id)).to.include(epn.id);
    }
  });

  it('is the one whose period ends on the last day of all, as many systems write a period without an end', async () => {
    const sentinel = { registrations: { '1000000000012': [period('EELC', '2019-01-01', '9999-12-31')] } };
    for (const executionDateTime of [undefined, Date.UTC(9999, 11, 30), Date.UTC(9999, 11, 31, 12), Date.UTC(10_000, 0, 1), Date.UTC(99_999, 11, 31, 24)]) {
      expect((await responsible({ estate: sentinel, now: Date.parse('2026-06-01T00:00:00Z'), request: { executionDateTime } }))?.registeredAs).to.equal('EELC');
    }
  });

  it('is nobody before the first, in a gap, and after the last', async () => {
    const gaps = { registrations: { '1000000000012': [period('EELC', '2019-01-01', '2020-01-01'), period('SPOW', '2021-01-01', '2022-01-01')] } };
    const days = ['2018-12-31', '2019-01-01', '2019-12-31', '2020-01-01', '2021-01-01', '2022-01-01'];
    const found = await Promise.all(days.map(async (each) => (await responsible({ estate: gaps, now: Date.parse(`${each}T12:00:00Z`) }))?.registeredAs));
    expect(found).to.deep.equal([undefined, 'EELC', 'EELC', undefined, 'SPOW', undefined]);
  });

  it('is nobody where device or MPxN is unknown', async () => {
    expect(await responsible({ estate: { devices: [] } })).to.equal(undefined);
    expect(await responsible({ estate: { devices: [device({ importMpxn: undefined })] } })).to.equal(undefined);
    expect(await responsible({ estate: { devices: [] }, settings: { mpanPrefixFallback: true } })).to.equal(undefined);
  });

  it('may be the one of the prefix, where configuration allows it and nobody is registered', async () => {
    const allowed = { mpanPrefixFallback: true };
    expect(await responsible({ estate: { registrations: {} } })).to.equal(undefined);
    expect(await responsible({ estate: { registrations: {} }, settings: allowed })).to.include({ registeredAs: 'distributor 10', by: 'mpan-prefix', party: epn });
    expect(await responsible({ estate: { registrations: { '1000000000012': [period('SPOW', '2019-01-01')] } }, settings: allowed })).to.include({ registeredAs: 'SPOW', by: 'registration', party: spd, byPrefix: epn });
    for (const importMpxn of ['9900000000012', '1000000000', '100000000001']) {
      expect(await responsible({ estate: { registrations: {}, devices: [device({ importMpxn })] }, settings: allowed }), importMpxn).to.equal(undefined);
    }
  });

  it('is never the one of the prefix for gas, which has none, though its number be one of 13 digits', async () => {
    for (const type of ['GPF', 'GSME'] as const) {
      const asking = { estate: { registrations: {}, devices: [device({ type })] }, settings: { mpanPrefixFallback: true } };
      expect(await responsible(asking), type).to.equal(undefined);
      expect(await responsible({ estate: { registrations: { '1000000000012': [period('SPOW', '2019-01-01')] }, devices: [device({ type })] } }), type).to.include({ party: spd, byPrefix: undefined });
    }
  });

  it('may be registered and in no directory', async () => {
    expect(await responsible({ estate: { registrations: { '1000000000012': [period('eelc', '2019-01-01')] } } })).to.deep.include({ registeredAs: 'eelc', party: undefined, byPrefix: epn });
  });

  it('is told apart from the operators of the other MPANs', async () => {
    const several = device({ secondaryImportMpan: '1800000000019', exportMpan: '1200000000011' });
    const registrations = { '1000000000012': [period('EELC', '2019-01-01')], '1800000000019': [period('SPOW', '2019-01-01')], '1200000000011': [period('SPOW', '2019-01-01')] };
    expect(await responsible({ estate: { devices: [several], registrations } })).to.deep.include({ registeredAs: 'EELC', disagreeing: ['SPOW'] });
    expect(await responsible({ estate: { devices: [several], registrations: { '1000000000012': [period('EELC', '2019-01-01')] } } })).to.deep.include({ disagreeing: [] });
  });

  it('of which those disagree with it that are another party, whatever id they are registered by', async () => {
    const several = device({ secondaryImportMpan: '1800000000019', exportMpan: '1200000000011' });
    const byTwoIds = party('byTwoIds', { marketParticipantIds: ['ONE', 'TWO'] });
    const disagreeing = async (...operators: string[]) => {
      const registrations = Object.fromEntries(['1000000000012', '1800000000019', '1200000000011'].map((mpan, index) => [mpan, [period(operators[index] ?? '', '2019-01-01')]]));
      return (await responsible({ estate: { parties: [byTwoIds, spd], devices: [several], registrations } }))?.disagreeing;
    };
    expect(await disagreeing('ONE', 'ONE', 'TWO')).to.deep.equal([]);
    expect(await disagreeing('ONE', 'TWO', 'SPOW')).to.deep.equal(['SPOW']);
    expect(await disagreeing('OF NO PARTY', 'OF NO PARTY', 'OF NO PARTY EITHER')).to.deep.equal(['OF NO PARTY EITHER']);
    expect(await disagreeing('ONE', 'SPOW', 'OF NO PARTY')).to.deep.equal(['SPOW', 'OF NO PARTY']);
  });
});

describe('the days around a change of operator', () => {
  async function acceptedOn(day: string, operatorChangeGraceDays: number): Promise<string[] | undefined> {
    const found = await responsible({ estate: changing, settings: { operatorChangeGraceDays }, now: Date.parse(`${day}T12:00:00Z`) });
    return found?.alsoAccepted.map(({ id }) => id).filter((id) => id !== found.party?.id);
  }

  const days: readonly (readonly [day: string, grace: number, accepted: readonly string[]])[] = [
    ['2026-06-30', 0, []],
    ['2026-07-01', 0, []],
    ['2026-06-23', 7, []],
    ['2026-06-24', 7, ['spd']],
    ['2026-06-30', 1, ['spd']],
    ['2026-07-01', 1, ['epn']],
    ['2026-07-02', 1, []],
    ['2026-07-07', 7, ['epn']],
    ['2026-07-08', 7, []],
  ];
  for (const [on, grace, accepted] of days) {
    it(`${on}, ${grace} days: ${accepted.length === 0 ? 'only the registered one' : `${accepted.join()} too`}`, async () => {
      expect(await acceptedOn(on, grace)).to.deep.equal(accepted);
    });
  }

  it('reach over a year, and to every operator in it', async () => {
    const brief = { registrations: { '1000000000012': [period('LOND', '2026-01-01', '2026-01-03'), period('EELC', '2026-01-03', '2026-01-05'), period('SPOW', '2026-01-05')] } };
    const found = await responsible({ estate: brief, settings: { operatorChangeGraceDays: 365 }, now: Date.parse('2026-01-04T12:00:00Z') });
    expect(found?.alsoAccepted.map(({ id }) => id)).to.deep.equal(['lpn', 'epn', 'spd']);
  });
});

describe('the meter point of a device', () => {
  const noGasMeters = async (): Promise<readonly Device[]> => Promise.reject(new Error('nobody asked for gas meters'));
  const [imported, secondary, exported] = ['1000000000012', '1800000000019', '1200000000011'];

  it('is import, else secondary import, else export', async () => {
    const of = async (parts: Partial<Device>) => findMeterPoint(device({ importMpxn: undefined, ...parts }), noGasMeters);
    expect(await of({ importMpxn: imported, secondaryImportMpan: secondary, exportMpan: exported })).to.deep.equal({ mpxn: imported, from: 'device', others: [secondary, exported], distributorId: '10' });
    expect(await of({ secondaryImportMpan: secondary, exportMpan: exported })).to.deep.equal({ mpxn: secondary, from: 'device', others: [exported], distributorId: '18' });
    expect(await of({ exportMpan: exported })).to.deep.equal({ mpxn: exported, from: 'device', others: [], distributorId: '12' });
    expect(await of({})).to.equal(undefined);
    expect(await findMeterPoint(undefined, noGasMeters)).to.equal(undefined);
  });

  it('of a GPF without its own is that of the GSMEs of the hub, if they agree', async () => {
    const gpf = device({ type: 'GPF', importMpxn: undefined, hubId: '00-DB-12-34-56-78-92-01' });
    const beside = async (...mprns: (string | undefined)[]) => findMeterPoint(gpf, async () => Promise.resolve(mprns.map((importMpxn) => device({ type: 'GSME', importMpxn }))));
    expect(await beside('3000000103')).to.deep.equal({ mpxn: '3000000103', from: 'hub', others: [], distributorId: undefined });
    expect(await beside('3000000103', undefined)).to.include({ mpxn: '3000000103' });
    expect(await beside('3000000103', '3000000103')).to.include({ mpxn: '3000000103' });
    expect(await beside('3000000103', '3000000204')).to.equal(undefined);
    expect(await beside()).to.equal(undefined);
    expect(await beside(...Array.from({ length: 100 }, () => '3000000103'))).to.include({ mpxn: '3000000103' });
    expect(await beside(...Array.from({ length: 101 }, () => '3000000103')), 'an id that stands for many hubs').to.equal(undefined);
    expect(await findMeterPoint({ ...gpf, hubId: undefined }, noGasMeters)).to.equal(undefined);
    expect(await findMeterPoint({ ...gpf, type: 'ESME' }, noGasMeters)).to.equal(undefined);
  });
});

describe('the comparison at SEC Party', () => {
  const operator = (more: Partial<ResponsibleOperator> = {}): ResponsibleOperator => ({ registeredAs: 'EELC', by: 'registration', party: epn, alsoAccepted: [], byPrefix: undefined, disagreeing: [], ...more });

  it('counts a group only where configuration names it', () => {
    expect(matchNetworkOperator([lpn], operator(), [])).to.equal('mismatch');
    expect(matchNetworkOperator([lpn], operator(), ['western'])).to.equal('mismatch');
    expect(matchNetworkOperator([lpn], operator(), ['eastern'])).to.equal('match');
    expect(matchNetworkOperator([party('x')], operator({ party: party('y') }), ['eastern']), 'two parties without a group').to.equal('mismatch');
  });

  it('never matches where some owner is another known party, nor mismatches without one', () => {
    const owners = fc.array(fc.option(fc.constantFrom(epn, lpn, spd), { nil: undefined }), { maxLength: 4 });
    const parties = fc.option(fc.constantFrom(epn, spd, stranger), { nil: undefined });
    const operators = fc.record({ party: parties, alsoAccepted: fc.subarray([lpn, spd]) }).map(operator);
    const responsibles = fc.option(operators, { nil: undefined });
    fc.assert(
      fc.property(owners, responsibles, fc.subarray(['eastern']), (each, responsibleOperator, groups) => {
        const answer = matchNetworkOperator(each, responsibleOperator, groups);
        const right = [responsibleOperator?.party, ...(responsibleOperator?.alsoAccepted ?? [])].filter((one) => one !== undefined);
        const isRight = (owner: typeof epn) => right.some(({ id, group }) => id === owner.id || (groups.length > 0 && group === 'eastern' && owner.group === 'eastern'));
        const known = each.filter((owner) => owner !== undefined);
        if (each.length === 0) expect(answer).to.equal('none');
        else if (responsibleOperator === undefined) expect(answer).to.equal('operator-unknown');
        else if (!known.every(isRight)) expect(answer).to.equal('mismatch');
        else if (known.length === each.length) expect(answer).to.equal('match');
        else expect(answer).to.equal(responsibleOperator.party === undefined ? 'operator-unknown' : 'owner-unknown');
      }),
    );
  });
});
