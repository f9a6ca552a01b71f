import { once } from 'node:events';
import { connect as connectPlainly, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { startGuarded } from '../access/guarded-http.js';
import { jsonRequest } from '../support/http.js';
import { until } from '../support/until.js';
import { holdUp, largeReports } from './connections.js';
import { getRules, hear, startTls, stopTls, type TlsCallers } from './tls-callers.js';

const kilobytes = (bytes: number) => bytes * 1024;
const longBody = (bytes: number) => `POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nContent-Length: ${bytes}\r\nConnection: close\r\n\r\n${'<'.repeat(bytes)}`;

describe('what is sent before TLS is agreed', () => {
  const closing: (() => void)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    await stopTls();
  });

  const chainOf = ({ guarded, one }: TlsCallers, bytes: number) => `${one.cert}\n${`${guarded.authority.cert}\n`.repeat(Math.ceil(bytes / guarded.authority.cert.length))}`;

  for (const callerCertificates of ['optional', 'required'] as const) {
    it(`may hold a chain of certificates, and none that has far more than any, where one is ${callerCertificates}`, async () => {
      const refusals: string[] = [];
      const tls = await startTls(callerCertificates, { settings: { onTlsRefused: (why) => refusals.push(why) } });
      const { guarded, one, told } = tls;
      expect(await told({ certificate: { cert: chainOf(tls, kilobytes(12)), key: one.key } })).to.equal(200);
      expect(refusals).to.deep.equal([]);
      expect(await told({ certificate: { cert: chainOf(tls, kilobytes(40)), key: one.key } })).to.match(/^E/);
      await until(() => refusals.length > 0);
      expect(refusals).to.deep.equal(['TOO_MUCH_BEFORE_TLS']);
      expect(await told({ certificate: one }), 'others go on').to.equal(200);
      await until(() => guarded.http.connections.count() === 0);
    });
  }

  it('may come with much of what follows', async () => {
    const tls = await startTls('required');
    const port = await startGathering(tls.guarded.http.port, kilobytes(50));
    const socket = connect({ host: '127.0.0.1', port, ca: tls.guarded.authority.cert, cert: tls.one.cert, key: tls.one.key });
    closing.push(() => socket.destroy());
    const heard = hear(socket);
    socket.write(longBody(kilobytes(60)));
    expect(await heard).to.match(/^HTTP\/1\.1 400 [^]*"not-well-formed"/);
  });

  it('is little where a caller is to say nothing more, who is not waited for', async () => {
    const { guarded } = await startTls('optional', { settings: { headersTimeoutSeconds: 300 } });
    const socket = connectPlainly(guarded.http.port, '127.0.0.1');
    socket.end(Buffer.from('16030100', 'hex'));
    socket.resume();
    await once(socket, 'close');
  });

  it('is no hindrance to an answer that is taken slowly, nor to whoever says that he has nothing more to send', async () => {
    const reports = largeReports(kilobytes(20_000));
    const { http, authority } = await startGuarded([{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['report', 'rules'] }], { http: { parts: { reports } } });
    const { cert, key } = await authority.issue('CN=it');
    const socket = connect({ host: '127.0.0.1', port: http.port, ca: authority.cert, cert, key });
    closing.push(() => socket.destroy());
    socket.write('GET /v1/reports/panel HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => reports.written() > 0);
    socket.end(getRules);
    const heard = await hear(socket);
    expect(heard.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(['HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(heard.length).to.be.above(kilobytes(20_000));
  });

  for (const [how, together] of [['', 0], [', all of which came with it', kilobytes(200)]] as const) {
    it(`is no reason to take more of a batch than is decided${how}`, async () => {
      const { guarded: { http }, greet } = await startTls('required');
      const { begun, letGo } = holdUp(http);
      const socket = await greet({ port: await startGathering(http.port, together) });
      const line = `${JSON.stringify(await jsonRequest('eastern', 1))}\n`;
      socket.write(`POST /v1/decisions/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${kilobytes(50_000)}\r\n\r\n${line}`);
      socket.write(line.repeat(Math.floor(kilobytes(40_000) / line.length)));
      await until(() => begun() > 0);
      await pause(500);
      expect(socket.writableLength, 'bytes that nobody took').to.be.above(kilobytes(20_000));
      socket.destroy();
      letGo();
    });
  }

  /** What a caller sends after his first greeting comes in one piece, once there are so many bytes of it. */
  async function startGathering(port: number, bytes: number): Promise<number> {
    const server = createServer((caller) => {
      const service = connectPlainly(port, '127.0.0.1');
      service.pipe(caller);
      passOn(caller, service, bytes);
      for (const socket of [caller, service]) socket.on('error', () => undefined);
      closing.push(() => { caller.destroy(); service.destroy(); });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }

  function passOn(caller: Socket, service: Socket, bytes: number): void {
    let gathered: Buffer[] | undefined;
    const gather = (chunk: Buffer): void => {
      if (gathered === undefined) {
        gathered = [];
        service.write(chunk);
        return;
      }
      gathered.push(chunk);
      const all = Buffer.concat(gathered);
      if (all.length < bytes) return;
      caller.off('data', gather);
      service.write(all);
      caller.pipe(service);
    };
    caller.on('data', gather);
  }
});
