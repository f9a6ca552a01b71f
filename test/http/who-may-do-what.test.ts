import { expect } from 'chai';
import { scopes, type Scope } from '../../src/access/scope.js';
import type { CallerSettings } from '../../src/access/settings.js';
import type { Problem } from '../../src/http/problems.js';
import { routes } from '../../src/http/routes.js';
import type { Identity } from '../access/authorities.js';
import { type Guarded, removeFolders, type Showing, startGuarded } from '../access/guarded-http.js';
import { mpan } from '../support/decision-point.js';
import { asJson, type Ask, jsonRequest, stopHttp, xmlRequest } from '../support/http.js';
import { until } from '../support/until.js';

const ways = routes.flatMap(({ path, get, post }) => [...(get ? [{ method: 'GET', path, needs: get.needs }] : []), ...(post ? [{ method: 'POST', path, needs: post.needs }] : [])]);
const codeOf = (text: string): string => (JSON.parse(text) as Problem).code;
const detailOf = (text: string): string | undefined => (JSON.parse(text) as Problem).detail;

/** What is asked of each path, so that whoever may is answered 200. */
async function bodyFor(path: string): Promise<Ask> {
  if (path === '/v1/decisions') return xmlRequest('eastern');
  if (path === '/v1/decisions/batch') return { headers: { 'Content-Type': 'application/x-ndjson' }, body: JSON.stringify(await jsonRequest('eastern', 1)) };
  return {};
}

describe('who may do what', () => {
  let guarded: Guarded;
  let one: Identity;
  let showings: Record<string, () => Promise<Showing>>;
  let decisionId = '';
  const callers: CallerSettings[] = [];

  /** The caller `it` has these scopes from now on, by whichever mark. */
  const grant = async (granted: readonly Scope[]): Promise<void> => {
    callers.splice(0, callers.length, { name: 'it', certificate: { thumbprint: one.thumbprint }, token: { subject: 'dsp' }, scopes: granted });
    await guarded.access.reload(() => guarded.settings);
  };
  const linesLogged = () => guarded.http.logged.map(({ line }) => line as { status?: number; caller?: string; stranger?: string; mpxn?: string });
  const pathOf = (path: string): string => path.replace(':decisionId', decisionId).replace(':id', 'verified');

  before(async () => {
    guarded = await startGuarded(callers);
    one = await guarded.authority.issue('CN=it');
    showings = {
      certificate: () => Promise.resolve({ certificate: one }),
      token: async () => ({ token: await guarded.issuer.sign() }),
      'certificate and token': async () => ({ certificate: one, token: await guarded.issuer.sign() }),
    };
    await grant(['decide']);
    await guarded.ask('POST', '/v1/decisions', { certificate: one }, await xmlRequest('eastern'));
    decisionId = guarded.http.records.records[0]!.decisionId;
  });
  after(async () => {
    await stopHttp();
    removeFolders();
  });

  for (const scope of scopes) {
    for (const shown of ['certificate', 'token', 'certificate and token']) {
      it(`by ${shown} with the scope ${scope}: what needs it, and nothing else`, async () => {
        await grant([scope]);
        const showing = await showings[shown]!();
        for (const { method, path, needs } of ways) {
          const recordsBefore = guarded.http.records.records.length + guarded.http.records.attempts.length;
          const { status, text } = await guarded.ask(method, pathOf(path), showing, method === 'POST' ? await bodyFor(path) : {});
          const may = needs === scope || needs === 'anybody';
          expect(status, `${method} ${path}`).to.equal(may ? 200 : 403);
          if (!may) {
            expect([codeOf(text), detailOf(text)]).to.deep.equal(['scope-missing', `\`it\` lacks the scope \`${needs}\`: whoever looks after slotguard can add it in access.callers`]);
            expect(guarded.http.records.records.length + guarded.http.records.attempts.length).to.equal(recordsBefore);
          }
        }
      });
    }
  }

  it('with every scope: everything', async () => {
    await grant(scopes);
    for (const { method, path } of ways) expect((await guarded.ask(method, pathOf(path), { certificate: one }, method === 'POST' ? await bodyFor(path) : {})).status, path).to.equal(200);
  });

  it('with no scope, and as nobody: only what is open to anybody', async () => {
    await grant([]);
    for (const { method, path, needs } of ways) {
      for (const [showing, refused] of [[{ certificate: one }, 403], [{}, 401]] as const) {
        expect((await guarded.ask(method, pathOf(path), showing, method === 'POST' ? await bodyFor(path) : {})).status, path).to.equal(needs === 'anybody' ? 200 : refused);
      }
    }
  });

  it('HEAD needs what GET needs; OPTIONS, other methods and other paths tell nothing', async () => {
    await grant(['report']);
    for (const { path, needs } of ways.filter(({ method }) => method === 'GET')) {
      expect((await guarded.ask('HEAD', pathOf(path))).status, path).to.equal(needs === 'anybody' ? 200 : 401);
      expect((await guarded.ask('OPTIONS', pathOf(path))).status, path).to.equal(204);
      expect((await guarded.ask('DELETE', pathOf(path))).status, path).to.equal(405);
    }
    expect((await guarded.ask('GET', '/v1/nothing')).status).to.equal(404);
  });

  describe('those who are not known', () => {
    let foreign: Identity;
    let forged: Identity;
    let expired: Identity;
    let unlisted: Identity;
    const ask = (showing: Showing, asked: Ask = {}) => guarded.ask('GET', '/v1/rules', showing, asked);
    before(async () => {
      const { createTestAuthority } = await import('../access/authorities.js');
      foreign = await (await createTestAuthority('CN=Test authority')).issue('CN=it');
      forged = await guarded.authority.forge('CN=it');
      expired = await guarded.authority.issue('CN=it', new Date(Date.now() - 1000));
      unlisted = await guarded.authority.issue('CN=nobody');
      callers.splice(0, callers.length, { name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules'] }, { name: 'other', token: { subject: 'dsp' }, scopes: ['rules'] });
      await guarded.access.reload(() => guarded.settings);
    });

    it('are not those whose subject is listed', async () => {
      expect((await ask({ certificate: await guarded.authority.issue('CN=it') })).status).to.equal(200);
      expect((await ask({ certificate: await guarded.authority.issue('CN=it, O=it') })).status).to.equal(401);
      expect((await ask({ certificate: await guarded.authority.issue('O=it, CN=it') })).status).to.equal(401);
    });

    const cases: readonly (readonly [what: string, showing: () => Showing | Promise<Showing>, detail: string, why: string | undefined])[] = [
      ['show nothing', () => ({}), 'say who you are: connect with a client certificate, or send `Authorization: Bearer TOKEN`', undefined],
      ['show a certificate of another authority, with the same names', () => ({ certificate: foreign }), 'the client certificate is not of a caller who is known here: connect with one that is', 'certificate: '],
      ['show a certificate that only looks like one of the authority', () => ({ certificate: forged }), 'the client certificate is not of a caller who is known here: connect with one that is', 'certificate: CERT_SIGNATURE_FAILURE'],
      ['show a certificate that is over', () => ({ certificate: expired }), 'the client certificate is not of a caller who is known here: connect with one that is', 'certificate: CERT_HAS_EXPIRED'],
      ['show a certificate that nobody has listed', () => ({ certificate: unlisted }), 'the client certificate is not of a caller who is known here: connect with one that is', 'certificate: CALLER_UNKNOWN CN=nobody'],
      ['send a token that is over', async () => ({ token: await guarded.issuer.sign({ exp: 1 }) }), 'the token is not of a caller who is known here: send a good one as `Authorization: Bearer TOKEN`', 'token: ERR_JWT_EXPIRED'],
      ['send a token of nobody listed', async () => ({ token: await guarded.issuer.sign({ sub: 'nobody' }) }), 'the token is not of a caller who is known here: send a good one as `Authorization: Bearer TOKEN`', 'token: CALLER_UNKNOWN'],
      ['send what is no token', () => ({ token: 'nonsense' }), 'the token is not of a caller who is known here: send a good one as `Authorization: Bearer TOKEN`', 'token: ERR_JWS_INVALID'],
      ['send a good token over a bad certificate', async () => ({ token: await guarded.issuer.sign(), certificate: expired }), 'the client certificate is not of a caller who is known here: connect with one that is', 'certificate: CERT_HAS_EXPIRED'],
      ["show one caller's certificate and another's token", async () => ({ token: await guarded.issuer.sign(), certificate: await guarded.authority.issue('CN=it') }), 'the client certificate and the token are not of the same caller: show either, or two of one caller', 'both: TWO_IDENTITIES'],
    ];
    for (const [what, showing, detail, why] of cases) {
      it(what, async () => {
        guarded.http.logged.length = 0;
        const { status, text, headers } = await ask(await showing());
        expect([status, codeOf(text), detailOf(text)]).to.deep.equal([401, 'not-identified', detail]);
        expect(headers['www-authenticate']).to.equal(`Bearer realm="slotguard"${detail.startsWith('the token') ? ', error="invalid_token"' : ''}`);
        const isWhy = (stranger: string | undefined) => (why === undefined ? stranger === undefined : stranger?.startsWith(why));
        await until(() => linesLogged().some(({ status: told, stranger, caller }) => told === 401 && caller === undefined && isWhy(stranger)));
      });
    }

    it('send credentials of another kind', async () => {
      for (const authorization of ['Basic ZHNwOmRzcA==', 'Bearer', 'Bearer a b', '', 'Bearer ,']) {
        expect((await ask({}, { headers: { authorization } })).status, authorization).to.equal(401);
      }
    });

    it('send two tokens, of which one is good: that is malformed', async () => {
      const token = await guarded.issuer.sign();
      const { status, text } = await ask({}, { headers: { authorization: [`Bearer ${token}`, 'Bearer other'] as unknown as string } });
      expect([status, detailOf(text)]).to.deep.equal([400, 'there are 2 Authorization headers: send one']);
    });

    it('are still told whether slotguard is alive', async () => {
      for (const showing of [{}, { certificate: foreign }, { token: 'nonsense' }]) expect((await guarded.ask('GET', '/healthz', showing)).status).to.equal(200);
    });
  });

  it('a token is believed by its word `bearer` in any case, and on a connection whose certificate is of nobody listed', async () => {
    callers.splice(0, callers.length, { name: 'it', token: { subject: 'dsp' }, scopes: ['rules'] });
    await guarded.access.reload(() => guarded.settings);
    const token = await guarded.issuer.sign();
    expect((await guarded.ask('GET', '/v1/rules', {}, { headers: { authorization: `bearer ${token}` } })).status).to.equal(200);
    expect((await guarded.ask('GET', '/v1/rules', { token, certificate: await guarded.authority.issue('CN=proxy') })).status).to.equal(200);
  });

  describe('MPxNs in clear', () => {
    it('are for those with both scopes, who ask for them', async () => {
      for (const [granted, status, detail] of [[['read-decisions', 'clear-mpxn'], 200, undefined], [['read-decisions'], 403, '`it` lacks the scope `clear-mpxn`: whoever looks after slotguard can add it in access.callers'], [['clear-mpxn'], 403, '`it` lacks the scope `read-decisions`: whoever looks after slotguard can add it in access.callers']] as const) {
        await grant(granted);
        for (const path of ['/v1/decisions', `/v1/decisions/${decisionId}`]) {
          const masked = await guarded.ask('GET', path, { certificate: one });
          expect(masked.text.includes(mpan)).to.equal(false);
          const clear = await guarded.ask('GET', `${path}?mpxn=clear`, { certificate: one });
          expect([clear.status, clear.text.includes(mpan), status === 200 ? undefined : detailOf(clear.text)]).to.deep.equal([status, status === 200, detail]);
        }
      }
    });

    it('leave in the log who read them, and not what', async () => {
      await grant(['read-decisions', 'clear-mpxn']);
      guarded.http.logged.length = 0;
      await guarded.ask('GET', '/v1/decisions?mpxn=clear', { certificate: one });
      await until(() => linesLogged().some(({ caller, mpxn }) => caller === 'it' && mpxn === 'clear'));
      expect(JSON.stringify(guarded.http.logged)).not.to.contain(mpan);
    });

    it('are asked for by one word, and another is not said again', async () => {
      await grant(['read-decisions', 'clear-mpxn']);
      const { status, text } = await guarded.ask('GET', `/v1/decisions?mpxn=${mpan}`, { certificate: one });
      expect([status, text.includes(mpan)]).to.deep.equal([400, false]);
    });
  });

  it('why slotguard is not ready is told to those who look after it', async () => {
    const readiness = { ready: false, checks: { rules: { ok: true, detail: 'rules/x.yaml:1:1' }, store: { ok: false, detail: '/var/lib/x is gone' } } };
    guarded.http.parts.readiness = () => readiness;
    await grant(['admin']);
    const told = await guarded.ask('GET', '/readyz', { certificate: one });
    expect(JSON.parse(told.text)).to.deep.include({ checks: readiness.checks, detail: 'store: /var/lib/x is gone' });
    const { text, status } = await guarded.ask('GET', '/readyz');
    expect(status).to.equal(503);
    expect(JSON.parse(text)).to.deep.include({ checks: { rules: { ok: true }, store: { ok: false } }, detail: 'store' });
  });

  it('is asked before the body is read, and nothing waits for one that is not sent', async () => {
    const { status } = await guarded.ask('POST', '/v1/decisions', {}, { headers: { 'Content-Type': 'application/xml', Expect: '100-continue' }, body: 'x'.repeat(60_000) });
    expect(status).to.equal(401);
  });

  it('leaves the name of the caller in the log, and nowhere in the audit', async () => {
    callers.splice(0, callers.length, { name: 'somebody-special', certificate: { thumbprint: one.thumbprint }, scopes: ['decide'] });
    await guarded.access.reload(() => guarded.settings);
    await guarded.ask('POST', '/v1/decisions', { certificate: one }, asJson(await jsonRequest('eastern', 77)));
    await until(() => linesLogged().some(({ caller, status }) => caller === 'somebody-special' && status === 200));
    expect(JSON.stringify(guarded.http.records.records)).not.to.contain('somebody-special');
  });

  it('how often is limited by caller, and who is limited is told when to come again', async () => {
    const other = await guarded.authority.issue('CN=other');
    callers.splice(0, callers.length, { name: 'it', certificate: { thumbprint: one.thumbprint }, scopes: ['rules'], requestsPerSecond: 1, burst: 30 }, { name: 'other', certificate: { thumbprint: other.thumbprint }, scopes: ['rules'] });
    await guarded.access.reload(() => guarded.settings);
    const statuses: number[] = [];
    for (let count = 0; count < 30; count += 1) statuses.push((await guarded.ask('GET', '/v1/rules', { certificate: one })).status);
    expect(new Set(statuses)).to.deep.equal(new Set([200]));
    const { status, text, headers } = await guarded.ask('GET', '/v1/rules', { certificate: one });
    expect([status, codeOf(text)]).to.deep.equal([429, 'too-many-requests']);
    expect(Number(headers['retry-after'])).to.be.within(1, 30);
    expect(detailOf(text)).to.equal(`\`it\` sent more than 30 requests in 30 s: send again in ${String(headers['retry-after'])} s`);
    expect((await guarded.ask('GET', '/v1/rules', { certificate: other })).status).to.equal(200);
    expect((await guarded.ask('GET', '/healthz', { certificate: one })).status).to.equal(200);
    expect((await guarded.ask('GET', '/metrics', { certificate: one })).status, 'what he may not do counts too').to.equal(429);
  });
});
