import type { ClientRequest } from 'node:http';
import { request } from 'node:https';
import { expect } from 'chai';
import type { Configuration } from '../../src/configuration/schema.js';
import type { Identity } from '../access/authorities.js';
import { createTestIssuer } from '../access/tokens.js';
import { guardedService } from './guarded-service.js';

describe('the service and who may use it', () => {
  const service = guardedService();

  it('lets a newcomer on his own machine do everything but read MPxNs in clear', async () => {
    const { url } = await service.start({});
    for (const [path, status] of [['/v1/decisions', 200], ['/v1/rules', 200], ['/metrics', 200], ['/v1/reports/panel', 200], ['/v1/decisions?mpxn=clear', 401]] as const) {
      expect((await fetch(`${url}${path}`)).status, path).to.equal(status);
    }
    expect((await fetch(`${url}/v1/rules`, { headers: { Authorization: 'Bearer of nothing' } })).status).to.equal(200);
  });

  it('opens nothing that was closed when its file is emptied under it', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', token: { subject: 'it' }, scopes: ['rules'] }];
    service.write('keys.json', JSON.stringify({ keys: [(await createTestIssuer('ours')).publicKey] }));
    const closed = { ...service.house.configuration.access, callers, tokens: { ...service.house.configuration.access.tokens, keysFile: service.at('keys.json'), issuer: 'us', audience: 'slotguard' } };
    const { url } = await service.start({ access: closed });
    const status = async () => (await fetch(`${url}/v1/rules`)).status;
    expect(await status()).to.equal(401);
    await service.watch.reload(() => service.house.configuration.access);
    expect(await status()).to.equal(401);
    expect(service.logged.map(({ message }) => message)).to.include('access refused, what was in force stays: the configuration would open what was closed');
    await service.watch.reload(() => ({ ...service.house.configuration.access, anonymous: ['rules'] }));
    expect(await status()).to.equal(200);
  });

  it('leaves room to callers who are known, however much those ask for who do not say who they are', async () => {
    const known = await service.authority.issue('CN=known');
    await service.start({ server: service.tls(), access: { anonymous: ['decide'], callers: [{ name: 'known', certificate: { thumbprint: known.thumbprint }, scopes: ['decide'] }] }, overload: { maxBatches: 8 } });
    const unfinished: ClientRequest[] = [];
    const beginBatch = (certificate?: Identity): Promise<number | undefined> => new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/x-ndjson' };
      const credentials = certificate && { cert: certificate.cert, key: certificate.key };
      const options = { method: 'POST', headers, ca: service.authority.cert, agent: false, ...credentials };
      const batch = request(new URL('/v1/decisions/batch', service.serving?.url), options);
      batch.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject).write('{}\n');
      unfinished.push(batch);
    });
    const statuses: (number | undefined)[] = [];
    for (const certificate of [...Array<undefined>(8), known]) statuses.push(await beginBatch(certificate));
    for (const batch of unfinished.splice(0)) batch.on('error', () => undefined).destroy();
    expect(statuses).to.deep.equal([...Array<number>(7).fill(200), 503, 200]);
  });

  it('does not start without TLS where others could listen, and says what to set', async () => {
    const [message, places] = await service.refusalOf({ server: { host: '0.0.0.0' } });
    expect(message).to.equal('the configuration would let in whom it should not, or keep out whom it names');
    expect(places.map((place) => place.at)).to.deep.equal(['server.host']);
  });

  it('lets nobody in where others can call without TLS, unless that was said', async () => {
    const { url } = await service.start({ server: { host: '0.0.0.0', plainHttp: 'anywhere' } });
    const answer = await fetch(`${url.replace('0.0.0.0', '127.0.0.1')}/v1/rules`);
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).to.deep.equal([401, 'no caller is known here: whoever looks after slotguard can name some in access.callers, or let anybody in by access.anonymous']);
    await service.serving?.stop();
    const open = await service.start({ server: { host: '0.0.0.0', plainHttp: 'anywhere' }, access: { anonymous: ['rules'] } });
    const openUrl = open.url.replace('0.0.0.0', '127.0.0.1');
    expect([(await fetch(`${openUrl}/v1/rules`)).status, (await fetch(`${openUrl}/metrics`)).status]).to.deep.equal([200, 401]);
    expect(service.logged.map(({ message }) => message)).to.include.members(['what is said can be read and changed on its way: there is no TLS (server.plainHttp: anywhere)', 'callers who do not say who they are may do this (access.anonymous)']);
  });

  const day = 86_400_000;
  for (const [when, end, told] of [
    ['is over', -day, 'the certificate of this server is not valid now: callers turn away from it (server.tls.certificateFile)'],
    ['ends within the month', 29 * day, 'the certificate of this server is valid for less than 30 days: renew it (server.tls.certificateFile)'],
    ['is good for longer', 31 * day, undefined],
  ] as const) {
    it(`says of a certificate of its own that ${when}${told === undefined ? ' nothing' : ' that it is so'}, at the start and when it is read again`, async () => {
      const warnings = () => service.logged.filter(({ message }) => message.startsWith('the certificate of this server'));
      const { cert, key } = await service.authority.issue('CN=127.0.0.1', new Date(Date.now() + end));
      service.write('server.crt', cert);
      service.write('server.key', key);
      await service.start({ server: service.tls() });
      expect(warnings().map(({ message }) => message)).to.deep.equal(told === undefined ? [] : [told]);
      await service.watch.reload();
      expect(warnings()).to.have.length(told === undefined ? 0 : 2);
    });
  }

  const passphrase = 'correct horse battery staple';
  const files: readonly (readonly [what: string, file: string, text: string, problem: RegExp])[] = [
    ['a certificate file that holds none', 'server.crt', 'nothing', /^it holds no certificate/],
    ['a certificate that cannot be read', 'server.crt', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /^it holds a certificate that cannot be read/],
    ['a key that is none', 'server.key', passphrase, /^TLS cannot use it with the certificate in/],
    ['an empty key, as it is while it is written', 'server.key', '', /^TLS cannot use it with the certificate in/],
    ['an authority file that holds none', 'authority.crt', 'nothing', /^it holds no certificate/],
  ];
  for (const [what, file, text, problem] of files) {
    it(`does not start with ${what}, names the file and says nothing that is in it`, async () => {
      service.write(file, text);
      const [message, places] = await service.refusalOf({ server: service.tls() });
      expect(message).to.equal(`the file \`${service.at(file)}\` cannot be used`);
      expect(places[0]?.problem).to.match(problem).and.not.contain(passphrase);
    });
  }

  for (const piece of ['-----BEGIN CERTIFICATE-----\nMII', '-----BEG', '-----', '-----END CERTIFICATE-----\n']) {
    it(`does not start with a certificate that ends in a piece, \`${piece.replace('\n', ' ')}\``, async () => {
      for (const [file, whole] of [['authority.crt', service.authority.cert], ['server.crt', service.own.cert]] as const) {
        service.write(file, `${whole}${piece}`);
        expect((await service.refusalOf({ server: service.tls() }))[1]).to.deep.equal([{ at: service.at(file), problem: 'it holds a block that begins or ends and is not whole: write the whole file, best under another name that is then changed to this one' }]);
        service.write(file, whole);
      }
    });
  }

  it('starts with a certificate beside its key, and text around both', async () => {
    const { createPrivateKey } = await import('node:crypto');
    const key = createPrivateKey(service.own.key).export({ type: 'sec1', format: 'pem' }) as string;
    service.write('server.crt', `# own - of 2026\n${service.own.cert}\n# its key\n${key}`);
    service.write('authority.crt', `=====\n${service.authority.cert}\n# next - none\n`);
    await service.start({ server: service.tls() });
    expect(await service.statusOf('/healthz')).to.equal(200);
  });

  it('does not start with the key of another certificate, or a file that is not there', async () => {
    service.write('server.key', (await service.authority.issue('CN=127.0.0.1')).key);
    expect((await service.refusalOf({ server: service.tls() }))[1][0]?.problem).to.match(/^TLS cannot use it with the certificate in .*KEY_VALUES_MISMATCH/);
    expect((await service.refusalOf({ server: service.tls({ keyFile: service.at('nothing') }) }))[1][0]?.problem).to.equal('it cannot be read (ENOENT): server.tls.keyFile must name a file that slotguard may read');
  });

  it('does not start with an authority alone that another one certified', async () => {
    service.write('authority.crt', (await service.authority.certify('CN=Between')).cert);
    expect((await service.refusalOf({ server: service.tls() }))[1]).to.deep.equal([{ at: service.at('authority.crt'), problem: 'it holds no certificate that certifies itself: add that of the authority at the end of the chain, to this file or to another of server.tls.callerAuthorityFiles' }]);
  });

  it('reads the passphrase of its key from a file, and names neither when it is wrong', async () => {
    const { createPrivateKey } = await import('node:crypto');
    service.write('server.key', createPrivateKey(service.own.key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string);
    service.write('passphrase', `${passphrase}\n`);
    await service.start({ server: service.tls({ passphraseFile: service.at('passphrase') }) });
    expect(await service.statusOf('/healthz')).to.equal(200);
    await service.serving?.stop();
    service.write('passphrase', 'wrong secret\n');
    expect(JSON.stringify(await service.refusalOf({ server: service.tls({ passphraseFile: service.at('passphrase') }) }))).to.contain('server.key').and.not.contain('wrong secret');
    expect(JSON.stringify(service.logged)).not.to.contain(passphrase);
  });
});
