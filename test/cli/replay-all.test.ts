import { expect } from 'chai';
import fc from 'fast-check';
import type { Span } from '../../src/audit/record.js';
import { type OtherRules, planAt, replayAll } from '../../src/cli/replay-all.js';
import { readRuleFiles } from '../../src/configuration/rule-source.js';
import { Fault } from '../../src/domain/fault.js';
import { createCounter } from '../../src/replay/counter.js';
import type { ReplayResult } from '../../src/replay/tally.js';
import { everyKind, exempt, type RecordedHouse, removeRule, setUpRecordedHouse, startOfTest } from '../replay/recorded-house.js';
import { caught } from '../store/store-folder.js';
import { helpersOf } from './helpers.js';

describe('replaying by several processes', function () {
  let house: RecordedHouse;

  before(async () => {
    house = await setUpRecordedHouse();
    await house.decide(everyKind(house));
    await house.decide([house.make('permit'), house.make('reject')], startOfTest + 86_400_000);
  });
  after(() => {
    house.remove();
  });

  const rulesIn = (directory: string): OtherRules => ({ files: readRuleFiles(directory, house.rules), name: directory, at: '2026-11-20', trial: false });

  async function replayBy(workers: number, directory: string, span: Span = {}): Promise<{ result: ReplayResult; shares: number[]; records: number[] }> {
    const rules = rulesIn(directory);
    const [shares, records]: number[][] = [[], []];
    const onProgress = (share: number, count: number): void => {
      shares?.push(share);
      records?.push(count);
    };
    const result = await replayAll({ configuration: house.configuration, rules, span }, { plan: planAt(rules), workers, stretchLength: 12, onProgress });
    return { result, shares: shares ?? [], records: records ?? [] };
  }

  it('finds what one finds: every change with its first examples, and every fact that cannot be had', async () => {
    const rules = house.otherRules((folder) => {
      exempt(folder, 'deviceStatus', 'Commissioned', { stage: 'recovery', reason: 'exempt-recovery' });
      removeRule(folder, 'verified');
    });
    const [one, three] = [await replayBy(1, rules), await replayBy(3, rules)];
    expect(one.result.totals.records).to.equal(402);
    expect(one.result.byReason.length).to.be.greaterThan(3);
    expect(three.result).to.deep.equal(one.result);
    expect([one.shares.length, three.shares.length]).to.deep.equal([1, 34]);
    expect(three.shares).to.deep.equal([...three.shares].sort((a, b) => a - b));
    expect([three.shares.at(-1), three.records.at(-1)]).to.deep.equal([1, 402]);
  });

  it('finds the same of a span', async () => {
    const span = { from: startOfTest, to: startOfTest + 86_400_000 };
    const [one, two] = [await replayBy(1, house.rules, span), await replayBy(2, house.rules, span)];
    expect(one.result.totals.records).to.equal(400);
    expect(two.result).to.deep.equal(one.result);
  });

  it('says so when one of them is killed', async () => {
    const replaying = replayBy(2, house.rules);
    process.kill(helpersOf(process.pid, 'replaying-process')[0] ?? 0, 'SIGKILL');
    const fault = await caught(() => replaying);
    expect(fault).to.be.an.instanceOf(Fault).and.to.include({ code: 'audit-unavailable', message: 'a process that worked for this one ended before it was done (SIGKILL): run it again' });
    expect(helpersOf(process.pid, 'replaying-process')).to.deep.equal([]);
  });
});

describe('what is counted in parts', () => {
  it('is what is counted at once, wherever it was cut', () => {
    fc.assert(fc.property(fc.array(fc.record({ key: fc.record({ reason: fc.constantFrom('a', 'b', null) }), id: fc.uuid() }), { maxLength: 30 }), fc.array(fc.nat(30)), (events, cuts) => {
      const [whole, sum] = [createCounter<{ reason: string | null }>(), createCounter<{ reason: string | null }>()];
      for (const { key, id } of events) whole.add(key, id);
      const ends = [0, ...cuts.sort((a, b) => a - b), events.length];
      ends.slice(1).forEach((end, index) => {
        const part = createCounter<{ reason: string | null }>();
        for (const { key, id } of events.slice(ends[index], end)) part.add(key, id);
        sum.addCounted(part.list());
      });
      expect(sum.list()).to.deep.equal(whole.list());
    }));
  });
});
