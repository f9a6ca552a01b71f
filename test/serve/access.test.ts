import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { expect } from 'chai';
import type { Configuration } from '../../src/configuration/schema.js';
import { Fault } from '../../src/domain/fault.js';
import { serve, type Serving } from '../../src/serve.js';
import { type AccessWatch, watchAccess } from '../../src/watch-access.js';
import { createTestAuthority, type Identity, type TestAuthority } from '../access/authorities.js';
import { createTestIssuer } from '../access/tokens.js';
import { until } from '../support/until.js';
import { type House, setUpHouse } from './house.js';

interface Line {
  line: object;
  message: string;
}

describe('the service and who may use it', function () {
  let house: House;
  let folder: string;
  let authority: TestAuthority;
  let own: Identity;
  let serving: Serving | undefined;
  let watch: AccessWatch;
  let logged: Line[];

  before(async () => {
    house = await setUpHouse();
    folder = mkdtempSync(join(tmpdir(), 'slotguard-access-'));
    authority = await createTestAuthority('CN=Test authority');
    own = await authority.issue('CN=127.0.0.1');
  });
  beforeEach(() => {
    logged = [];
    write('server.crt', own.cert);
    write('server.key', own.key);
    write('authority.crt', authority.cert);
  });
  afterEach(async () => {
    await serving?.stop();
    serving = undefined;
  });
  after(() => {
    house.remove();
    rmSync(folder, { recursive: true });
  });

  const at = (file: string): string => join(folder, file);
  const write = (file: string, text: string): void => { writeFileSync(at(file), text); };
  const note = (line: object, message: string): void => { logged.push({ line, message }); };
  const start = async ({ server = {}, access = {}, overload = {} }: { [Key in 'server' | 'access' | 'overload']?: Partial<Configuration[Key]> }): Promise<Serving> => {
    const { configuration } = house;
    const settings = { ...configuration, server: { ...configuration.server, ...server }, access: { ...configuration.access, ...access }, overload: { ...configuration.overload, ...overload } };
    const log = { info: note, warn: note, error: note };
    watch = watchAccess(settings, log);
    serving = await serve(settings, { log, access: watch });
    return serving;
  };
  const refusalOf = async (...asked: Parameters<typeof start>): Promise<readonly [string, readonly { at: string; problem: string }[]]> => {
    const cause: unknown = await start(...asked).catch((refused: unknown) => refused);
    expect(cause).to.be.instanceOf(Fault).and.include({ code: 'configuration-invalid' });
    return [(cause as Fault).message, (cause as Fault).places];
  };
  const tls = (changes: Partial<Configuration['server']['tls']> = {}) => ({ tls: { ...house.configuration.server.tls, certificateFile: at('server.crt'), keyFile: at('server.key'), callerCertificates: 'optional' as const, callerAuthorityFiles: [at('authority.crt')], ...changes } });
  const ask = (path: string, certificate?: Identity): Promise<{ status: number | undefined; text: string }> => new Promise((resolve, reject) => {
    request(new URL(path, serving?.url), { ca: authority.cert, agent: false, ...(certificate && { cert: certificate.cert, key: certificate.key }) }, (response) => {
      textOf(response).then((text) => resolve({ status: response.statusCode, text }), reject);
    }).on('error', reject).end();
  });
  const statusOf = async (path: string, certificate?: Identity): Promise<number | undefined> => (await ask(path, certificate)).status;

  it('lets a newcomer on his own machine do everything but read MPxNs in clear', async () => {
    const { url } = await start({});
    for (const [path, status] of [['/v1/decisions', 200], ['/v1/rules', 200], ['/metrics', 200], ['/v1/reports/panel', 200], ['/v1/decisions?mpxn=clear', 401]] as const) {
      expect((await fetch(`${url}${path}`)).status, path).to.equal(status);
    }
    expect((await fetch(`${url}/v1/rules`, { headers: { Authorization: 'Bearer of nothing' } })).status).to.equal(200);
  });

  it('opens nothing that was closed when its file is emptied under it', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', token: { subject: 'it' }, scopes: ['rules'] }];
    write('keys.json', JSON.stringify({ keys: [(await createTestIssuer('ours')).publicKey] }));
    const closed = { ...house.configuration.access, callers, tokens: { ...house.configuration.access.tokens, keysFile: at('keys.json'), issuer: 'us', audience: 'slotguard' } };
    const { url } = await start({ access: closed });
    const status = async () => (await fetch(`${url}/v1/rules`)).status;
    expect(await status()).to.equal(401);
    await watch.reload(() => house.configuration.access);
    expect(await status()).to.equal(401);
    expect(logged.map(({ message }) => message)).to.include('access refused, what was in force stays: the configuration would open what was closed');
    await watch.reload(() => ({ ...house.configuration.access, anonymous: ['rules'] }));
    expect(await status()).to.equal(200);
  });

  it('leaves room to callers who are known, however much those ask for who do not say who they are', async () => {
    const known = await authority.issue('CN=known');
    await start({ server: tls(), access: { anonymous: ['decide'], callers: [{ name: 'known', certificate: { thumbprint: known.thumbprint }, scopes: ['decide'] }] }, overload: { maxBatches: 8 } });
    const unfinished: ClientRequest[] = [];
    const beginBatch = (certificate?: Identity): Promise<number | undefined> => new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/x-ndjson' };
      const batch = request(new URL('/v1/decisions/batch', serving?.url), { method: 'POST', headers, ca: authority.cert, agent: false, ...(certificate && { cert: certificate.cert, key: certificate.key }) });
      batch.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject).write('{}\n');
      unfinished.push(batch);
    });
    const statuses: (number | undefined)[] = [];
    for (const certificate of [...Array<undefined>(8), known]) statuses.push(await beginBatch(certificate));
    for (const batch of unfinished.splice(0)) batch.on('error', () => undefined).destroy();
    expect(statuses).to.deep.equal([...Array<number>(7).fill(200), 503, 200]);
  });

  it('does not start without TLS where others could listen, and says what to set', async () => {
    const [message, places] = await refusalOf({ server: { host: '0.0.0.0' } });
    expect(message).to.equal('the configuration would let in whom it should not, or keep out whom it names');
    expect(places.map((place) => place.at)).to.deep.equal(['server.host']);
  });

  it('lets nobody in where others can call without TLS, unless that was said', async () => {
    const { url } = await start({ server: { host: '0.0.0.0', plainHttp: 'anywhere' } });
    const answer = await fetch(`${url.replace('0.0.0.0', '127.0.0.1')}/v1/rules`);
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).to.deep.equal([401, 'no caller is known here: whoever looks after slotguard can name some in access.callers, or let anybody in by access.anonymous']);
    await serving?.stop();
    const open = await start({ server: { host: '0.0.0.0', plainHttp: 'anywhere' }, access: { anonymous: ['rules'] } });
    const openUrl = open.url.replace('0.0.0.0', '127.0.0.1');
    expect([(await fetch(`${openUrl}/v1/rules`)).status, (await fetch(`${openUrl}/metrics`)).status]).to.deep.equal([200, 401]);
    expect(logged.map(({ message }) => message)).to.include.members(['what is said can be read and changed on its way: there is no TLS (server.plainHttp: anywhere)', 'callers who do not say who they are may do this (access.anonymous)']);
  });

  const day = 86_400_000;
  for (const [when, end, told] of [
    ['is over', -day, 'the certificate of this server is not valid now: callers turn away from it (server.tls.certificateFile)'],
    ['ends within the month', 29 * day, 'the certificate of this server is valid for less than 30 days: renew it (server.tls.certificateFile)'],
    ['is good for longer', 31 * day, undefined],
  ] as const) {
    it(`says of a certificate of its own that ${when}${told === undefined ? ' nothing' : ' that it is so'}, at the start and when it is read again`, async () => {
      const warnings = () => logged.filter(({ message }) => message.startsWith('the certificate of this server'));
      const { cert, key } = await authority.issue('CN=127.0.0.1', new Date(Date.now() + end));
      write('server.crt', cert);
      write('server.key', key);
      await start({ server: tls() });
      expect(warnings().map(({ message }) => message)).to.deep.equal(told === undefined ? [] : [told]);
      await watch.reload();
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
      write(file, text);
      const [message, places] = await refusalOf({ server: tls() });
      expect(message).to.equal(`the file \`${at(file)}\` cannot be used`);
      expect(places[0]?.problem).to.match(problem).and.not.contain(passphrase);
    });
  }

  for (const piece of ['-----BEGIN CERTIFICATE-----\nMII', '-----BEG', '-----', '-----END CERTIFICATE-----\n']) {
    it(`does not start with a certificate that ends in a piece, \`${piece.replace('\n', ' ')}\``, async () => {
      for (const [file, whole] of [['authority.crt', authority.cert], ['server.crt', own.cert]] as const) {
        write(file, `${whole}${piece}`);
        expect((await refusalOf({ server: tls() }))[1]).to.deep.equal([{ at: at(file), problem: 'it holds a block that begins or ends and is not whole: write the whole file, best under another name that is then changed to this one' }]);
        write(file, whole);
      }
    });
  }

  it('starts with a certificate beside its key, and text around both', async () => {
    const { createPrivateKey } = await import('node:crypto');
    const key = createPrivateKey(own.key).export({ type: 'sec1', format: 'pem' }) as string;
    write('server.crt', `# own - of 2026\n${own.cert}\n# its key\n${key}`);
    write('authority.crt', `=====\n${authority.cert}\n# next - none\n`);
    await start({ server: tls() });
    expect(await statusOf('/healthz')).to.equal(200);
  });

  it('does not start with the key of another certificate, or a file that is not there', async () => {
    write('server.key', (await authority.issue('CN=127.0.0.1')).key);
    expect((await refusalOf({ server: tls() }))[1][0]?.problem).to.match(/^TLS cannot use it with the certificate in .*KEY_VALUES_MISMATCH/);
    expect((await refusalOf({ server: tls({ keyFile: at('nothing') }) }))[1][0]?.problem).to.equal('it cannot be read (ENOENT): server.tls.keyFile must name a file that slotguard may read');
  });

  it('does not start with an authority alone that another one certified', async () => {
    write('authority.crt', (await authority.certify('CN=Between')).cert);
    expect((await refusalOf({ server: tls() }))[1]).to.deep.equal([{ at: at('authority.crt'), problem: 'it holds no certificate that certifies itself: add that of the authority at the end of the chain, to this file or to another of server.tls.callerAuthorityFiles' }]);
  });

  it('reads the passphrase of its key from a file, and names neither when it is wrong', async () => {
    const { createPrivateKey } = await import('node:crypto');
    write('server.key', createPrivateKey(own.key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }) as string);
    write('passphrase', `${passphrase}\n`);
    await start({ server: tls({ passphraseFile: at('passphrase') }) });
    expect(await statusOf('/healthz')).to.equal(200);
    await serving?.stop();
    write('passphrase', 'wrong secret\n');
    expect(JSON.stringify(await refusalOf({ server: tls({ passphraseFile: at('passphrase') }) }))).to.contain('server.key').and.not.contain('wrong secret');
    expect(JSON.stringify(logged)).not.to.contain(passphrase);
  });

  it('takes up files that change, and the table when it is told to', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules'] }];
    const it = await authority.issue('CN=it');
    await start({ server: tls(), access: { callers, reloadSeconds: 0.05 } });
    expect([await statusOf('/v1/rules', it), await statusOf('/metrics', it)]).to.deep.equal([200, 403]);

    await watch.reload(() => ({ ...house.configuration.access, callers: [{ ...callers[0]!, scopes: ['admin'] }] }));
    expect([await statusOf('/v1/rules', it), await statusOf('/metrics', it)]).to.deep.equal([403, 200]);

    await watch.reload(() => { throw new Fault('configuration-invalid', 'half a file'); });
    await watch.reload(() => ({ ...house.configuration.access, callers: [{ name: 'it', scopes: [] }] }));
    expect(await statusOf('/metrics', it)).to.equal(200);
    expect(logged.filter(({ message }) => message.startsWith('access refused, what was in force stays: '))).to.have.length(2);

    write('authority.crt', (await createTestAuthority('CN=Other')).cert);
    await until(() => logged.filter(({ message }) => message === 'access reloaded').length === 2);
    expect(await statusOf('/metrics', it)).to.equal(401);
  });

  it('takes up a table that was asked for while a key was half written as soon as it is whole', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules'] }];
    const it = await authority.issue('CN=it');
    await start({ server: tls(), access: { callers, reloadSeconds: 0.05 } });
    write('server.key', '');
    await watch.reload(() => ({ ...house.configuration.access, callers: [{ ...callers[0]!, name: 'another', certificate: { subject: 'CN=another' } }] }));
    expect(await statusOf('/v1/rules', it)).to.equal(200);
    write('server.key', own.key);
    await until(() => logged.some(({ message }) => message === 'access reloaded'));
    expect(await statusOf('/v1/rules', it)).to.equal(401);
  });

  it('renews its certificate though a table was asked for that names a file which is not there', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules'] }];
    const it = await authority.issue('CN=it');
    await start({ server: tls(), access: { callers, reloadSeconds: 0.05 } });
    await watch.reload(() => ({ ...house.configuration.access, callers: [], tokens: { ...house.configuration.access.tokens, keysFile: at('nowhere.json'), issuer: 'us', audience: 'slotguard' } }));
    const next = await authority.issue('CN=127.0.0.1');
    write('server.crt', next.cert);
    write('server.key', next.key);
    await until(() => logged.some(({ message }) => message === 'access reloaded'));
    expect(await statusOf('/v1/rules', it)).to.equal(200);
  });

  it('does not take up a table that was asked for before another one, which was refused', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules'] }];
    const it = await authority.issue('CN=it');
    await start({ server: tls(), access: { callers, reloadSeconds: 0.05 } });
    const opened = { ...house.configuration.access, callers: [{ ...callers[0]!, scopes: ['rules' as const, 'admin' as const] }] };
    await watch.reload(() => ({ ...opened, tokens: { ...house.configuration.access.tokens, keysFile: at('later.json'), issuer: 'us', audience: 'slotguard' } }));
    await watch.reload(() => ({ ...house.configuration.access, callers: [{ name: 'it', scopes: [] }] }));
    write('later.json', JSON.stringify({ keys: [(await createTestIssuer('ours')).publicKey] }));
    write('authority.crt', `${authority.cert}\n${(await createTestAuthority('CN=Other')).cert}`);
    await until(() => logged.some(({ message }) => message === 'access reloaded'));
    expect([await statusOf('/v1/rules', it), await statusOf('/metrics', it)]).to.deep.equal([200, 403]);
  });

  it('tells at /readyz that a change was refused, until one is taken up, also where the files go on with the table in force', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['admin'] }];
    const it = await authority.issue('CN=it');
    await start({ server: tls(), access: { callers, reloadSeconds: 0.05 } });
    const checked = async (): Promise<unknown> => (JSON.parse((await ask('/readyz', it)).text) as { checks: Record<string, unknown> }).checks.access;
    expect(await checked()).to.deep.equal({ ok: true });
    const refused = { ok: true, detail: 'the last change of who may do what was refused, what was in force stays: the log says why' };
    await watch.reload(() => ({ ...house.configuration.access, tokens: { ...house.configuration.access.tokens, keysFile: at('nowhere.json'), issuer: 'us', audience: 'slotguard' } }));
    expect(await checked()).to.deep.equal(refused);
    const next = await authority.issue('CN=127.0.0.1');
    write('server.crt', next.cert);
    write('server.key', next.key);
    await until(() => logged.some(({ message }) => message === 'access reloaded'));
    expect(await checked()).to.deep.equal(refused);
    await watch.reload(() => house.configuration.access);
    expect(await checked()).to.deep.equal({ ok: true });
  });

  it('tells whoever listens late of what was taken up before', async () => {
    const { configuration } = house;
    const early = watchAccess({ ...configuration, access: { ...configuration.access, reloadSeconds: 0 } }, { info: note, warn: note, error: note });
    await early.reload(() => ({ ...configuration.access, anonymous: ['rules'] }));
    const heard: unknown[] = [];
    early.follow(({ access: { anonymous } }) => {
      heard.push(anonymous);
      return Promise.resolve();
    });
    await until(() => heard.length === 1);
    expect(heard).to.deep.equal([['rules']]);
  });
});
