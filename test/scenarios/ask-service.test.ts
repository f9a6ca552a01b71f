import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { askService } from '../../src/scenarios/ask-service.js';

const message = { requestId: '', contentType: 'application/json', text: '{}' };

describe('an answer that is none', () => {
  let server: Server;
  let answer: { status: number; text: string };
  before((done) => {
    server = createServer((_, response) => response.writeHead(answer.status).end(answer.text)).listen(0, '127.0.0.1', done);
  });
  after((done) => {
    server.close(done);
    server.closeAllConnections();
  });

  async function faultOf(status: number, text: string): Promise<Fault> {
    answer = { status, text };
    const { port } = server.address() as AddressInfo;
    const cause = await askService(`http://127.0.0.1:${port}`, message, 'json').catch((each: unknown) => each);
    expect(cause).to.be.instanceOf(Fault).with.property('code', 'data-invalid');
    return cause as Fault;
  }

  it('is told: no JSON', async () => {
    expect((await faultOf(200, 'permit')).message).to.equal('the service answered `permit`, which is no JSON');
  });

  it('is told: a decision with a field too few', async () => {
    const { message: told, places } = await faultOf(200, '{ "decision": "permit" }');
    expect(told).to.equal('the service answered what its OpenAPI document does not know');
    expect(places.map(({ at }) => at)).to.include.members(['decisionId', 'reason', 'responseCode']);
  });

  it('is told: a problem that nobody knows', async () => {
    expect((await faultOf(500, '{ "status": 500 }')).places.map(({ at }) => at)).to.include('code');
  });
});
