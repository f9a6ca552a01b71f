import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { Problem } from '../../src/http/problems.js';
import { expectAnswerMatches } from '../support/openapi.js';
import { readAnswers, startHttp, stopHttp, type TestHttp } from '../support/http.js';
import { until } from '../support/until.js';
import { bytesOf, holdUp, open } from './connections.js';

const path = '/v1/decisions';

describe('slow callers', () => {
  let http: TestHttp;
  before(async () => {
    const settings = { headersTimeoutSeconds: 0.4, requestTimeoutSeconds: 0.6 };
    http = await startHttp({ parts: { requestTimeoutSeconds: 0.4 }, settings });
  });
  after(stopHttp);

  it('of headers are told 408', async () => {
    const { socket, closed } = await open(http, 'GET /healthz HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => { socket.write('X: y\r\n'); }, 50);
    const [answer] = readAnswers(await closed);
    clearInterval(drip);
    expectAnswerMatches('GET', '/healthz', answer!);
    expect((JSON.parse(answer!.text) as Problem).code).to.equal('request-timeout');
  });

  it('of a body are told 408, and nothing is decided', async () => {
    const bytes = await bytesOf(1);
    const { socket, closed } = await open(http, bytes.slice(0, 400));
    const drip = setInterval(() => { socket.write('x'); }, 50);
    const [answer] = readAnswers(await closed);
    clearInterval(drip);
    expectAnswerMatches('POST', path, answer!);
    expect([answer?.status, answer?.headers.connection]).to.deep.equal([408, 'close']);
    expect(http.records.records).to.deep.equal([]);
  });

  it('of a body are told 408 also where silence may last as long as a body, however it was sent, and whoever came before', async () => {
    const asShipped = await startHttp({ parts: { requestTimeoutSeconds: 0.4 }, settings: { requestTimeoutSeconds: 0.4 } });
    const head = 'POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nContent-Length: 4000\r\n\r\n';
    const answers: Promise<string>[] = [];
    for (const pieces of [[`${head}<a`], [head, '<a'], [`${head}<a`], [head], [`${head}<a`]]) {
      const { socket, closed } = await open(asShipped);
      answers.push(closed);
      for (const piece of pieces) {
        socket.write(piece);
        await pause(3);
      }
    }
    const told = (await Promise.all(answers)).map((heard) => readAnswers(heard)[0]?.status);
    expect(told).to.deep.equal([408, 408, 408, 408, 408]);
  });

  for (const [method, status] of [['GET', 200], ['OPTIONS', 204], ['PUT', 405]] as const) {
    it(`of a body that nobody reads, behind ${method}, do not keep a connection`, async () => {
      const { socket, closed } = await open(http, `${method} /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n`);
      const drip = setInterval(() => { socket.write('x'); }, 50);
      const heard = await Promise.race([closed, pause(5_000, '', { ref: false })]);
      clearInterval(drip);
      socket.destroy();
      const [answer] = readAnswers(heard);
      expect([answer?.status, answer?.headers.connection]).to.deep.equal([status, 'close']);
    });
  }

  it('who say nothing at all are sent away', async () => {
    const { closed } = await open(http);
    const [answer] = readAnswers(await closed);
    expect(answer?.status).to.equal(408);
  });

  it('do not keep others waiting', async () => {
    const patient = await startHttp({ settings: { headersTimeoutSeconds: 60, requestTimeoutSeconds: 60 } });
    const slow = await Promise.all(Array.from({ length: 200 }, () => open(patient, 'POST /v1/decisions HTTP/1.1\r\nHost: x\r\n')));
    expect((await patient.ask('GET', '/healthz')).status).to.equal(200);
    expect(slow.filter(({ socket }) => socket.closed)).to.deep.equal([]);
    for (const { socket } of slow) socket.destroy();
  });
});

describe('large bodies', () => {
  let http: TestHttp;
  before(async () => { http = await startHttp(); });
  after(stopHttp);

  it('of 100 MB are refused before they have come, and the answer arrives', async () => {
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nContent-Length: 104857600\r\n\r\n`;
    const { socket, closed } = await open(http, head);
    const chunk = Buffer.alloc(1_048_576, 'x');
    for (let count = 0; count < 100 && socket.writable; count += 1) if (!socket.write(chunk)) await drained(socket, closed);
    const [answer] = readAnswers(await closed);
    expectAnswerMatches('POST', path, answer!);
    expect([answer?.status, answer?.headers.connection]).to.deep.equal([413, 'close']);
  });

  it('are refused by the length that they announce', async () => {
    const heard = await http.speak(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nContent-Length: 65537\r\n\r\n`, { once: true });
    expect(readAnswers(heard)[0]?.status).to.equal(413);
  });

  it('are counted where they announce no length', async () => {
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const { socket, closed } = await open(http, head);
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 2000 && socket.writable; count += 1) if (!socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`)) await drained(socket, closed);
    const [answer] = readAnswers(await closed);
    expect(answer?.status).to.equal(413);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(20_000_000);
  });

  it('of the largest size are read, whole or in chunks of one byte', async () => {
    const text = `<a>${'x'.repeat(65_536 - 7)}</a>`;
    expect((await http.ask('POST', path, { headers: { 'Content-Type': 'application/xml' }, body: text })).status).to.equal(422);
    const chunks = Array.from(text.slice(0, 20_000), (character) => `1\r\n${character}\r\n`).join('');
    const [answer] = readAnswers(await http.speak(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`));
    expect(answer?.status).to.equal(400);
  });

  it('leave the connection alone when they fit', async () => {
    const heard = await http.speak(`${await bytesOf(1)}${await bytesOf(2)}`);
    expect(readAnswers(heard).map(({ headers }) => headers.connection)).to.deep.equal(['keep-alive', 'keep-alive']);
  });
});

describe('broken HTTP', () => {
  let http: TestHttp;
  before(async () => { http = await startHttp(); });
  after(stopHttp);
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\n`;

  const messages: readonly (readonly [name: string, bytes: string | Buffer, status: number])[] = [
    ['nonsense', 'NONSENSE\r\n\r\n', 400],
    ['bytes of anything', Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7) % 256)), 400],
    ['a TLS greeting', Buffer.from('1603010200010001fc0303', 'hex'), 400],
    ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a method that HTTP does not know', 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a version that there is not', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400],
    ['a header without a colon', 'GET /healthz HTTP/1.1\r\nHost x\r\n\r\n', 400],
    ['a header with a NUL', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n', 400],
    ['a folded header', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n', 400],
    ['a blank before the colon', 'GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n', 400],
    ['a length that is no number', `${head}Content-Length: ten\r\n\r\n`, 400],
    ['a length that is negative', `${head}Content-Length: -1\r\n\r\n`, 400],
    ['a length beyond all numbers', `${head}Content-Length: 99999999999999999999999\r\n\r\n`, 400],
    ['two lengths', `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n<>`, 400],
    ['a length beside chunks', `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a transfer encoding that is not read', `${head}Transfer-Encoding: gzip\r\n\r\n`, 400],
    ['an empty transfer encoding beside a length', 'GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\nContent-Length: 3\r\n\r\n<a>', 400],
    ['a chunk of no size', `${head}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`, 400],
    ['a chunk that is longer than it says', `${head}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n`, 400],
    ['chunk extensions without end', `${head}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\na\r\n0\r\n\r\n`, 400],
    ['a path of 20 kB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['CONNECT', 'CONNECT elsewhere:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
  ];
  for (const [name, bytes, status] of messages) {
    it(`such as ${name} is ${status}, and no harm`, async () => {
      const before = http.records.records.length;
      const [answer, ...more] = readAnswers(await http.speak(bytes));
      expect([answer?.status, more]).to.deep.equal([status, []]);
      expect([answer?.headers['content-type'], answer?.headers.connection]).to.deep.equal(['application/problem+json', 'close']);
      expect((JSON.parse(answer?.text ?? '{}') as Problem).status).to.equal(status);
      expect((await http.ask('GET', '/healthz')).status).to.equal(200);
      expect(http.records.records).to.have.length(before);
    });
  }

  it('behind a whole request does not take its answer away', async () => {
    const held = holdUp(http);
    const { closed } = await open(http, `${await bytesOf(100)}NONSENSE\r\n\r\n`);
    await until(() => held.begun() === 1);
    held.letGo();
    expect(readAnswers(await closed).map(({ status }) => status)).to.deep.equal([200, 400]);
  });

  it('is told once, however much of it comes before the answer', async () => {
    const refusals: string[] = [];
    const warnings: Error[] = [];
    const note = (warning: Error) => { warnings.push(warning); };
    process.on('warning', note);
    const own = await startHttp({ settings: { onRefused: (code) => refusals.push(code) } });
    const held = holdUp(own);
    const { socket, closed } = await open(own, await bytesOf(1));
    for (let count = 0; count < 20; count += 1) {
      socket.write('NONSENSE\r\n\r\n');
      await pause(5);
    }
    held.letGo();
    expect(readAnswers(await closed).map(({ status }) => status)).to.deep.equal([200, 400]);
    process.off('warning', note);
    expect([refusals, warnings]).to.deep.equal([['not-well-formed'], []]);
  });

  it('such as a body that says that it was compressed on its way is 415, and decides nothing', async () => {
    const before = http.records.records.length;
    const [, body = ''] = (await bytesOf(102)).split('\r\n\r\n');
    const [answer] = readAnswers(await http.speak(`${head}Transfer-Encoding: gzip, chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`, { halfClose: true }));
    expectAnswerMatches('POST', path, answer!);
    expect([answer?.status, (JSON.parse(answer?.text ?? '{}') as Problem).code]).to.deep.equal([415, 'unsupported-type']);
    expect(http.records.records).to.have.length(before);
  });

  it('that ends too early decides nothing', async () => {
    const before = http.records.records.length;
    const bytes = await bytesOf(101);
    const [answer] = readAnswers(await http.speak(bytes.slice(0, -10), { halfClose: true }));
    expect(answer?.status).to.equal(400);
    expect(http.records.records).to.have.length(before);
  });

  it('never was an error of ours', () => {
    expect(http.logged.filter(({ level }) => level !== 'info')).to.deep.equal([]);
  });
});

describe('a caller who goes away', () => {
  afterEach(stopHttp);

  it('in the middle of a request does no harm, and nothing is decided', async () => {
    const http = await startHttp();
    const { socket } = await open(http, (await bytesOf(1)).slice(0, 500));
    await pause(50);
    socket.resetAndDestroy();
    await until(() => http.logged.length > 0);
    expect(http.logged.map(({ level, message }) => [level, message])).to.deep.equal([['info', 'the connection closed before the answer was through']]);
    expect(http.records.records).to.deep.equal([]);
  });

  it('before the answer does no harm, and what was decided stays recorded', async () => {
    const http = await startHttp();
    const held = holdUp(http);
    const { socket } = await open(http, `${await bytesOf(1)}${await bytesOf(2)}`);
    await until(() => held.begun() === 2);
    socket.resetAndDestroy();
    await until(() => http.logged.length > 0);
    held.letGo();
    await until(() => http.records.records.length === 2);
    expect(http.logged.filter(({ level }) => level !== 'info')).to.deep.equal([]);
    expect((await http.ask('GET', '/metrics')).text).to.contain('slotguard_http_requests_in_flight 1\n');
  });
});

/** Resolves when more may be written, and also when nobody takes any more: the write after the last that was taken may fail. */
async function drained(socket: Socket, closed: Promise<unknown>): Promise<void> {
  await Promise.race([once(socket, 'drain').catch(() => undefined), closed]);
}
