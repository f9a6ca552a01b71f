import { join } from 'node:path';
import { expect } from 'chai';
import type { AuditRecord } from '../../src/audit/record.js';
import type { ReplayResult } from '../../src/replay/tally.js';
import { openStore } from '../../src/store/open-store.js';
import { everyKind, exempt, type RecordedHouse, removeRule, setUpRecordedHouse, startOfTest } from './recorded-house.js';

const verified = { decision: 'permit', reason: 'verified' };
const wrong = { decision: 'reject', reason: 'wrong-network-operator' };
const notApplicable = { decision: 'permit', reason: 'not-applicable' };
const hour = 3_600_000;

const idsOf = (records: readonly AuditRecord[]) => records.map(({ decisionId }) => decisionId);

describe('replaying records', () => {
  let house: RecordedHouse;

  beforeEach(async () => {
    house = await setUpRecordedHouse();
  });
  afterEach(() => {
    house.remove();
  });

  /** three of each demo request */
  const decideSome = () => house.decide(['permit', 'reject', 'unverified', 'permit', 'reject', 'unverified', 'permit', 'reject', 'unverified'].map((name) => house.make(name as 'permit')));

  it('of an empty store finds nothing', async () => {
    const result = await house.replay(house.rules);
    expect(result).to.deep.equal({
      totals: { records: 0, unchanged: 0, changed: 0, cannotBeDecidedAgain: 0, withUnrecordedFacts: 0 },
      byReason: [], byRule: [], bySupplier: [], byDeviceType: [], unrecordedFacts: [], cannotBeDecidedAgain: [],
    });
  });

  it('shows what an exemption would change, by reason, rule, supplier and device type', async () => {
    const records = await decideSome();
    const rules = house.otherRules((folder) => exempt(folder, 'deviceType', 'ESME'));
    const result = await house.replay(rules);
    expect(result.totals).to.deep.equal({ records: 9, unchanged: 0, changed: 9, cannotBeDecidedAgain: 0, withUnrecordedFacts: 0 });
    const [of] = [(reason: string) => idsOf(records.filter((record) => record.reason === reason))];
    expect(result.byReason).to.deep.equal([
      { from: { decision: 'permit', reason: 'unverified' }, to: notApplicable, records: 3, examples: of('unverified') },
      { from: verified, to: notApplicable, records: 3, examples: of('verified') },
      { from: wrong, to: notApplicable, records: 3, examples: of('wrong-network-operator') },
    ]);
    expect(result.byRule.map(({ from, to, records: count }) => [from, to, count])).to.deep.equal([
      ['handover-places-registered-operator', 'tried-exemption', 3], ['meter-point-known', 'tried-exemption', 3], ['verified', 'tried-exemption', 3],
    ]);
    expect(result.bySupplier.map(({ supplier, from, records: count }) => [supplier, from.reason, count])).to.deep.equal([
      ['brightspark', 'unverified', 3], ['brightspark', 'verified', 3], ['brightspark', 'wrong-network-operator', 3],
    ]);
    expect(result.byDeviceType.map(({ deviceType, to }) => [deviceType, to])).to.deep.equal(Array(3).fill(['ESME', notApplicable]));
  });

  it('tells where no rule decides any more from every decision', async () => {
    await decideSome();
    const result = await house.replay(house.otherRules((folder) => { removeRule(folder, 'verified'); }));
    expect(result.totals).to.include({ records: 9, unchanged: 6, changed: 3 });
    expect(result.byReason).to.have.length(1);
    expect(result.byReason[0]).to.deep.include({ from: verified, to: { decision: 'none', reason: 'no-rule-decides' } });
    expect(result.byRule[0]).to.deep.include({ from: 'verified', to: null });
  });

  it('compares what the rules said, where the check was switched to observe', async () => {
    const [record] = await house.decide([house.make('reject')], startOfTest, { enforcement: { '6.21': { ESME: 'observe' } } });
    expect(record).to.deep.include({ decision: 'permit', observed: { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' } });
    expect((await house.replay(house.rules)).totals).to.include({ records: 1, unchanged: 1 });
    const result = await house.replay(house.otherRules((folder) => exempt(folder, 'deviceType', 'ESME')));
    expect(result.byReason[0]).to.deep.include({ from: wrong, to: notApplicable });
  });

  it('compares what the rules said, where a rule was only tried', async () => {
    exempt(join(house.rules, 'network-operator-certificate'), 'deviceType', 'ESME', { mode: 'observe' });
    const records = await house.decide([house.make('reject'), house.make('permit')]);
    expect(records.map(({ reason, trial }) => [reason, trial?.reason])).to.deep.equal([['wrong-network-operator', 'not-applicable'], ['verified', 'not-applicable']]);
    expect((await house.replay(house.rules)).totals).to.include({ records: 2, unchanged: 2 });
  });

  it('decides what was given without a check, and says that it was', async () => {
    const [record] = await house.decide([house.make('reject')]);
    const store = openStore(house.configuration.store.url);
    store.audit.append([{ ...record!, decisionId: '00000000-0000-7000-8000-000000000001', decision: 'permit', reason: 'unavailable', rule: null, facts: { srv: '6.21' } }]);
    store.close();
    const result = await house.replay(house.rules);
    expect(result.totals).to.include({ records: 2, unchanged: 1, changed: 1 });
    expect(result.byReason[0]).to.deep.include({ from: { decision: 'permit', reason: 'unavailable' }, to: wrong });
    expect(result.byRule[0]).to.include({ from: null, to: 'handover-places-registered-operator' });
  });

  it('counts a request that was sent again once, and one whose RequestID was used again twice', async () => {
    const request = house.make('permit');
    await house.decide([request, request, { ...request, contentDigest: 'other' }]);
    expect((await house.replay(house.rules)).totals.records).to.equal(2);
  });

  it('takes the records of a span: `from` is in it, `to` is not', async () => {
    for (const hours of [0, 1, 2]) await house.decide([house.make('permit')], startOfTest + hours * hour);
    const count = async (span: { from?: number; to?: number }) => (await house.replay(house.rules, span)).totals.records;
    expect(await count({ from: startOfTest + hour })).to.equal(2);
    expect(await count({ from: startOfTest + hour + 1 })).to.equal(1);
    expect(await count({ to: startOfTest + hour })).to.equal(1);
    expect(await count({ from: startOfTest, to: startOfTest + 2 * hour })).to.equal(2);
    expect(await count({ from: startOfTest, to: startOfTest })).to.equal(0);
  });

  it('never tells an MPxN', async () => {
    await decideSome();
    const result = await house.replay(house.otherRules((folder) => exempt(folder, 'deviceStatus', 'Commissioned')));
    expect(result.totals.changed).to.be.greaterThan(0);
    expect(JSON.stringify(result)).not.to.match(/9000000000102|9900000104/);
  });

  it('leaves the record as the rules that decided saw it: the same rules change nothing, whatever was imported since', async () => {
    await house.decide(everyKind(house));
    await house.import('inventory', 'device_id,device_type,device_status\n02-DE-30-A0-00-00-00-01,GSME,Withdrawn\n02-DE-30-A0-00-00-00-11,CAD,Pending\n');
    await house.import('registration', 'mpxn,network_operator,effective_from\n9000000000102,WVAL,2020-01-01\n9900000104,EMOR,2020-01-01\n');
    const result = await house.replay(house.rules);
    expect(result.totals.records).to.be.greaterThan(300);
    expect(unchangedOnly(result)).to.deep.equal({ changed: 0, cannotBeDecidedAgain: 0, withUnrecordedFacts: 0 });
  });
});

function unchangedOnly({ totals: { changed, cannotBeDecidedAgain, withUnrecordedFacts } }: ReplayResult) {
  return { changed, cannotBeDecidedAgain, withUnrecordedFacts };
}
