import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { createMetrics } from '../../src/http/metrics.js';
import { shareReadings } from '../../src/http/share-readings.js';

describe('what many ask for in the same moment', () => {
  let readings: ((text: string) => void)[];
  let read: () => Promise<string>;

  beforeEach(() => {
    readings = [];
    read = shareReadings(() => new Promise((resolve) => { readings.push(resolve); }));
  });

  it('is read once for all who ask in one turn, and again for who asks while it is being read', async () => {
    const first = [read(), read(), read()];
    await nextTurn();
    const later = [read(), read()];
    await nextTurn();
    expect(readings).to.have.length(1);
    readings[0]!('first');
    expect(await Promise.all(first)).to.deep.equal(['first', 'first', 'first']);
    await nextTurn();
    readings[1]!('later');
    expect([await Promise.all(later), readings.length]).to.deep.equal([['later', 'later'], 2]);
  });

  it('is read again after it could not be', async () => {
    let failures = 1;
    const reading = shareReadings(() => (failures-- > 0 ? Promise.reject(new Error('not now')) : Promise.resolve('text')));
    const asked = [reading(), reading()];
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(await reading()).to.equal('text');
  });

  it('are metrics: however many ask for them, they are written once', async () => {
    let written = 0;
    const metrics = createMetrics({
      audit: () => ({ decisions: 0, records: 0, commits: 0, failures: 0, isFailing: false }),
      certificates: () => ({ hits: 0, misses: 0, entries: 0 }),
      shed: () => ({ room: 0, delay: 0, bytes: 0 }),
      lookUps: () => ({ waiting: 0, paused: [], refused: { paused: 0, waiting: 0 } }),
      ruleSetVersion: () => 'one',
      storeLogBytes: () => (written += 1),
    });
    const texts = await Promise.all(Array.from({ length: 60 }, async () => (await metrics.read()).text));
    expect([new Set(texts).size, written]).to.deep.equal([1, 1]);
  });
});
