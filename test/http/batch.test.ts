import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { DecisionAnswer } from '../../src/http/answers.js';
import type { Problem } from '../../src/http/problems.js';
import { jsonRequest, startHttp, stopHttp, type TestHttp } from '../support/http.js';

const path = '/v1/decisions/batch';
const ndjson = { 'Content-Type': 'application/x-ndjson' };

type Line = Partial<DecisionAnswer> & { line?: number; problem?: Problem };

function readLines(text: string): Line[] {
  expect(text === '' || text.endsWith('\n')).to.be.true;
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line);
}

const counterOf = ({ requestId = '' }: Line): number => Number(requestId.slice(requestId.lastIndexOf(':') + 1));

/** A batch whose two directions are in the test's hands. */
function openBatch(http: TestHttp): ClientRequest {
  return httpRequest(`${http.url}${path}`, { method: 'POST', headers: ndjson });
}

describe('POST /v1/decisions/batch', () => {
  let http: TestHttp;
  before(async () => { http = await startHttp(); });
  after(stopHttp);

  it('answers each line as the single request is answered, in order', async () => {
    const requests = await Promise.all([1, 2, 3, 4, 5].map((counter) => jsonRequest(counter % 2 === 0 ? 'eastern' : 'northern', counter)));
    const { status, headers, text } = await http.ask('POST', path, { headers: ndjson, body: requests.map((request) => JSON.stringify(request)).join('\n') });
    const lines = readLines(text);
    expect(status).to.equal(200);
    expect(headers['content-type']).to.equal('application/x-ndjson');
    expect(lines.map(counterOf)).to.deep.equal([1, 2, 3, 4, 5]);
    expect(lines.map(({ decision }) => decision)).to.deep.equal(['reject', 'permit', 'reject', 'permit', 'reject']);
    expect(http.records.records.map(({ via }) => via)).to.deep.equal(Array.from(requests, () => 'batch'));
    const single = JSON.parse((await http.ask('POST', '/v1/decisions', { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(requests[2]) })).text) as object;
    expect(single).to.deep.equal({ ...lines[2], repeated: true, attemptId: http.records.attempts[0]?.attemptId });
  });

  it('answers a bad line with its problem, and goes on', async () => {
    const good = JSON.stringify(await jsonRequest('eastern', 10));
    const lines = [good, '{', '', '{"srv":6.21}', '   ', 'x'.repeat(65_537), JSON.stringify(await jsonRequest('northern', 11))];
    const { text } = await http.ask('POST', path, { headers: ndjson, body: lines.join('\r\n') });
    const answered = readLines(text);
    expect(answered.map(({ line, problem }) => [line, problem?.status, problem?.code])).to.deep.equal([
      [undefined, undefined, undefined], [2, 400, 'not-well-formed'], [4, 422, 'not-decidable'], [6, 413, 'too-large'], [undefined, undefined, undefined],
    ]);
    expect([answered[0], answered[4]].map((line) => line?.decision)).to.deep.equal(['permit', 'reject']);
  });

  it('explains every line when asked', async () => {
    const { text } = await http.ask('POST', `${path}?explain=true`, { headers: ndjson, body: JSON.stringify(await jsonRequest('eastern', 12)) });
    expect(readLines(text)[0]).to.include.keys('facts', 'findings');
  });

  it('answers nothing to nothing', async () => {
    const { status, text } = await http.ask('POST', path, { headers: ndjson, body: '\n\n' });
    expect({ status, text }).to.deep.equal({ status: 200, text: '' });
  });

  it('goes on when the audit fails for a while, and answers no decision meanwhile', async () => {
    const body = JSON.stringify(await jsonRequest('eastern', 13));
    http.records.failing = true;
    const failed = readLines((await http.ask('POST', path, { headers: ndjson, body: `${body}\n${body}` })).text);
    http.records.failing = false;
    expect(failed.map(({ problem }) => problem?.code)).to.deep.equal(['audit-unavailable', 'audit-unavailable']);
    const answered = readLines((await http.ask('POST', path, { headers: ndjson, body })).text);
    expect(answered[0]).to.include({ decision: 'permit' }).and.not.have.property('repeated');
  });

  const refusals: readonly (readonly [name: string, headers: Record<string, string>, query: string, status: number])[] = [
    ['another content type', { 'Content-Type': 'application/json' }, '', 415],
    ['a compressed body', { ...ndjson, 'Content-Encoding': 'gzip' }, '', 415],
    ['no form to answer in', { ...ndjson, Accept: 'application/xml' }, '', 406],
    ['a query parameter that it does not know', ndjson, '?explian=true', 400],
  ];
  for (const [name, headers, query, status] of refusals) {
    it(`refuses ${name} with ${status}`, async () => {
      const before = http.records.records.length;
      expect((await http.ask('POST', `${path}${query}`, { headers, body: JSON.stringify(await jsonRequest('eastern', 14)) })).status).to.equal(status);
      expect(http.records.records).to.have.length(before);
    });
  }

  it('answers a line before the next one comes', async () => {
    const batch = openBatch(http);
    const answered = once(batch, 'response') as Promise<[IncomingMessage]>;
    for (const counter of [20, 21, 22]) {
      batch.write(`${JSON.stringify(await jsonRequest('eastern', counter))}\n`);
      const [response] = await answered;
      const [chunk] = (await once(response, 'data')) as [Buffer];
      expect(readLines(chunk.toString()).map(counterOf)).to.deep.equal([counter]);
    }
    batch.end();
    const [response] = await answered;
    await once(response.resume(), 'end');
  });

  it('keeps the order when earlier lines take longer', async () => {
    const slow = await startHttp();
    const decide = slow.parts.decide;
    slow.parts.decide = async (request, asking) => {
      await pause(Number(request.counter % 7n));
      return decide(request, asking);
    };
    const counters = Array.from({ length: 200 }, (_, index) => 500 - index);
    const body = (await Promise.all(counters.map(async (counter) => JSON.stringify(await jsonRequest('eastern', counter))))).join('\n');
    const { text } = await slow.ask('POST', path, { headers: ndjson, body });
    expect(readLines(text).map(counterOf)).to.deep.equal(counters);
  });
});
