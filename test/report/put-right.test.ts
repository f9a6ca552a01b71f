import { expect } from 'chai';
import { type DeviceStory, now, party, rejection, reportOn } from './flat-entries.js';

const decisionId = '01a0f629-d573-7000-8000-013937e0fcc1';

/** Rejected on Friday 2 October: due on Tuesday 13. */
function standing(putRightOn: string | null, { rejectedOn = '2026-10-02', responsible = 'elm', at = now, report = {} } = {}) {
  const { putRight } = reportOn({ devices: [{ heading: rejection({ responsible }), rejectedOn, putRightOn }], now: at, report });
  const { inTime, late, outstanding, overdue } = putRight.totals;
  return [[inTime, 'in time'], [late, 'late'], [outstanding, 'outstanding'], [overdue, 'overdue']].flatMap(([count, name]) => (count === 1 ? [name] : [])).join();
}

const on = (day: string) => Date.parse(`${day}T12:00:00Z`);

describe('devices put right', () => {
  it('are so in time up to the end of the seventh working day', () => {
    expect(['2026-10-02', '2026-10-12', '2026-10-13', '2026-10-14'].map((day) => standing(day))).to.deep.equal(['in time', 'in time', 'in time', 'late']);
  });

  it('are late on the weekend after a limit that was a Friday', () => {
    expect([standing('2026-10-16', { rejectedOn: '2026-10-07' }), standing('2026-10-17', { rejectedOn: '2026-10-07' })]).to.deep.equal(['in time', 'late']);
  });

  it('or not yet are outstanding up to the same day, and then overdue', () => {
    expect(['2026-10-13', '2026-10-14'].map((day) => standing(null, { at: on(day) }))).to.deep.equal(['outstanding', 'overdue']);
    expect(standing(null, { at: Date.parse('2026-10-13T22:59:59Z') }), 'before midnight in Great Britain').to.equal('outstanding');
    expect(standing(null, { at: Date.parse('2026-10-13T23:00:00Z') }), 'at midnight in Great Britain').to.equal('overdue');
  });

  it('have as many working days as are configured', () => {
    expect(standing('2026-10-05', { report: { workingDays: 1 } })).to.equal('in time');
    expect(standing('2026-10-06', { report: { workingDays: 1 } })).to.equal('late');
    expect(reportOn({ report: { workingDays: 3 } }).putRight.limitWorkingDays).to.equal(3);
  });

  it("have Scotland's bank holidays where the responsible operator is configured as Scottish, or has a distributor id of Scotland", () => {
    const around = { rejectedOn: '2026-11-27', at: on('2026-12-20') };
    expect(standing('2026-12-09', { ...around, responsible: 'elm' })).to.equal('late');
    expect(['gorse', 'heather'].map((responsible) => standing('2026-12-09', { ...around, responsible }))).to.deep.equal(['in time', 'in time']);
    expect(standing('2026-12-09', { ...around, responsible: 'elm', report: { scottishOperators: ['elm'] } })).to.equal('in time');
  });

  it('are told one by one with their limit, and are listed as they came', () => {
    const device = (id: string, more: object = {}) => ({ device: id, heading: rejection(), rejectedAt: Date.parse('2026-10-02T22:59:00Z'), decisionId, rejections: 2, lastRejectedAt: Date.parse('2026-10-05T09:00:00Z'), putRight: null, ...more });
    const devices = [
      device('z'), device('a', { rejectedAt: Date.parse('2026-10-05T23:30:00Z'), putRight: { at: Date.parse('2026-10-15T23:30:00Z'), decisionId, supplier: 'birch' } }),
      device('m', { heading: rejection({ responsible: 'gorse', supplier: null, originator: null }) }),
    ];
    const group = (putRightOn: string | null, count: number) => ({ heading: rejection(), rejectedOn: '2026-10-02', putRightOn, devices: count });
    const { putRight } = reportOn({ counts: { devices, rejectedDevices: [group(null, 5), group('2026-10-06', 2)] } });
    const common = { srv: '6.21', deviceType: 'ESME', responseCode: 'E062106', decisionId, rejections: 2 };
    expect(putRight.devices).to.deep.equal([
      { ...common, device: 'z', supplier: 'ash', name: 'ash Ltd', responsible: 'elm', rejectedAt: '2026-10-02T22:59:00.000Z', dueOn: '2026-10-13', state: 'overdue', putRightAt: null, putRightBy: null, workingDays: 23, calendar: 'england-and-wales' },
      { ...common, device: 'a', supplier: 'ash', name: 'ash Ltd', responsible: 'elm', rejectedAt: '2026-10-05T23:30:00.000Z', dueOn: '2026-10-15', state: 'late', putRightAt: '2026-10-15T23:30:00.000Z', putRightBy: 'birch', workingDays: 8, calendar: 'england-and-wales' },
      { ...common, device: 'm', supplier: null, name: 'User IDs of no known party', responsible: 'gorse', rejectedAt: '2026-10-02T22:59:00.000Z', dueOn: '2026-10-13', state: 'overdue', putRightAt: null, putRightBy: null, workingDays: 23, calendar: 'scotland' },
    ]);
    expect(putRight.devicesLeftOut).to.equal(4);
  });

  it('are counted by working days, those put right only, and for each Supplier', () => {
    const story = (supplier: string, putRightOn: string | null, rejectedOn = '2026-10-02'): DeviceStory => ({ heading: rejection({ supplier }), rejectedOn, putRightOn });
    const { putRight, suppliers } = reportOn({ devices: [story('ash', '2026-10-05'), story('birch', '2026-10-06', '2026-10-05'), story('birch', '2026-10-28'), story('ash', null), story('ash', '2026-10-02')], parties: [party('ash'), party('birch')] });
    expect(putRight.byWorkingDays).to.deep.equal([{ workingDays: 0, devices: 1 }, { workingDays: 1, devices: 2 }, { workingDays: 18, devices: 1 }]);
    expect(putRight.totals).to.deep.equal({ devices: 5, inTime: 3, late: 1, outstanding: 0, overdue: 1, earlier: 0 });
    expect(suppliers.map(({ supplier, putRight: each }) => [supplier, each.devices, each.inTime, each.late, each.overdue])).to.deep.equal([['ash', 3, 2, 0, 1], ['birch', 2, 1, 1, 0]]);
  });
});
