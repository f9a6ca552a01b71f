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
    expect(single).to.deep.equal({ ...lines[2], repeated: true });
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

describe('a long batch', () => {
  afterEach(stopHttp);

  it('of 20,000 lines is answered in order and in constant memory, and works on few lines at a time', async () => {
    let [working, most] = [0, 0];
    const http = await startHttp({ parts: { batchMaxInFlight: 64 } });
    const decide = http.parts.decide;
    http.parts.decide = async (request, asking) => {
      most = Math.max(most, (working += 1));
      return decide(request, asking).finally(() => { working -= 1; });
    };
    http.records.append = () => undefined;
    const batch = openBatch(http);
    const response = (once(batch, 'response') as Promise<[IncomingMessage]>).then(([answered]) => answered);
    const heard = response.then(countLines);
    const template = JSON.stringify(await jsonRequest('eastern', 0)).replace(':0"', ':COUNTER"');
    let highest = 0;
    const before = heapUsed();
    for (let first = 0; first < 20_000; first += 100) {
      const lines = Array.from({ length: 100 }, (_, index) => template.replace('COUNTER', String(first + index)));
      if (!batch.write(`${lines.join('\n')}\n`)) await once(batch, 'drain');
      if (first % 2000 === 0) highest = Math.max(highest, heapUsed());
    }
    batch.end();
    expect(await heard).to.deep.equal({ lines: 20_000, inOrder: true });
    expect(most).to.be.within(2, 64);
    expect(highest - before).to.be.below(60_000_000);
  });

  it('of a caller who does not read is not read from, and goes on when he does', async () => {
    const http = await startHttp();
    let begun = 0;
    const decide = http.parts.decide;
    http.parts.decide = (request, asking) => {
      begun += 1;
      return decide(request, asking);
    };
    http.records.append = () => undefined;
    const batch = openBatch(http);
    const answered = once(batch, 'response') as Promise<[IncomingMessage]>;
    const template = JSON.stringify(await jsonRequest('northern', 0)).replace(':0"', ':COUNTER"');
    let sent = 0;
    const sendMore = (): void => {
      while (sent < 30_000 && batch.write(`${template.replace('COUNTER', String(sent))}\n`)) sent += 1;
      if (sent < 30_000) sent += 1;
      else batch.end();
    };
    batch.on('drain', sendMore);
    sendMore();
    const [response] = await answered;
    response.pause();
    const stalled = await settledValue(() => begun);
    expect(stalled).to.be.within(1, 29_999);
    expect(await countLines(response)).to.deep.equal({ lines: 30_000, inOrder: true });
  });

  it('is left alone by its caller without harm: what was read is decided, and no line more', async () => {
    const http = await startHttp({ parts: { batchMaxInFlight: 4 } });
    const decide = http.parts.decide;
    let [begun, letGo] = [0, (): void => undefined];
    const gone = new Promise<void>((resolve) => { letGo = resolve; });
    http.parts.decide = async (request, asking) => {
      begun += 1;
      await gone;
      return decide(request, asking);
    };
    const batch = openBatch(http);
    batch.on('error', () => undefined);
    batch.write((await Promise.all(Array.from({ length: 30 }, async (_, counter) => `${JSON.stringify(await jsonRequest('eastern', counter))}\n`))).join(''));
    await once(batch, 'response');
    batch.destroy();
    while (http.logged.length === 0) await pause(10);
    letGo();
    await settledValue(() => http.records.records.length);
    expect([begun, http.records.records.length]).to.deep.equal([4, 4]);
    expect(http.logged.map(({ level, message }) => [level, message])).to.deep.equal([['info', 'the caller went away']]);
    expect((await http.ask('GET', '/healthz')).status).to.equal(200);
  });

  it('may take longer than one request may', async () => {
    const http = await startHttp({ parts: { requestTimeoutSeconds: 0.3 }, settings: { requestTimeoutSeconds: 0.3, headersTimeoutSeconds: 0.3 } });
    const batch = openBatch(http);
    const heard = (once(batch, 'response') as Promise<[IncomingMessage]>).then(([response]) => countLines(response));
    for (let counter = 1; counter <= 8; counter += 1) {
      batch.write(`${JSON.stringify(await jsonRequest('eastern', counter))}\n`);
      await pause(100);
    }
    batch.end();
    expect(await heard).to.deep.equal({ lines: 8, inOrder: true });
  });

  it('that falls silent is cut off', async () => {
    const http = await startHttp({ settings: { requestTimeoutSeconds: 0.3 } });
    const batch = openBatch(http);
    batch.on('error', () => undefined);
    const answered = once(batch, 'response') as Promise<[IncomingMessage]>;
    batch.write(`${JSON.stringify(await jsonRequest('eastern', 1))}\n`);
    const [response] = await answered;
    response.resume();
    const [error] = (await once(response, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).to.equal('ECONNRESET');
  });

  it('whose chunks break half way ends without an end', async () => {
    const http = await startHttp();
    const line = `${JSON.stringify(await jsonRequest('eastern', 1))}\n`;
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const heard = await http.speak(`${head}${line.length.toString(16)}\r\n${line}\r\nZZ\r\n`);
    expect(heard).to.match(/^HTTP\/1.1 200 OK/).and.not.contain('\r\n0\r\n');
    const atOnce = await http.speak(`${head}ZZ\r\n`);
    expect(atOnce).to.match(/^HTTP\/1.1 400 Bad Request/).and.contain('not-well-formed');
  });
});

/** Reads to the end, and tells how many lines there were and whether their counters rose. */
async function countLines(response: IncomingMessage): Promise<{ lines: number; inOrder: boolean }> {
  let [lines, inOrder, last, rest] = [0, true, -1, ''];
  for await (const chunk of response) {
    const texts = `${rest}${String(chunk)}`.split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      const counter = counterOf(JSON.parse(text) as Line);
      inOrder &&= counter > last;
      last = counter;
      lines += 1;
    }
  }
  return { lines, inOrder };
}

/** The value once it stands still. */
async function settledValue(value: () => number): Promise<number> {
  for (let last = -1; ; ) {
    const now = value();
    if (now === last) return now;
    last = now;
    await pause(200);
  }
}

function heapUsed(): number {
  global.gc?.();
  const { heapUsed: heap, external } = process.memoryUsage();
  return heap + external;
}
