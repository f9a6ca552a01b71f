import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { limitsOf } from '../../src/access/rate-limit.js';

describe('the limit of a caller', () => {
  const realNow = Date.now;
  afterEach(() => {
    Date.now = realNow;
  });

  it('goes on where the table is read again, and begins anew where it is another', async () => {
    const caller = { name: 'it', scopes: [], requestsPerSecond: 0.01, burst: 2 };
    const before = limitsOf([caller, { name: 'without', scopes: [] }]);
    const isLeft = async (changed: object): Promise<boolean> => (await limitsOf([{ ...caller, ...changed }], before).get('it')!.take()) === 0;
    expect([await isLeft({}), await isLeft({}), await isLeft({})]).to.deep.equal([true, true, false]);
    expect([await isLeft({ burst: 1 }), await isLeft({ requestsPerSecond: 0.02 })]).to.deep.equal([true, true]);
    expect([...before.keys()]).to.deep.equal(['it']);
  });

  it('tells nobody to wait for longer than it lasts, also where the clock is put back', async () => {
    const limit = limitsOf([{ name: 'it', scopes: [], requestsPerSecond: 10, burst: 4 }]).get('it')!;
    for (let count = 0; count < 4; count += 1) expect(await limit.take()).to.equal(0);
    Date.now = () => realNow() - 3_600_000;
    expect(await limit.take()).to.be.within(1, 400);
    await pause(500);
    expect(await limit.take()).to.equal(0);
  });
});
