import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { createThreadSignals, roomForSignals } from '../../src/store/sqlite/thread-signals.js';
import { until } from '../support/until.js';

describe('a thread that waits for work', () => {
  it('does it as often as it is asked, rests in between, and ends when it is told to', async () => {
    const room = roomForSignals();
    const turns = new Int32Array(new SharedArrayBuffer(4));
    const signals = createThreadSignals(room);
    const thread = new Worker(new URL('./counting-thread.ts', import.meta.url), { workerData: { room, turns } });
    const gone = once(thread, 'exit');
    for (const asked of [1, 2, 3]) {
      signals.ask();
      await until(() => Atomics.load(turns, 0) >= asked);
    }
    await setTimeout(20);
    signals.end();
    expect(Atomics.load(turns, 0)).to.equal(3);
    expect(await gone).to.deep.equal([0]);
  });
});
