import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { jsonRequest, startHttp, stopHttp, type TestHttp } from '../support/http.js';
import { until } from '../support/until.js';
import { holdUp, open } from './connections.js';

const path = '/v1/decisions/batch';
const ndjson = { 'Content-Type': 'application/x-ndjson' };

function counterOf(line: string): number {
  const { requestId = '' } = JSON.parse(line) as { requestId?: string };
  return Number(requestId.slice(requestId.lastIndexOf(':') + 1));
}

/** A batch whose two directions are in the test's hands. */
function openBatch(http: TestHttp): ClientRequest {
  return httpRequest(`${http.url}${path}`, { method: 'POST', headers: ndjson });
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

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
    http.records.append = () => [];
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
    expect(highest - before).to.be.below(15_000_000);
  });

  it('of a caller who does not read is not read from, and goes on when he does', async () => {
    const http = await startHttp();
    let begun = 0;
    const decide = http.parts.decide;
    http.parts.decide = (request, asking) => {
      begun += 1;
      return decide(request, asking);
    };
    http.records.append = () => [];
    const batch = openBatch(http);
    const answered = once(batch, 'response') as Promise<[IncomingMessage]>;
    const template = JSON.stringify(await jsonRequest('northern', 0)).replace(':0"', ':COUNTER"');
    let sent = 0;
    const sendMore = (): void => {
      while (sent < 20_000 && batch.write(`${template.replace('COUNTER', String(sent))}\n`)) sent += 1;
      if (sent < 20_000) sent += 1;
      else batch.end();
    };
    batch.on('drain', sendMore);
    sendMore();
    const [response] = await answered;
    response.pause();
    const stalled = await settledValue(() => begun);
    expect(stalled).to.be.within(1, 19_999);
    expect(await countLines(response)).to.deep.equal({ lines: 20_000, inOrder: true });
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
    await until(() => http.logged.length > 0);
    letGo();
    await until(() => http.records.records.length >= 4);
    await settledValue(() => http.records.records.length);
    expect([begun, http.records.records.length]).to.deep.equal([4, 4]);
    expect(http.logged.map(({ level, message }) => [level, message])).to.deep.equal([['info', 'the connection closed before the answer was through']]);
    expect((await http.ask('GET', '/healthz')).status).to.equal(200);
  });

  it('of a caller who says all, reads nothing and goes away is let go of', async () => {
    const http = await startHttp({ parts: { batchMaxInFlight: 40_000 }, overload: { maxDecisions: 40_000 } });
    const batch = httpRequest(`${http.url}${path}?explain=true`, { method: 'POST', headers: ndjson });
    batch.on('error', () => undefined);
    const answered = once(batch, 'response') as Promise<[IncomingMessage]>;
    const lines = await Promise.all(Array.from({ length: 2000 }, async (_, counter) => JSON.stringify(await jsonRequest('eastern', counter, { srv: '8.2', certificates: [] }))));
    batch.end(lines.join('\n'));
    const [response] = await answered;
    response.on('error', () => undefined).pause();
    expect(await settledValue(() => http.records.records.length)).to.equal(2000);
    batch.destroy();
    await until(() => http.logged.length > 0);
    await pause(50);
    expect(http.logged[0]?.message).to.equal('the connection closed before the answer was through');
    expect((await http.ask('GET', '/metrics')).text).to.contain('slotguard_http_requests_in_flight 1\n');
  });

  it('that is on its way when the service stops is finished, and its connection closed with it', async () => {
    const http = await startHttp();
    const batch = openBatch(http);
    const answered = once(batch, 'response') as Promise<[IncomingMessage]>;
    batch.write(`${JSON.stringify(await jsonRequest('eastern', 1))}\n`);
    const heard = answered.then(([response]) => countLines(response));
    await answered;
    const stopped = http.stop();
    await pause(50);
    batch.end(`${JSON.stringify(await jsonRequest('eastern', 2))}\n`);
    expect(await heard).to.deep.equal({ lines: 2, inOrder: true });
    expect(await Promise.race([stopped.then(() => 'stopped'), pause(1000, 'still open')])).to.equal('stopped');
  });

  it('may take longer than one request may', async () => {
    const http = await startHttp({ parts: { requestTimeoutSeconds: 1 }, settings: { requestTimeoutSeconds: 1, headersTimeoutSeconds: 1 } });
    const batch = openBatch(http);
    const heard = (once(batch, 'response') as Promise<[IncomingMessage]>).then(([response]) => countLines(response));
    for (let counter = 1; counter <= 15; counter += 1) {
      batch.write(`${JSON.stringify(await jsonRequest('eastern', counter))}\n`);
      await pause(100);
    }
    batch.end();
    expect(await heard).to.deep.equal({ lines: 15, inOrder: true });
  });

  it('is not cut off while its lines are decided, for as long as that takes, whether or not all of it was read', async () => {
    const http = await startHttp({ parts: { batchMaxInFlight: 1 }, settings: { requestTimeoutSeconds: 1 } });
    const { letGo } = holdUp(http);
    const [short, long] = [openBatch(http), openBatch(http)];
    const heard = Promise.all([short, long].map(async (batch) => countLines((await once(batch, 'response') as [IncomingMessage])[0])));
    short.end(`${JSON.stringify(await jsonRequest('eastern', 1))}\n`);
    long.end((await Promise.all(Array.from({ length: 500 }, async (_, counter) => `${JSON.stringify(await jsonRequest('eastern', 10 + counter))}\n`))).join(''));
    await pause(2_500);
    letGo();
    expect(await heard).to.deep.equal([{ lines: 1, inOrder: true }, { lines: 500, inOrder: true }]);
  });

  it('that falls silent is cut off', async () => {
    const http = await startHttp({ settings: { requestTimeoutSeconds: 1 } });
    const batch = openBatch(http);
    batch.on('error', () => undefined);
    const answered = once(batch, 'response') as Promise<[IncomingMessage]>;
    batch.write(`${JSON.stringify(await jsonRequest('eastern', 1))}\n`);
    const [response] = await answered;
    response.resume();
    const [error] = (await once(response, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).to.equal('ECONNRESET');
    await until(() => http.logged.length > 0);
    expect(http.logged[0]?.message, 'the log blames nobody').to.equal('the connection closed before the answer was through');
  });

  it('that brings no whole line for as long as a request may take is cut off, and told why', async () => {
    const http = await startHttp({ parts: { requestTimeoutSeconds: 1 } });
    const batch = openBatch(http);
    batch.on('error', () => undefined);
    const answered = once(batch, 'response') as Promise<[IncomingMessage]>;
    batch.write(`${JSON.stringify(await jsonRequest('eastern', 1))}\n`);
    const [response] = await answered;
    let heard = '';
    response.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
    const ended = new Promise<void>((resolve) => response.on('error', () => undefined).once('close', resolve));
    const dripping = setInterval(() => batch.write('\n'), 50);
    await ended;
    clearInterval(dripping);
    expect(heard).to.contain('"request-timeout"');
  });

  it('whose chunks break half way ends without an end', async () => {
    const http = await startHttp();
    const line = `${JSON.stringify(await jsonRequest('eastern', 1))}\n`;
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const { socket, closed } = await open(http, `${head}${line.length.toString(16)}\r\n${line}\r\n`);
    await once(socket, 'data'); // once it has begun to answer: before, all of it is refused
    socket.write('ZZ\r\n');
    expect(await closed).to.match(/^HTTP\/1.1 200 OK/).and.not.contain('\r\n0\r\n');
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
      const counter = counterOf(text);
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
    // in short steps: a machine that stands still for a while takes one
    for (let step = 0; step < 20; step += 1) await pause(10);
  }
}

/** After a collection of garbage: without one, it would count what nobody holds any more. */
function heapUsed(): number {
  collectGarbage();
  const { heapUsed: heap, external } = process.memoryUsage();
  return heap + external;
}
