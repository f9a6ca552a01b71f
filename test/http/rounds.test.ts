import { expect } from 'chai';
import { createRounds } from '../../src/http/rounds.js';
import { startHttp, stopHttp } from '../support/http.js';
import { bytesOf } from './connections.js';

const turn = async (): Promise<void> => new Promise(setImmediate);

describe('rounds', () => {
  it('let those go on together, and in their order, who come before it is quiet', async () => {
    const rounds = createRounds({ requests: 1000, connections: 0 });
    const gone: number[] = [];
    const come = (n: number): void => { void rounds.join().then(() => gone.push(n)); };
    come(1);
    await turn();
    come(2);
    come(3);
    await turn();
    expect(gone, 'they still come').to.deep.equal([]);
    await turn();
    await turn();
    expect(gone).to.deep.equal([1, 2, 3]);
    come(4);
    await turn();
    await turn();
    expect(gone).to.deep.equal([1, 2, 3, 4]);
  });

  it('wait for what comes on a connection that was taken up', async () => {
    const rounds = createRounds({ requests: 5, connections: 1000 });
    let isGone = false;
    void rounds.join().then(() => { isGone = true; });
    for (let connections = 0; connections < 20; connections += 1) {
      await turn();
      rounds.expectMore();
    }
    expect(isGone).to.equal(false);
    await turn();
    await turn();
    expect(isGone).to.equal(true);
  });

  it('wait for no more than so long while others keep coming', async () => {
    const rounds = createRounds({ requests: 5, connections: 5 });
    const coming = { goesOn: true };
    const others = (async () => {
      for (; coming.goesOn; await turn()) {
        void rounds.join();
        rounds.expectMore();
      }
    })();
    await rounds.join();
    coming.goesOn = false;
    await others;
  });

  describe('over HTTP', () => {
    afterEach(stopHttp);

    it('record many requests together that come on connections of their own', async () => {
      const http = await startHttp();
      const requests = await Promise.all(Array.from({ length: 60 }, async (_, counter) => bytesOf(counter, ['Connection: close'])));
      const heard = await Promise.all(requests.map(async (bytes) => http.speak(bytes, { silence: 5000 })));
      expect(heard.filter((each) => each.startsWith('HTTP/1.1 200'))).to.have.length(60);
      expect(http.audit.counts().commits).to.be.below(30);
    });
  });
});
