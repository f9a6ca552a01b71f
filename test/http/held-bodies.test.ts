import { expect } from 'chai';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../support/until.js';
import { createHeldBodies } from '../../src/http/held-bodies.js';

describe('bodies that are arriving', () => {
  /** Begins bodies by name; tells which gave up, and why. */
  function heldBodies(maxBytes: number) {
    const gaveUp: string[] = [];
    let givenWay = 0;
    const bodies = createHeldBodies(maxBytes, () => { givenWay += 1; });
    const begin = (name: string, milliseconds = 60_000) => bodies.begin(milliseconds, (why) => gaveUp.push(`${name}: ${why}`));
    return { begin, gaveUp, givenWay: () => givenWay };
  }

  it('give way in the order of their beginning, whoever of them is whole meanwhile', () => {
    const { begin, gaveUp, givenWay } = heldBodies(100);
    const [a, b, c, d, e] = [begin('a'), begin('b'), begin('c'), begin('d'), begin('e')];
    for (const body of [b, c, d]) body.add(30);
    a.end();
    c.end();
    e.add(45);
    expect(gaveUp).to.deep.equal(['b: bytes']);
    e.add(30);
    expect(gaveUp).to.deep.equal(['b: bytes', 'd: bytes']);
    e.end();
    const last = begin('last');
    last.add(101);
    expect(gaveUp).to.deep.equal(['b: bytes', 'd: bytes', 'last: bytes']);
    expect(givenWay()).to.equal(3);
  });

  it('give way once, and what comes of them after that, or after their end, is not held', () => {
    const { begin, gaveUp } = heldBodies(10);
    const [a, b] = [begin('a'), begin('b')];
    a.add(11);
    a.add(11);
    a.end();
    b.end();
    b.end();
    b.add(50);
    begin('c').add(10);
    expect(gaveUp).to.deep.equal(['a: bytes']);
    begin('d').add(1);
    expect(gaveUp, 'nothing is taken off twice').to.deep.equal(['a: bytes', 'c: bytes']);
  });

  it('give up when their time is over, each at its own, and those that are whole never', async () => {
    const { begin, gaveUp, givenWay } = heldBodies(10);
    const first = begin('first', 50);
    const began = [performance.now()];
    begin('second', 50).add(5);
    first.end();
    await pause(30);
    began.push(performance.now());
    begin('third', 50).add(5);
    for (const [index, since] of began.entries()) {
      await until(() => gaveUp.length > index);
      expect(performance.now() - since).to.be.at.least(50);
    }
    expect(gaveUp).to.deep.equal(['second: time', 'third: time']);
    expect(givenWay()).to.equal(0);
  });
});
