import { expect } from 'chai';
import { createRuleReloads, type RuleReloads } from '../../src/workers/rule-reloads.js';

describe('the rules of several processes', () => {
  const [first, second] = [1, 2] as const;
  let told: number[];
  let reloads: RuleReloads<number>;
  beforeEach(() => {
    told = [];
    reloads = createRuleReloads(2, (worker: number) => told.push(worker));
    for (const worker of [first, second]) reloads.isReady(worker);
  });

  it('are read again by all of them, but by the one that has done so', () => {
    reloads.ask();
    expect(told).to.deep.equal([1, 2]);
    reloads.ask(first);
    expect(told).to.deep.equal([1, 2, 2]);
  });

  it('are read again when one is ready that was not when it was asked for', () => {
    reloads.hasEnded(second);
    reloads.begins();
    reloads.ask();
    expect(told).to.deep.equal([1]);
    reloads.isReady(second);
    expect(told).to.deep.equal([1, 1, 2]);
    reloads.hasRead(first);
    reloads.hasRead(first);
    reloads.hasRead(second);
    expect(told).to.deep.equal([1, 1, 2]);
  });

  it('are read again when nobody was there when it was asked for', () => {
    reloads.hasEnded(first);
    reloads.hasEnded(second);
    reloads.ask();
    expect(told).to.deep.equal([]);
    reloads.isReady(first);
    reloads.isReady(second);
    expect(told).to.deep.equal([1, 1, 2]);
  });

  it('are read again when one began while another had not done yet what it was told to', () => {
    reloads.hasEnded(second);
    reloads.isReady(second);
    expect(told).to.deep.equal([]);
    reloads.ask();
    reloads.hasEnded(second);
    reloads.begins();
    told = [];
    reloads.isReady(second);
    expect(told).to.deep.equal([1, 2]);
  });

  it('are read again where one ended before it had done what it was told to', () => {
    reloads.ask();
    reloads.hasRead(first);
    reloads.hasEnded(second);
    told = [];
    reloads.begins();
    reloads.isReady(second);
    expect(told).to.deep.equal([1, 2]);
  });

  it('are left alone when one is replaced and nobody asked', () => {
    reloads.ask();
    reloads.hasRead(first);
    reloads.hasRead(second);
    told = [];
    reloads.hasEnded(second);
    reloads.begins();
    reloads.isReady(second);
    expect(told).to.deep.equal([]);
  });
});
