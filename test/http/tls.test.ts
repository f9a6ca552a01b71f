import { once } from 'node:events';
import { connect as connectPlainly } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { createTestAuthority } from '../access/authorities.js';
import { startGuarded } from '../access/guarded-http.js';
import { readAnswers } from '../support/http.js';
import { until } from '../support/until.js';
import { bytesOf, holdUp } from './connections.js';
import { getRules, hear, startTls, stopTls } from './tls-callers.js';

describe('TLS', () => {
  afterEach(stopTls);

  it('is where the ready line says, of version 1.3 alone', async () => {
    const { guarded, one, told, greet } = await startTls('optional');
    expect(guarded.http.url).to.match(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect((await greet()).getProtocol()).to.equal('TLSv1.3');
    expect(await told({ tls: { maxVersion: 'TLSv1.2' } })).to.be.oneOf(['EPROTO', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION']);
    expect(await told({ certificate: one })).to.equal(200);
  });

  it('agrees on keys of groups that take a moment, and on none that takes a tenth of a second, also once its files were read again', async () => {
    const { guarded, told } = await startTls('optional');
    for (const reload of [() => Promise.resolve(), guarded.access.reload]) {
      await reload();
      for (const ecdhCurve of ['X25519', 'P-256', 'P-384', 'P-521']) expect(await told({ tls: { ecdhCurve } }, '/healthz'), ecdhCurve).to.equal(200);
      for (const ecdhCurve of ['ffdhe2048', 'ffdhe8192']) expect(await told({ tls: { ecdhCurve } }, '/healthz'), ecdhCurve).to.match(/^E/);
    }
  });

  it('keeps out whoever shows no certificate, or one that is not believed, where one is required', async () => {
    const { guarded, one, told } = await startTls('required');
    const foreign = await (await createTestAuthority('CN=Test authority')).issue('CN=it');
    const expired = await guarded.authority.issue('CN=it', new Date(Date.now() - 1000));
    expect(await told({ certificate: one })).to.equal(200);
    expect(await told({ certificate: await guarded.authority.issue('CN=nobody') })).to.equal(401);
    for (const certificate of [undefined, foreign, expired]) {
      expect(await told({ certificate }, '/healthz')).to.be.oneOf(['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ECONNRESET', 'EPIPE', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE']);
    }
  });

  it('tells whoever shows a forged certificate of that, also where he asks later than he connects', async () => {
    const { guarded, greet } = await startTls('optional');
    const forged = await guarded.authority.forge('CN=it');
    const socket = await greet({ cert: forged.cert, key: forged.key });
    const heard = hear(socket);
    await pause(50);
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await pause(50);
    socket.write(getRules);
    expect((await heard).match(/HTTP\/1\.1 \d+/g)).to.deep.equal(['HTTP/1.1 200', 'HTTP/1.1 401']);
  });

  it('asks nobody for a certificate where it is off, and believes none', async () => {
    const { guarded, one, told } = await startTls('off');
    expect([await told({ certificate: one }), await told({ certificate: one, token: await guarded.issuer.sign() }), await told({}, '/healthz')]).to.deep.equal([401, 401, 200]);
  });

  it('does not answer who speaks plainly, or nonsense, and goes on', async () => {
    const { guarded, one, told } = await startTls('optional');
    for (const bytes of [getRules, 'nonsense\r\n\r\n', Buffer.from('16030100050100000100', 'hex')]) {
      const heard = await guarded.http.speak(bytes);
      expect(heard).not.to.contain('HTTP/1.1');
    }
    expect(await told({ certificate: one })).to.equal(200);
    expect(guarded.http.logged.filter(({ level }) => level !== 'info')).to.deep.equal([]);
    expect((await guarded.http.metrics.read()).text, 'it is no HTTP message').not.to.contain('slotguard_problems_total{');
  });

  for (const callerCertificates of ['off', 'optional'] as const) {
    it(`answers whoever says that he has nothing more to send, with certificates of callers ${callerCertificates}`, async () => {
      const { http, authority, issuer } = await startGuarded([{ name: 'it', token: { subject: 'it' }, scopes: ['decide'] }], { callerCertificates });
      const held = holdUp(http);
      const socket = connect({ host: '127.0.0.1', port: http.port, ca: authority.cert });
      const heard = hear(socket);
      socket.end(await bytesOf(1, [`Authorization: Bearer ${await issuer.sign({ sub: 'it' })}`]));
      await until(() => held.begun() === 1);
      await pause(50);
      held.letGo();
      expect(readAnswers(await heard).map(({ status }) => status)).to.deep.equal([200]);
    });
  }

  it('waits for a greeting as long as for headers, and hangs up', async () => {
    const refusals: string[] = [];
    const { guarded } = await startTls('optional', { settings: { headersTimeoutSeconds: 0.3, onTlsRefused: (why) => refusals.push(why) } });
    expect(await guarded.http.speak('', { silence: 10_000 })).to.equal('');
    expect(refusals).to.deep.equal(['ERR_TLS_HANDSHAKE_TIMEOUT']);
    expect((await guarded.http.metrics.read()).text).not.to.contain('slotguard_problems_total{');
  });

  it('that breaks in the middle of a request ends with its connection, also where the caller has gone by then', async () => {
    const { guarded, greet } = await startTls('required', { settings: { requestTimeoutSeconds: 300 } });
    const held = holdUp(guarded.http);
    const raw = connectPlainly({ port: guarded.http.port, host: '127.0.0.1', allowHalfOpen: true });
    const socket = await greet({ socket: raw });
    socket.write(await bytesOf(1));
    await until(() => held.begun() === 1);
    raw.end(Buffer.from(`1703030020${'00'.repeat(32)}`, 'hex'));
    await until(() => guarded.http.connections.count() === 0);
    held.letGo();
  });

  it('shows another certificate once its files changed, and drops no connection', async () => {
    const { guarded, one, told, keeping, greet } = await startTls('optional');
    const agent = keeping();
    const old = await greet();
    const before = old.getPeerX509Certificate()?.fingerprint256;
    expect(await told({ certificate: one, agent })).to.equal(200);
    old.write('POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nContent-Length: 5\r\n\r\n');

    const renewed = await guarded.authority.issue('CN=127.0.0.1');
    guarded.write('server.crt', renewed.cert);
    await guarded.access.reload();
    expect((await greet()).getPeerX509Certificate()?.fingerprint256, 'its key is another: refused').to.equal(before);
    guarded.write('server.key', renewed.key);
    await guarded.access.reload();
    expect((await greet()).getPeerX509Certificate()?.fingerprint256).to.not.equal(before);

    old.write('<a/>\n');
    const [answer] = (await once(old, 'data')) as [Buffer];
    expect(answer.toString()).to.match(/^HTTP\/1\.1 422 /);
    expect(await told({ certificate: one, agent })).to.equal(200);
  });

  it('knows a certificate without a subject by its thumbprint, and nobody else by one', async () => {
    const { guarded, told } = await startTls('optional');
    const nameless = await guarded.authority.issue('');
    const own = await createTestAuthority('');
    for (const path of ['/v1/rules', '/healthz']) expect([await told({ certificate: nameless }, path), await told({ certificate: own }, path)]).to.deep.equal(path === '/healthz' ? [200, 200] : [401, 401]);
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [{ name: 'it', certificate: { thumbprint: nameless.thumbprint }, scopes: ['rules'] }] }));
    expect(await told({ certificate: nameless })).to.equal(200);
  });

  it('gives no room to those who may not ask, though their requests are never finished', async () => {
    const { one, told, greet } = await startTls('optional', { overload: { maxReadings: 2 } });
    const unfinished = Array.from({ length: 8 }, async () => {
      const socket = await greet({ cert: undefined, key: undefined });
      socket.write('GET /v1/rules HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return Number(answer.toString().slice('HTTP/1.1 '.length, 'HTTP/1.1 401'.length));
    });
    expect(await Promise.all(unfinished)).to.deep.equal(Array.from(unfinished, () => 401));
    expect(await told({ certificate: one })).to.equal(200);
  });

  it('goes on with a caller who sends too often, unless his body cannot be passed over', async () => {
    const { guarded, one, greet } = await startTls('optional');
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [{ name: 'it', certificate: { thumbprint: one.thumbprint }, scopes: ['decide'], requestsPerSecond: 1, burst: 60 }] }));
    for (let count = 0; count < 60; count += 1) await guarded.ask('GET', '/v1/rules', { certificate: one });
    const head = 'POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\n';
    for (const [rest, body, told] of [
      ['Content-Length: 5\r\n\r\n', '<abcdGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', [429, 200]],
      ['Transfer-Encoding: chunked\r\n\r\n', '5\r\n<abcd\r\n', [429]],
      ['Content-Length: 10000000\r\n\r\n', '<', [429]],
      ['Content-Length: 5\r\nExpect: 100-continue\r\n\r\n', '', [429]],
    ] as const) {
      const socket = await greet();
      const heard = hear(socket);
      socket.write(`${head}${rest}`);
      await once(socket, 'data');
      socket.write(body);
      expect(readAnswers(await heard).map(({ status }) => status), rest).to.deep.equal(told);
    }
  });

  it('a file that cannot be used changes nothing', async () => {
    const { guarded, one, told } = await startTls('optional');
    for (const file of ['server.crt', 'authority.crt', 'keys.json']) {
      guarded.write(file, 'half a fi');
      await guarded.access.reload();
      expect(await told({ certificate: one }), file).to.equal(200);
    }
  });

  it('stopping closes what is idle or greeting at once, and answers what was asked', async () => {
    const { guarded, greet } = await startTls('optional', { settings: { headersTimeoutSeconds: 60, shutdownSeconds: 60 } });
    const held = holdUp(guarded.http);
    const idle = await greet();
    const greeting = connectPlainly(guarded.http.port, '127.0.0.1');
    greeting.on('error', () => undefined);
    await once(greeting, 'connect');
    const asking = await greet();
    const heard = hear(asking);
    asking.write(await bytesOf(1));
    await until(() => held.begun() === 1);
    const stopped = guarded.http.stop();
    await Promise.all([once(idle, 'close'), once(greeting, 'close')]);
    held.letGo();
    expect(readAnswers(await heard).map(({ status, headers }) => [status, headers.connection])).to.deep.equal([[200, 'close']]);
    await stopped;
  });

  it('a caller who hangs up while his token is looked at does no harm', async () => {
    const { guarded, greet } = await startTls('optional');
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [{ name: 'it', token: { subject: 'dsp' }, scopes: ['decide'] }] }));
    for (let count = 0; count < 20; count += 1) {
      const [token, socket] = [await guarded.issuer.sign({ jti: String(count) }), await greet()];
      socket.write(`POST /v1/decisions/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nAuthorization: Bearer ${token}\r\nContent-Length: 10\r\n\r\n`, () => socket.destroy());
      await once(socket, 'close');
    }
    await until(() => guarded.http.logged.length === 20);
    while (!(await guarded.http.metrics.read()).text.includes('slotguard_http_requests_in_flight 0\n')) await pause(10);
    expect(guarded.http.logged.filter(({ level }) => level !== 'info')).to.deep.equal([]);
  });
});
