import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { Fault } from '../../src/domain/fault.js';
import { type GuardedReference, type GuardSettings, guardReference } from '../../src/facts/guard-reference.js';
import type { ReferenceStore } from '../../src/facts/reference.js';
import { device, storeOf } from './estate.js';

const settings: GuardSettings = { maxWaiting: 5, failuresBeforePause: 3, pauseMilliseconds: 40, deadlineMilliseconds: 30 };
const known = device();
const down = new Fault('store-unavailable', 'the store is down');
const malformed = new Fault('fact-malformed', 'the store holds what means nothing');

describe('a guarded source', () => {
  const guards: GuardedReference[] = [];
  afterEach(() => { guards.splice(0).forEach((guard) => { guard.close(); }); });

  function guarded(findDevice: ReferenceStore['findDevice'], more: Partial<GuardSettings> = {}) {
    const { store, asked } = storeOf();
    let count = 0;
    const counting = (id: string) => {
      count += 1;
      return findDevice(id);
    };
    const guard = guardReference({ ...store, findDevice: counting }, { ...settings, ...more });
    guards.push(guard);
    return { guard, asked, count: () => count, outcome: () => outcomeOf(() => guard.findDevice(known.id)) };
  }

  it('answers at once what the store answers at once, and keeps unknown, malformed and unavailable apart', () => {
    const { store } = storeOf();
    const guard = guardReference(store, settings);
    guards.push(guard);
    expect(guard.findDevice(known.id)).to.deep.equal(known);
    expect(guard.findDevice('00-00-00-00-00-00-00-00')).to.equal(undefined);
    expect(guard.findRegistration('1000000000012')).to.have.length(1);
    expect(guard.findGasMetersOfHub('00-00-00-00-00-00-00-00')).to.deep.equal([]);
    expect(guard.registrationAsOf()).to.be.a('number');
    expect(guard.readDirectory()).to.equal(store.readDirectory());
    expect(() => guarded(() => { throw malformed; }).guard.findDevice(known.id)).to.throw(malformed.message);
  });

  it('that takes its time says the same, and is not paused before it failed often enough', async () => {
    const { guard, count, outcome } = guarded(async () => Promise.reject(count() < 3 ? down : malformed));
    const outcomes: string[] = [];
    for (let n = 0; n < 8; n += 1) outcomes.push(await outcome());
    expect(outcomes).to.deep.equal(['store-unavailable', 'store-unavailable', ...Array.from({ length: 6 }, () => 'fact-malformed')]);
    expect(guard.state().paused).to.deep.equal([]);
  });

  it('is asked no more after failures in a row, while every other kind of look-up goes on', async () => {
    const { guard, asked, count, outcome } = guarded(() => { throw down; });
    for (let n = 0; n < 10; n += 1) expect(await outcome()).to.equal('store-unavailable');
    expect(count()).to.equal(3);
    expect(guard.state()).to.deep.equal({ paused: ['device'], waiting: 0, refused: { paused: 7, waiting: 0 } });
    expect(guard.findRegistration('1000000000012')).to.have.length(1);
    expect(asked).to.have.length(1);
  });

  it('is tried once after the pause, and asked by everybody again when that succeeds', async () => {
    let isDown = true;
    const { guard, count, outcome } = guarded(() => {
      if (isDown) throw down;
      return known;
    });
    for (let n = 0; n < 5; n += 1) await outcome();
    await pauseOver(guard);
    expect([await outcome(), await outcome(), count()]).to.deep.equal(['store-unavailable', 'store-unavailable', 4]);
    isDown = false;
    await pauseOver(guard);
    expect([await outcome(), await outcome(), await outcome(), count()]).to.deep.equal(['found', 'found', 'found', 7]);
    isDown = true;
    for (let n = 0; n < 5; n += 1) await outcome();
    expect(count(), 'it takes as many failures as before').to.equal(10);
  });

  it('is not paused for single failures, nor for data that makes no sense, which is an answer too', async () => {
    let n = 0;
    const { count, outcome } = guarded(() => {
      n += 1;
      if (n <= 30 && n % 3 === 0) return known;
      throw n > 60 || n % 3 === 0 ? malformed : down;
    });
    for (let turn = 0; turn < 90; turn += 1) await outcome();
    expect(count()).to.equal(90);
  });

  it('that does not answer counts as unavailable after the deadline, and at once when that was so often enough', async () => {
    const { guard, count, outcome } = guarded(() => new Promise(() => undefined));
    expect(await Promise.all([outcome(), outcome(), outcome()])).to.deep.equal(['store-unavailable', 'store-unavailable', 'store-unavailable']);
    expect(guard.state().paused).to.deep.equal(['device']);
    expect([await outcome(), count()]).to.deep.equal(['store-unavailable', 3]);
  });

  it('has no more look-ups waiting than it may, and refuses one more without asking', async () => {
    const { guard, count, outcome } = guarded(() => new Promise(() => undefined));
    const waiting = Array.from({ length: 5 }, outcome);
    expect(guard.state().waiting).to.equal(5);
    expect(await outcome()).to.equal('store-unavailable');
    expect([count(), guard.state().refused.waiting]).to.deep.equal([5, 1]);
    await Promise.all(waiting);
    expect(guard.state().waiting).to.equal(0);
  });

  it('that took its time is tried by one look-up alone after the pause, and told apart from what it refused meanwhile', async () => {
    let answers: (() => Promise<typeof known>) | undefined;
    const { guard, count, outcome } = guarded(() => answers?.() ?? Promise.reject(down));
    for (let round = 0; round < 3; round += 1) {
      answers = undefined;
      for (let n = 0; n < 20; n += 1) await outcome();
      expect(guard.state().paused, `round ${round}`).to.deep.equal(['device']);
      answers = async () => pause(5, known);
      await pauseOver(guard);
      const before = count();
      const outcomes = await Promise.all(Array.from({ length: 4 }, outcome));
      expect([outcomes.filter((each) => each === 'found').length, count() - before]).to.deep.equal([1, 1]);
      expect(await outcome()).to.equal('found');
    }
  });

  it('never says anything but what the store said, or that it is unavailable', async () => {
    const said = fc.constantFrom('found', 'unknown', 'store-unavailable', 'fact-malformed');
    const arbitrary = fc.array(fc.tuple(said, fc.boolean()), { maxLength: 40 });
    await fc.assert(fc.asyncProperty(arbitrary, async (script) => {
      let turn = 0;
      const { guard, outcome } = guarded(() => {
        const [what, isLater] = script[turn]!;
        const say = () => {
          if (what === 'store-unavailable') throw down;
          if (what === 'fact-malformed') throw malformed;
          return what === 'found' ? known : undefined;
        };
        return isLater ? Promise.resolve().then(say) : say();
      });
      for (; turn < script.length; turn += 1) expect(await outcome()).to.be.oneOf([script[turn]![0], 'store-unavailable']);
      guard.close();
    }));
  });
});

async function outcomeOf(look: () => unknown): Promise<string> {
  try {
    return (await look()) === undefined ? 'unknown' : 'found';
  } catch (cause) {
    return cause instanceof Fault ? cause.code : 'another error';
  }
}

async function pauseOver(guard: GuardedReference): Promise<void> {
  while (guard.state().paused.length > 0) await pause(5);
}
