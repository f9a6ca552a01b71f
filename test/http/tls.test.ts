import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect as connectPlainly } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { createTestAuthority, type Identity } from '../access/authorities.js';
import { type CallerCertificates, type Guarded, removeFolders, type Showing, startGuarded } from '../access/guarded-http.js';
import { type HttpChoices, jsonRequest, readAnswers, stopHttp } from '../support/http.js';
import { bytesOf, holdUp, until } from './connections.js';

const get = 'GET /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n';

describe('TLS', function () {
  this.timeout(20_000);
  let guarded: Guarded;
  let one: Identity;
  const agents: Agent[] = [];
  const sockets: TLSSocket[] = [];

  /** Where every caller of the authority called `CN=it` may read the rules. */
  const start = async (callerCertificates: CallerCertificates, http: HttpChoices = {}): Promise<void> => {
    guarded = await startGuarded(callerCertificates === 'off' ? [] : [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules', 'decide'] }], { callerCertificates, http });
    one = await guarded.authority.issue('CN=it');
  };
  /** the status of the answer, or the code of the error that came in its place */
  const told = (showing: Showing = {}, path = '/v1/rules'): Promise<number | string | undefined> =>
    guarded.ask('GET', path, showing).then(({ status }) => status, (cause: unknown) => (cause as NodeJS.ErrnoException).code);
  const keeping = (): Agent => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 });
    agents.push(agent);
    return agent;
  };
  const greet = async (options: ConnectionOptions = {}): Promise<TLSSocket> => {
    const socket = connect({ host: '127.0.0.1', port: guarded.http.port, ca: guarded.authority.cert, cert: one.cert, key: one.key, ...options });
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    return socket;
  };
  const hear = (socket: TLSSocket): Promise<string> => new Promise((resolve) => {
    let heard = '';
    socket.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
    socket.on('close', () => { resolve(heard); });
  });

  afterEach(async () => {
    for (const agent of agents.splice(0)) agent.destroy();
    for (const socket of sockets.splice(0)) socket.destroy();
    await stopHttp();
    removeFolders();
  });

  it('is where the ready line says, of version 1.3 alone', async () => {
    await start('optional');
    expect(guarded.http.url).to.match(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect((await greet()).getProtocol()).to.equal('TLSv1.3');
    expect(await told({ tls: { maxVersion: 'TLSv1.2' } })).to.be.oneOf(['EPROTO', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION']);
    expect(await told({ certificate: one })).to.equal(200);
  });

  it('keeps out whoever shows no certificate, or one that is not believed, where one is required', async () => {
    await start('required');
    const foreign = await (await createTestAuthority('CN=Test authority')).issue('CN=it');
    const expired = await guarded.authority.issue('CN=it', new Date(Date.now() - 1000));
    expect(await told({ certificate: one })).to.equal(200);
    expect(await told({ certificate: await guarded.authority.issue('CN=nobody') })).to.equal(401);
    for (const certificate of [undefined, foreign, expired]) {
      expect(await told({ certificate }, '/healthz')).to.be.oneOf(['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ECONNRESET', 'EPIPE', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE']);
    }
  });

  it('asks nobody for a certificate where it is off, and believes none', async () => {
    await start('off');
    expect([await told({ certificate: one }), await told({ certificate: one, token: await guarded.issuer.sign() }), await told({}, '/healthz')]).to.deep.equal([401, 401, 200]);
  });

  it('does not answer who speaks plainly, or nonsense, and goes on', async () => {
    await start('optional');
    for (const bytes of [get, 'nonsense\r\n\r\n', Buffer.from('16030100050100000100', 'hex')]) {
      const heard = await guarded.http.speak(bytes);
      expect(heard).not.to.contain('HTTP/1.1');
    }
    expect(await told({ certificate: one })).to.equal(200);
    expect(guarded.http.logged.filter(({ level }) => level !== 'info')).to.deep.equal([]);
    expect((await guarded.http.metrics.read()).text, 'it is no HTTP message').not.to.contain('slotguard_problems_total{');
  });

  it('waits for a greeting as long as for headers, and hangs up', async () => {
    const refusals: string[] = [];
    await start('optional', { settings: { headersTimeoutSeconds: 0.3, onTlsRefused: (why) => refusals.push(why) } });
    expect(await guarded.http.speak('', { silence: 10_000 })).to.equal('');
    expect(refusals).to.deep.equal(['ERR_TLS_HANDSHAKE_TIMEOUT']);
    expect((await guarded.http.metrics.read()).text).not.to.contain('slotguard_problems_total{');
  });

  it('shows another certificate once its files changed, and drops no connection', async () => {
    await start('optional');
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

  for (const callerCertificates of ['optional', 'required'] as const) {
    it(`stops believing an authority that was taken out, on new connections and on those that there are (${callerCertificates})`, async () => {
      await start(callerCertificates);
      const agent = keeping();
      const other = await createTestAuthority('CN=Test authority');
      const newcomer = await other.issue('CN=it');
      expect(await told({ certificate: one, agent })).to.equal(200);

      guarded.write('authority.crt', `${guarded.authority.cert}\n${other.cert}`);
      await guarded.access.reload();
      expect([await told({ certificate: one, agent }), await told({ certificate: newcomer })]).to.deep.equal([200, 200]);

      guarded.write('authority.crt', other.cert);
      await guarded.access.reload();
      expect(await told({ certificate: one, agent })).to.equal(401);
      expect(await told({ certificate: one })).not.to.equal(200);
      expect(await told({ certificate: newcomer })).to.equal(200);
    });
  }

  it('is not led by what a caller sends beside his certificate to believe an authority that was taken out', async () => {
    await start('optional');
    const agent = keeping();
    const other = await createTestAuthority('CN=Other authority');
    guarded.write('authority.crt', `${guarded.authority.cert}\n${other.cert}`);
    await guarded.access.reload();
    const misleading = await guarded.authority.mislead(one, other);
    expect(await told({ certificate: misleading, agent })).to.equal(200);
    guarded.write('authority.crt', other.cert);
    await guarded.access.reload();
    expect(await told({ certificate: misleading, agent })).to.equal(401);
  });

  it('believes callers of an authority between, until that expires, and of one that was certified anew', async () => {
    await start('optional');
    const [between, renewed] = [await guarded.authority.certify('CN=Between'), await guarded.authority.renew()];
    const brief = await guarded.authority.certify('CN=Brief', new Date(Date.now() + 3_000));
    const [agent, briefAgent] = [keeping(), keeping()];
    const [theirs, brieflyTheirs] = [await between.issue('CN=it'), await brief.issue('CN=it')];
    const both = async () => [await told({ certificate: theirs, agent }), await told({ certificate: brieflyTheirs, agent: briefAgent })];
    expect(await both()).to.deep.equal([200, 200]);
    guarded.write('authority.crt', renewed.cert);
    await guarded.access.reload();
    expect(await told({ certificate: theirs, agent })).to.equal(200);
    await pause(4_000);
    expect(await both()).to.deep.equal([200, 401]);
  });

  it('knows a certificate without a subject by its thumbprint, and nobody else by one', async () => {
    await start('optional');
    const nameless = await guarded.authority.issue('');
    const own = await createTestAuthority('');
    for (const path of ['/v1/rules', '/healthz']) expect([await told({ certificate: nameless }, path), await told({ certificate: own }, path)]).to.deep.equal(path === '/healthz' ? [200, 200] : [401, 401]);
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [{ name: 'it', certificate: { thumbprint: nameless.thumbprint }, scopes: ['rules'] }] }));
    expect(await told({ certificate: nameless })).to.equal(200);
  });

  it('gives no room to those who may not ask, though their requests are never finished', async () => {
    await start('optional', { overload: { maxReadings: 2 } });
    const unfinished = Array.from({ length: 8 }, async () => {
      const socket = await greet({ cert: undefined, key: undefined });
      socket.write('GET /v1/rules HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return Number(answer.toString().slice('HTTP/1.1 '.length, 'HTTP/1.1 401'.length));
    });
    expect(await Promise.all(unfinished)).to.deep.equal(Array.from(unfinished, () => 401));
    expect(await told({ certificate: one })).to.equal(200);
  });

  it('decides no further line of a batch whose caller was taken out meanwhile, says so, and hangs up', async () => {
    await start('optional');
    const socket = await greet();
    const heard = hear(socket);
    const lines = await Promise.all([1, 2].map(async (counter) => `${JSON.stringify(await jsonRequest('eastern', counter))}\n`));
    const send = (line: string) => socket.write(`${Buffer.byteLength(line).toString(16)}\r\n${line}\r\n`);
    socket.write('POST /v1/decisions/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n');
    send(lines[0]!);
    await until(() => guarded.http.records.records.length === 1);
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [] }));
    send(lines[1]!);
    const answers = (await heard).split(/\r\n/).filter((each) => each.startsWith('{')).map((each) => JSON.parse(each) as { decision?: string; line?: number; problem?: { code: string } });
    expect(answers.map(({ decision, line, problem }) => [decision, line, problem?.code])).to.deep.equal([['permit', undefined, undefined], [undefined, 2, 'not-identified']]);
    expect(guarded.http.records.records).to.have.length(1);
  });

  it('resumes no session of a caller who showed a certificate', async () => {
    await start('optional');
    const first = await greet();
    const sessions: Buffer[] = [];
    first.on('session', (session: Buffer) => sessions.push(session));
    first.write(get);
    await once(first, 'data');
    await pause(50);
    for (const session of sessions) expect((await greet({ session })).isSessionReused()).to.equal(false);
    guarded.write('authority.crt', (await createTestAuthority('CN=Test authority')).cert);
    await guarded.access.reload();
    for (const session of sessions) {
      const again = await greet({ session });
      again.write(get);
      const [answer] = (await once(again, 'data')) as [Buffer];
      expect(answer.toString()).to.match(/^HTTP\/1\.1 401 /);
    }
  });

  it('forgets a caller who was taken out of the table, on the connection that he has', async () => {
    await start('optional');
    const agent = keeping();
    expect(await told({ certificate: one, agent })).to.equal(200);
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [] }));
    expect(await told({ certificate: one, agent })).to.equal(401);
  });

  it('forgets tokens whose key was taken out', async () => {
    await start('optional');
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [{ name: 'it', token: { subject: 'dsp' }, scopes: ['rules'] }] }));
    const token = await guarded.issuer.sign();
    expect([await told({ token }), await told({ token })]).to.deep.equal([200, 200]);
    guarded.write('keys.json', JSON.stringify({ keys: [{ ...guarded.issuer.publicKey, kid: 'renamed' }] }));
    await guarded.access.reload();
    expect(await told({ token })).to.equal(401);
  });

  it('a file that cannot be used changes nothing', async () => {
    await start('optional');
    for (const file of ['server.crt', 'authority.crt', 'keys.json']) {
      guarded.write(file, 'half a fi');
      await guarded.access.reload();
      expect(await told({ certificate: one }), file).to.equal(200);
    }
  });

  it('stopping closes what is idle or greeting at once, and answers what was asked', async () => {
    await start('optional', { settings: { headersTimeoutSeconds: 60, shutdownSeconds: 60 } });
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
    await start('optional');
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
