import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { createTestAuthority } from '../access/authorities.js';
import { jsonRequest } from '../support/http.js';
import { until } from '../support/until.js';
import { bytesOf } from './connections.js';
import { getRules, hear, startTls, stopTls } from './tls-callers.js';

/** A server of it is not told which certificates came beside the caller's own (nodejs/node 65579). */
const losesWhatIsBeside = 'v24.21.0';

describe('who is let in while callers and authorities change', () => {
  afterEach(stopTls);

  for (const callerCertificates of ['optional', 'required'] as const) {
    it(`stops believing an authority that was taken out, on new connections and on those that there are (${callerCertificates})`, async () => {
      const { guarded, one, told, keeping } = await startTls(callerCertificates);
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
    const { guarded, one, told, keeping } = await startTls('optional');
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

  it('believes no authority between on its own, once the one at the end of its chain was taken out', async () => {
    const { guarded, told, keeping } = await startTls('optional');
    const agent = keeping();
    const [between, other] = [await guarded.authority.certify('CN=Between'), await createTestAuthority('CN=Other authority')];
    const theirs = await between.issue('CN=it');
    guarded.write('authority.crt', `${guarded.authority.cert}\n${between.cert}\n${other.cert}`);
    await guarded.access.reload();
    expect(await told({ certificate: theirs, agent })).to.equal(200);
    guarded.write('authority.crt', `${between.cert}\n${other.cert}`);
    await guarded.access.reload();
    expect(await told({ certificate: theirs, agent })).to.equal(401);
  });

  it('believes callers of an authority between that is named, whatever they send beside', async () => {
    const { guarded, told } = await startTls('optional');
    const between = await guarded.authority.certify('CN=Between');
    const { cert, key } = await between.issue('CN=it');
    const alone = { key, cert: cert.slice(0, cert.indexOf('-----BEGIN', 1)) };
    expect(await told({ certificate: alone })).to.equal(401);
    guarded.write('authority.crt', `${guarded.authority.cert}\n${between.cert}`);
    await guarded.access.reload();
    expect([await told({ certificate: alone }), await told({ certificate: { cert, key } })]).to.deep.equal([200, 200]);
  });

  it('believes callers of an authority between, until that expires, and of one that was certified anew', async function () {
    if (process.version === losesWhatIsBeside) this.skip();
    const { guarded, told, keeping } = await startTls('optional');
    const [between, renewed] = [await guarded.authority.certify('CN=Between'), await guarded.authority.renew()];
    const brief = await guarded.authority.certify('CN=Brief', new Date(Date.now() + 3_600_000));
    const [agent, briefAgent] = [keeping(), keeping()];
    const [theirs, brieflyTheirs] = [await between.issue('CN=it'), await brief.issue('CN=it')];
    const both = async () => [await told({ certificate: theirs, agent }), await told({ certificate: brieflyTheirs, agent: briefAgent })];
    expect(await both()).to.deep.equal([200, 200]);
    guarded.write('authority.crt', renewed.cert);
    await guarded.access.reload();
    expect(await told({ certificate: theirs, agent })).to.equal(200);
    guarded.clock.ahead = 3_700_000;
    expect(await both()).to.deep.equal([200, 401]);
  });

  it('decides no further line of a batch whose caller was taken out meanwhile, says so, and hangs up', async () => {
    const { guarded, greet } = await startTls('optional');
    const socket = await greet();
    const heard = hear(socket);
    const lines = await Promise.all([1, 2].map(async (counter) => `${JSON.stringify(await jsonRequest('eastern', counter))}\n`));
    const send = (line: string) => socket.write(`${Buffer.byteLength(line).toString(16)}\r\n${line}\r\n`);
    socket.write('POST /v1/decisions/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n');
    send(lines[0]!);
    await until(() => guarded.http.records.records.length === 1);
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [] }));
    send(lines[1]!);
    const answers = (await heard).split(/\r?\n/).filter((each) => each.startsWith('{')).map((each) => JSON.parse(each) as { decision?: string; line?: number; problem?: { code: string } });
    expect(answers.map(({ decision, line, problem }) => [decision, line, problem?.code])).to.deep.equal([['permit', undefined, undefined], [undefined, 2, 'not-identified']]);
    expect(guarded.http.records.records).to.have.length(1);
  });

  it('breaks off a batch whose caller was taken out and sends nothing but ends of lines', async () => {
    const { guarded, greet } = await startTls('optional');
    const socket = await greet();
    const heard = hear(socket);
    socket.write('POST /v1/decisions/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n');
    await pause(50);
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [] }));
    socket.write('1\r\n\n\r\n');
    expect(await heard).to.match(/^HTTP\/1\.1 401 /).and.contain('"not-identified"');
  });

  it('refuses a batch whose caller was taken out before its first line', async () => {
    const { guarded, greet } = await startTls('optional');
    const socket = await greet();
    const heard = hear(socket);
    socket.write('POST /v1/decisions/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n');
    await pause(50);
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [] }));
    socket.write('1\r\n{\r\n');
    expect(await heard).to.match(/^HTTP\/1\.1 401 /).and.contain('application/problem+json');
  });

  it('decides nothing for a caller who was taken out while he was sending his request', async () => {
    const { guarded, greet } = await startTls('optional');
    const socket = await greet();
    const heard = hear(socket);
    const bytes = (await bytesOf(1)).replace('Host: x', 'Host: x\r\nConnection: close');
    socket.write(bytes.slice(0, -10));
    await pause(1_100);
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [] }));
    socket.write(bytes.slice(-10));
    expect(await heard).to.match(/^HTTP\/1\.1 401 /);
    expect(guarded.http.records.records).to.have.length(0);
  });

  it('resumes no session of a caller who showed a certificate', async () => {
    const { guarded, greet } = await startTls('optional');
    const first = await greet();
    const sessions: Buffer[] = [];
    first.on('session', (session: Buffer) => sessions.push(session));
    first.write(getRules);
    await once(first, 'data');
    await pause(50);
    for (const session of sessions) expect((await greet({ session })).isSessionReused()).to.equal(false);
    guarded.write('authority.crt', (await createTestAuthority('CN=Test authority')).cert);
    await guarded.access.reload();
    for (const session of sessions) {
      const again = await greet({ session });
      again.write(getRules);
      const [answer] = (await once(again, 'data')) as [Buffer];
      expect(answer.toString()).to.match(/^HTTP\/1\.1 401 /);
    }
  });

  it('forgets a caller who was taken out of the table, on the connection that he has', async () => {
    const { guarded, one, told, keeping } = await startTls('optional');
    const agent = keeping();
    expect(await told({ certificate: one, agent })).to.equal(200);
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [] }));
    expect(await told({ certificate: one, agent })).to.equal(401);
  });

  it('gives a caller no more requests than before by whatever is read again, unless his limit is another', async () => {
    const { guarded, one, told } = await startTls('optional');
    const limited = (burst: number) => ({ ...guarded.settings, callers: [{ name: 'it', certificate: { thumbprint: one.thumbprint }, scopes: ['rules' as const], requestsPerSecond: 1, burst }] });
    const tellTwice = async () => [await told({ certificate: one }), await told({ certificate: one })];
    await guarded.access.reload(() => limited(60));
    for (let count = 0; count < 59; count += 1) await told({ certificate: one });
    await guarded.access.reload();
    expect(await tellTwice(), 'the same files').to.deep.equal([200, 429]);
    guarded.write('keys.json', 'nonsense');
    await guarded.access.reload();
    expect(await told({ certificate: one }), 'a file that is refused').to.equal(429);
    guarded.write('keys.json', JSON.stringify({ keys: [guarded.issuer.publicKey] }));
    await guarded.access.reload(() => limited(61));
    expect(await told({ certificate: one }), 'another limit').to.equal(200);
  });

  it('forgets tokens whose key was taken out', async () => {
    const { guarded, told } = await startTls('optional');
    await guarded.access.reload(() => ({ ...guarded.settings, callers: [{ name: 'it', token: { subject: 'dsp' }, scopes: ['rules'] }] }));
    const token = await guarded.issuer.sign();
    expect([await told({ token }), await told({ token })]).to.deep.equal([200, 200]);
    guarded.write('keys.json', JSON.stringify({ keys: [{ ...guarded.issuer.publicKey, kid: 'renamed' }] }));
    await guarded.access.reload();
    expect(await told({ token })).to.equal(401);
  });
});
