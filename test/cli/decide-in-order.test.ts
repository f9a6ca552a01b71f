import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { createInOrder } from '../../src/cli/decide-in-order.js';
import type { Told } from '../../src/cli/decide-item.js';

const told = (text: string | number): Told => ({ to: 'out', text: String(text), code: 0 });

interface Held {
  promise: Promise<Told>;
  resolve: (value: Told) => void;
  reject: (cause: unknown) => void;
}

function hold(): Held {
  const held: Partial<Held> = {};
  const promise = new Promise<Told>((resolve, reject) => Object.assign(held, { resolve, reject }));
  return { ...held, promise } as Held;
}

async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await setImmediate();
}

describe('answers in order', () => {
  it('are handed on in the order of asking, whatever becomes ready first', async () => {
    const someRanks = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 40 });
    await fc.assert(fc.asyncProperty(someRanks, fc.infiniteStream(fc.boolean()), async (ranks, pauses) => {
      const taken: string[] = [];
      const inOrder = createInOrder((answers) => { taken.push(...answers.map(({ text }) => text)); return Promise.resolve(); }, { answers: 100, bytes: 100 });
      const held = ranks.map(() => hold());
      held.forEach(({ promise }) => { inOrder.add(promise, 1); });
      for (const { index } of ranks.map((rank, index) => ({ rank, index })).sort((a, b) => a.rank - b.rank)) {
        held[index]!.resolve(told(index));
        if (pauses.next().value) await setImmediate();
      }
      await inOrder.emptied();
      expect(taken).to.deep.equal(ranks.map((_, index) => String(index)));
    }), { numRuns: 50 });
  });

  it('are full by number and by bytes, and have room again once some were handed on', async () => {
    for (const most of [{ answers: 2, bytes: 1000 }, { answers: 100, bytes: 20 }]) {
      const inOrder = createInOrder(() => Promise.resolve(), most);
      const [first, second] = [hold(), hold()];
      inOrder.add(first.promise, 10);
      expect(inOrder.isFull()).to.equal(false);
      inOrder.add(second.promise, 10);
      expect(inOrder.isFull()).to.equal(true);
      let hasRoom = false;
      const room = inOrder.room().then(() => { hasRoom = true; });
      second.resolve(told(2));
      await turns();
      expect(hasRoom, 'the first is not there yet').to.equal(false);
      first.resolve(told(1));
      await room;
      expect(inOrder.isFull()).to.equal(false);
    }
  });

  it('wait while what was handed on is not read', async () => {
    const reading = [hold(), hold()];
    const taken: string[] = [];
    const inOrder = createInOrder(async (answers) => {
      taken.push(...answers.map(({ text }) => text));
      await reading[taken.length - 1]?.promise;
    }, { answers: 1, bytes: 100 });
    inOrder.add(Promise.resolve(told('a')), 1);
    await turns();
    inOrder.add(Promise.resolve(told('b')), 1);
    await turns();
    expect([taken, inOrder.isFull()]).to.deep.equal([['a'], true]);
    reading[0]!.resolve(told(''));
    await turns();
    let isEmptied = false;
    const emptied = inOrder.emptied().then(() => { isEmptied = true; });
    await turns();
    expect([taken, isEmptied]).to.deep.equal([['a', 'b'], false]);
    reading[1]!.resolve(told(''));
    await emptied;
  });

  it('end at the first that could not be had: those before it are handed on, those behind it never', async () => {
    const taken: string[] = [];
    const inOrder = createInOrder((answers) => { taken.push(...answers.map(({ text }) => text)); return Promise.resolve(); }, { answers: 100, bytes: 100 });
    const held = [hold(), hold(), hold()];
    held.forEach(({ promise }) => { inOrder.add(promise, 1); });
    held[2]!.resolve(told(2));
    held[1]!.reject(new Error('lost'));
    held[0]!.resolve(told(0));
    expect(await inOrder.emptied().catch((cause: unknown) => cause)).to.be.an('error').with.property('message', 'lost');
    inOrder.add(Promise.resolve(told(3)), 1);
    await turns();
    expect(await inOrder.room().catch((cause: unknown) => (cause as Error).message)).to.equal('lost');
    expect(taken).to.deep.equal(['0']);
  });

  it('end where they cannot be written', async () => {
    const inOrder = createInOrder(() => Promise.reject(new Error('nobody reads')), { answers: 100, bytes: 100 });
    inOrder.add(Promise.resolve(told(1)), 1);
    expect(await inOrder.emptied().catch((cause: unknown) => (cause as Error).message)).to.equal('nobody reads');
  });
});
