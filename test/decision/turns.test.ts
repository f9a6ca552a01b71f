import { expect } from 'chai';
import { createTurns } from '../../src/decision/turns.js';

describe('turns', () => {
  it('are taken one after the other by what has one key, in the order of coming, also after a failure', async () => {
    const takeTurns = createTurns();
    const events: string[] = [];
    const run = (name: string, fails = false) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
    const outcomes = await Promise.allSettled([takeTurns('a', run('one')), takeTurns('a', run('two', true)), takeTurns('a', run('three'))]);
    expect(events).to.deep.equal(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('are not waited for by what has another', async () => {
    const takeTurns = createTurns();
    void takeTurns('a', async () => new Promise(() => undefined));
    expect(await takeTurns('b', async () => Promise.resolve('b'))).to.equal('b');
  });

  it('are not waited for by what only ends alike, however short it is', async () => {
    const takeTurns = createTurns();
    const keys = ['A:B:100', 'A:C:100', 'A:B:200', '100', '0', ''];
    const letGo: (() => void)[] = [];
    const waiting = keys.map((key) => takeTurns(key, () => new Promise<void>((resolve) => letGo.push(resolve))));
    expect(letGo).to.have.length(waiting.length);
    const after = keys.map((key, index) => takeTurns(key, async () => Promise.resolve(index)));
    for (const each of letGo.reverse()) each();
    expect(await Promise.all(after)).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it('may be taken inside of each other by other keys, and answer what was run', async () => {
    const takeTurns = createTurns();
    expect(await takeTurns('a', async () => takeTurns('b', async () => Promise.resolve(7)))).to.equal(7);
    expect(await takeTurns('a', async () => Promise.resolve(8))).to.equal(8);
  });
});
