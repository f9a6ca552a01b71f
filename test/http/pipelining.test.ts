import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect } from 'chai';
import { limitPipelining } from '../../src/http/pipelining.js';
import { readAnswers, startHttp, stopHttp } from '../support/http.js';
import { until } from '../support/until.js';
import { bytesOf, largeReports, open } from './connections.js';

const get = (path: string, close = false) => `GET ${path} HTTP/1.1\r\nHost: x\r\n${close ? 'Connection: close\r\n' : ''}\r\n`;

describe('requests that come ahead of their turn', () => {
  afterEach(stopHttp);

  it('are answered in order', async () => {
    const http = await startHttp();
    const paths = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? '/healthz' : '/nowhere'));
    const heard = await http.speak(paths.map((path, index) => get(path, index === 9)).join(''));
    expect(readAnswers(heard).map(({ status }) => status)).to.deep.equal(paths.map((path) => (path === '/healthz' ? 200 : 404)));
  });

  it('are taken up sixteen at a time and no more: the connection closes, and what came after them has to be sent again', async () => {
    const http = await startHttp();
    const { closed } = await open(http, get('/healthz').repeat(1000));
    const answers = readAnswers(await closed);
    expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 16 }, () => 200));
    expect(answers.at(-1)?.headers.connection).to.equal('close');
    expect(http.logged.filter(({ message }) => message === 'answered')).to.have.length(16);
  });

  it('are not decided behind an answer that closes the connection: nobody would hear of it', async () => {
    const http = await startHttp();
    const inForm = (contentType: string) => `POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: ${contentType}\r\nContent-Length: 3\r\n\r\nabc`;
    for (const refused of [inForm('text/plain'), inForm('application/xml').replace('/v1', '/v0'), inForm('application/xml').replace('Host: x\r\n', '')]) {
      const { closed } = await open(http, refused + await bytesOf(1));
      expect(readAnswers(await closed)).to.have.length(1);
    }
    expect(http.logged.map(({ message }) => message)).to.deep.equal(['answered', 'answered', 'answered']);
    expect(http.records.records).to.have.length(0);
  });

  it('are not taken up behind it once it is taken, either, as what is read right after it', async () => {
    const takenUp: string[] = [];
    const server = createServer(limitPipelining(({ url = '' }, response) => {
      takenUp.push(url);
      response.setHeader('Connection', 'close').end();
    }));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    for (let attempt = 0; attempt < 3; attempt += 1) await (await open({ port }, get('/first') + get('/behind').repeat(20_000))).closed;
    server.close();
    expect(takenUp).to.deep.equal(['/first', '/first', '/first']);
  });

  it('hold no connection open whose answers nobody takes, however many they are', async () => {
    const http = await startHttp({ settings: { requestTimeoutSeconds: 1 }, parts: { reports: largeReports(16_000_000) } });
    const { socket } = await open(http);
    socket.pause().write(get('/v1/reports/panel') + get('/healthz').repeat(20));
    await until(() => http.connections.count() === 1);
    await until(() => http.connections.count() === 0);
    socket.destroy();
  });

  it('are no matter to whoever waits for each answer', async () => {
    const http = await startHttp();
    const { socket, closed } = await open(http);
    let heard = 0;
    for (let asked = 1; asked <= 40; asked += 1) {
      socket.write(get('/healthz'));
      socket.once('data', () => { heard += 1; });
      await until(() => heard === asked);
    }
    socket.end(get('/healthz', true));
    expect(readAnswers(await closed)).to.have.length(41);
  });
});

describe('answers that are not taken', () => {
  afterEach(stopHttp);

  it('of one caller alone may be larger', async () => {
    const http = await startHttp({ settings: { maxUntakenBytes: 1_000_000 }, parts: { reports: largeReports(16_000_000) } });
    const { closed } = await open(http, get('/v1/reports/panel', true));
    expect((await closed).length).to.be.above(16_000_000);
  });

  for (const expectation of ['', 'Expect: 100-continue\r\n']) it(`go with their connections beyond what may be held of them, those first that have waited for longest${expectation === '' ? '' : ', also where the body waits to be asked for'}`, async () => {
    const reports = largeReports(16_000_000);
    const http = await startHttp({ settings: { maxUntakenBytes: 40_000_000 }, parts: { reports } });
    const isOpen: boolean[] = [];
    const callers: Socket[] = [];
    for (let index = 0; index < 4; index += 1) {
      const { socket, closed } = await open(http);
      callers.push(socket.pause());
      isOpen.push(true);
      void closed.then(() => { isOpen[index] = false; });
      socket.write(get('/v1/reports/panel').replace('Host: x\r\n', `Host: x\r\n${expectation}`));
      await until(() => reports.written() > index);
    }
    callers[0]?.resume();
    await until(() => isOpen.includes(false));
    expect(isOpen).to.deep.equal([false, true, true, true]);
    for (const socket of callers) socket.destroy();
  });
});
