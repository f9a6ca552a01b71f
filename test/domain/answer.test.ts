import { expect } from 'chai';
import { allAnswers, once, orNothing, withAnswer } from '../../src/domain/answer.js';

describe('an answer', () => {
  it('of several is known at once where each is, and waited for where one is not', async () => {
    expect(allAnswers([1, 2])).to.deep.equal([1, 2]);
    for (const answers of [[Promise.resolve(1), 2], [1, Promise.resolve(2)], [Promise.resolve(1), Promise.resolve(2)]]) {
      const all = allAnswers(answers);
      expect(all).to.be.instanceOf(Promise);
      expect(await all).to.deep.equal([1, 2]);
    }
  });

  it('is gone on with at once where it is known, and later where it is not', async () => {
    expect(withAnswer(1, (value) => value + 1)).to.equal(2);
    expect(await withAnswer(Promise.resolve(1), (value) => value + 1)).to.equal(2);
  });

  it('is asked for once, also where it fails, at once or later', async () => {
    let asked = 0;
    const failure = new Error('no store');
    const fails = once((): number => { asked += 1; throw failure; });
    const rejects = once(() => { asked += 1; return Promise.reject(failure); });
    for (let times = 0; times < 2; times += 1) {
      expect(fails).to.throw(failure);
      expect(await Promise.resolve(rejects()).catch((cause: unknown) => cause)).to.equal(failure);
    }
    expect(asked).to.equal(2);
    expect([await orNothing(fails), await orNothing(rejects), await orNothing(() => 1)]).to.deep.equal([undefined, undefined, 1]);
  });
});
