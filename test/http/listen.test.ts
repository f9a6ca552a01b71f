import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { readAnswers, startHttp, stopHttp } from '../support/http.js';
import { until } from '../support/until.js';
import { bytesOf, holdUp, largeReports, open } from './connections.js';

describe('listening', () => {
  afterEach(stopHttp);

  it('tells where, on any free port', async () => {
    const { url } = await startHttp();
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d{2,5}$/);
  });

  it('says what to do when the port is taken', async () => {
    const { port } = await startHttp();
    const refusal = await startHttp({ settings: { port } }).catch((cause: unknown) => cause);
    expect(refusal).to.be.instanceOf(Fault).and.include({ code: 'configuration-invalid' });
    expect((refusal as Fault).message).to.equal(`cannot listen on 127.0.0.1, port ${port} (EADDRINUSE): choose another server.host or server.port`);
  });

  it('answers a caller who has said that nothing more will come', async () => {
    const http = await startHttp();
    const held = holdUp(http);
    const { socket, closed } = await open(http);
    socket.end(await bytesOf(1));
    await until(() => held.begun() === 1);
    await pause(50);
    held.letGo();
    const [answer] = readAnswers(await closed);
    expect(answer?.status).to.equal(200);
  });

  it('answers requests sent without waiting, in order', async () => {
    const http = await startHttp();
    const heard = await http.speak(`${await bytesOf(1)}${await bytesOf(2)}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n${await bytesOf(3, ['Connection: close'])}`);
    const answers = readAnswers(heard);
    expect(answers.map(({ status, text }) => [status, (JSON.parse(text) as { requestId?: string }).requestId?.split(':').at(-1)])).to.deep.equal([[200, '1'], [200, '2'], [200, undefined], [200, '3']]);
  });

  it('sends 100 Continue when it wants the body, and not when it does not', async () => {
    const http = await startHttp();
    const [head = '', body = ''] = (await bytesOf(1, ['Expect: 100-continue', 'Connection: close'])).split('\r\n\r\n');
    const { socket, closed } = await open(http, `${head}\r\n\r\n`);
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).to.equal('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(body);
    expect(await closed).to.contain('HTTP/1.1 200 OK');
    const [refused] = readAnswers(await http.speak(`${head.replace('application/xml', 'image/png')}\r\n\r\n`));
    expect(refused?.status).to.equal(415);
  });
});

describe('a connection that lies still', () => {
  afterEach(stopHttp);
  const impatient = { requestTimeoutSeconds: 0.1 };

  it('is kept while an answer is being made, for as long as that takes', async () => {
    const http = await startHttp({ settings: impatient });
    const held = holdUp(http);
    const { closed } = await open(http, await bytesOf(1, ['Connection: close']));
    await until(() => held.begun() === 1);
    await pause(600);
    held.letGo();
    expect(readAnswers(await closed).map(({ status }) => status)).to.deep.equal([200]);
  });

  it('is closed where an answer that took long is not taken', async () => {
    const reports = largeReports(20_000_000);
    const written = reports.write.bind(reports);
    reports.write = async (...asked) => pause(600).then(() => written(...asked));
    const http = await startHttp({ settings: impatient, parts: { reports } });
    const { socket, closed } = await open(http, 'GET /v1/reports/panel HTTP/1.1\r\nHost: x\r\n\r\n');
    socket.pause();
    await until(() => http.connections.count() === 0);
    socket.destroy();
    await closed;
  });
});

describe('stopping', () => {
  afterEach(stopHttp);

  it('lets what is in flight be answered, closes what is idle at once, and accepts nothing more', async () => {
    const http = await startHttp();
    const held = holdUp(http);
    const idle = await open(http, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle.socket, 'data');
    const silent = await open(http);
    const halfSaid = await open(http, 'GET /healthz HTTP/1.1\r\nHo');
    const inFlight = await open(http, await bytesOf(1));
    await until(() => held.begun() === 1);
    let isStopped = false;
    const stopped = http.stop().then(() => { isStopped = true; });
    await Promise.all([idle.closed, silent.closed, halfSaid.closed]);
    expect(await open(http).catch((cause: unknown) => (cause as NodeJS.ErrnoException).code)).to.equal('ECONNREFUSED');
    expect(isStopped).to.be.false;
    held.letGo();
    const [answer] = readAnswers(await inFlight.closed);
    expect([answer?.status, answer?.headers.connection]).to.deep.equal([200, 'close']);
    await stopped;
    expect(http.records.records).to.have.length(1);
  });

  it('answers every request that a connection had sent already', async () => {
    const http = await startHttp();
    const held = holdUp(http);
    const { closed } = await open(http, `${await bytesOf(1)}${await bytesOf(2)}`);
    await until(() => held.begun() === 2);
    const stopped = http.stop();
    held.letGo();
    expect(readAnswers(await closed).map(({ status }) => status)).to.deep.equal([200, 200]);
    await stopped;
  });

  it('waits no longer than it may', async () => {
    const http = await startHttp({ settings: { shutdownSeconds: 0.2 } });
    const held = holdUp(http);
    const { closed } = await open(http, await bytesOf(1));
    await until(() => held.begun() === 1);
    await http.stop();
    expect(await closed).to.equal('');
    held.letGo();
  });

  it('twice is stopping once', async () => {
    const http = await startHttp();
    expect(http.stop()).to.equal(http.stop());
    await http.stop();
  });
});
