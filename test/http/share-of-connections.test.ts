import { Agent, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { expect } from 'chai';
import { startHttp, stopHttp } from '../support/http.js';

describe('a worker with more than its share of connections', () => {
  afterEach(stopHttp);

  it('asks as many callers as are too many to connect again, each once and after an answer', async () => {
    const { url, connections } = await startHttp();
    const agents = Array.from({ length: 6 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const askAll = () => Promise.all(agents.map(async (agent) => askedToLeave(url, agent)));
    try {
      expect(await askAll()).to.deep.equal(Array(6).fill(false));
      expect(connections.count()).to.equal(6);
      connections.keepAtMost(4);
      expect((await askAll()).filter((isAsked) => isAsked)).to.have.length(2);
      expect((await askAll()).filter((isAsked) => isAsked), 'they are back, and nobody has said again what is too many').to.have.length(0);
      connections.keepAtMost(6);
      expect((await askAll()).filter((isAsked) => isAsked)).to.have.length(0);
    } finally {
      for (const agent of agents) agent.destroy();
    }
  });
});

async function askedToLeave(url: string, agent: Agent): Promise<boolean> {
  const asking = request(`${url}/healthz`, { agent });
  asking.end();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  await response.toArray();
  expect(response.statusCode).to.equal(200);
  return response.headers.connection === 'close';
}
