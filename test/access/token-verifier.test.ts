import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import type { TokenSettings } from '../../src/access/settings.js';
import { readTokenKeys } from '../../src/access/token-keys.js';
import { createTokenVerifier, type TokenVerifier, type Verified } from '../../src/access/token-verifier.js';
import { Fault } from '../../src/domain/fault.js';
import { audience, createTestIssuer, encode, issuer, seconds, type TestIssuer } from './tokens.js';

const settings: TokenSettings = { keysFile: 'keys.json', issuer, audience, algorithms: ['ES256', 'RS256'], clockToleranceSeconds: 5 };

describe('a token', () => {
  let [ours, foreign]: TestIssuer[] = [];
  let verifier: TokenVerifier;
  const clock = { now: Date.now() };
  const verify = async (token: string | Promise<string>): Promise<Verified> => verifier.verify(await token);
  const verifierOf = (keys: object[], changes: Partial<TokenSettings> = {}) => createTokenVerifier({ ...settings, ...changes }, readTokenKeys(JSON.stringify({ keys }), 'keys.json'), () => clock.now);

  before(async () => {
    [ours, foreign] = [await createTestIssuer('ours'), await createTestIssuer('foreign')];
  });
  beforeEach(async () => {
    clock.now = Date.now();
    verifier = await verifierOf([ours!.publicKey]);
  });

  it('of the issuer, for slotguard, signed by its key and not over is believed', async () => {
    expect(await verify(ours!.sign())).to.deep.equal({ subject: 'dsp' });
    expect(await verify(ours!.sign({ aud: ['other', audience], nbf: seconds(-60), exp: seconds(60) }))).to.deep.equal({ subject: 'dsp' });
  });

  const claims: readonly (readonly [what: string, claims: object, why: string])[] = [
    ['that is over', { exp: seconds(-6) }, 'ERR_JWT_EXPIRED'],
    ['that never ends', { exp: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['that has not begun', { nbf: seconds(86_400) }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['for another audience', { aud: 'other' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['for nobody in particular', { aud: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['of another issuer', { iss: 'https://issuer.example.org' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['of no issuer', { iss: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['of no subject', { sub: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['whose subject is no text', { sub: { toString: 'dsp' } }, 'SUBJECT_NO_TEXT'],
    ['whose end is no number', { exp: 'never' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ];
  for (const [what, changes, why] of claims) {
    it(`${what} is not`, async () => {
      expect(await verify(ours!.sign(changes))).to.deep.equal({ why });
    });
  }

  it('signed by nobody, or with the public key as a secret, is not', async () => {
    const body = encode({ iss: issuer, aud: audience, sub: 'dsp', exp: seconds(60) });
    const none = `${encode({ alg: 'none', kid: 'ours' })}.${body}.`;
    const head = `${encode({ alg: 'HS256', kid: 'ours' })}.${body}`;
    const pem = createPublicKey({ key: { ...ours!.publicKey }, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
    const hmac = `${head}.${createHmac('sha256', pem).update(head).digest('base64url')}`;
    for (const token of [none, hmac]) expect(await verify(token)).to.deep.equal({ why: 'ERR_JOSE_ALG_NOT_ALLOWED' });
  });

  it('signed by a key that it brings along, or that is of nobody here, is not', async () => {
    expect(await verify(foreign!.sign())).to.deep.equal({ why: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(await verify(foreign!.sign({}, { kid: 'ours' }))).to.deep.equal({ why: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    expect(await verify(foreign!.sign({}, { kid: 'ours', jwk: foreign!.publicKey } as object))).to.deep.equal({ why: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });

  it('changed in a letter of any part is not', async () => {
    const token = await ours!.sign();
    const parts = token.split('.');
    for (const [index, part] of parts.entries()) {
      const changed = parts.with(index, `${part.slice(0, 20)}${part[20] === 'A' ? 'B' : 'A'}${part.slice(21)}`).join('.');
      expect(await verify(changed), changed).to.have.property('why');
    }
    for (const rubbish of ['', '.', '..', 'a.b.c', token.slice(0, -1), `${token}.`, `${token}A`, token.replace('.', '')]) expect(await verify(rubbish), rubbish).to.have.property('why');
  });

  it('that does not name its key is believed by any key of the set that signed it, and by none that did not', async () => {
    const unnamed = { kid: undefined } as object;
    const [token, strange, over] = [await ours!.sign({}, unnamed), await foreign!.sign({}, unnamed), await ours!.sign({ exp: seconds(-60) }, unnamed)];
    expect(await verify(token)).to.deep.equal({ subject: 'dsp' });
    const [one, other] = [ours!.publicKey, (await createTestIssuer('other')).publicKey].map((key) => ({ ...key, kid: undefined }));
    for (const keys of [[one!, other!], [other!, one!], [other!, foreign!.publicKey, one!]]) {
      verifier = await verifierOf(keys);
      expect(await verify(token)).to.deep.equal({ subject: 'dsp' });
      expect(await verify(over)).to.deep.equal({ why: 'ERR_JWT_EXPIRED' });
    }
    verifier = await verifierOf([one!, other!]);
    expect(await verify(strange)).to.deep.equal({ why: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    expect(await verify(foreign!.sign())).to.deep.equal({ why: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it('is remembered until it is over, and never where it was refused', async () => {
    const [good, bad] = [await ours!.sign({ exp: seconds(60) }), await foreign!.sign()];
    expect(verifier.recall(good)).to.equal(undefined);
    await Promise.all([verify(good), verify(bad)]);
    expect([verifier.recall(good), verifier.recall(`${good}A`), verifier.recall(bad)]).to.deep.equal([{ subject: 'dsp' }, undefined, undefined]);
    clock.now += 66_000;
    expect(verifier.recall(good)).to.equal(undefined);
    expect(await verify(good)).to.deep.equal({ why: 'ERR_JWT_EXPIRED' });
  });

  it('that is over is believed for as long as clocks may differ, remembered or not', async () => {
    const [seen, unseen] = await Promise.all([60, 60].map((end, index) => ours!.sign({ exp: seconds(end), jti: String(index) })));
    await verify(seen!);
    clock.now += 63_000;
    expect([verifier.recall(seen!), await verify(unseen!)]).to.deep.equal([{ subject: 'dsp' }, { subject: 'dsp' }]);
  });

  it('is of nobody where no issuer or no audience is named', async () => {
    for (const nobody of [{ issuer: null }, { audience: null }]) {
      verifier = await verifierOf([ours!.publicKey], nobody);
      expect(await verify(ours!.sign())).to.deep.equal({ why: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
    }
  });

  it('takes no more memory than that of a thousand', async () => {
    const first = await ours!.sign({ sub: 'first' });
    await verify(first);
    for (let count = 0; count < 1000; count += 1) await verify(ours!.sign({ sub: String(count) }));
    expect(verifier.recall(first)).to.equal(undefined);
  });
});

describe('the keys of tokens', () => {
  const problemsOf = (text: string): string[] => {
    try {
      readTokenKeys(text, 'keys.json');
      return [];
    } catch (cause) {
      expect(cause).to.be.instanceOf(Fault).and.include({ code: 'configuration-invalid' });
      const { message, places } = cause as Fault;
      return places.length === 0 ? [message] : places.map(({ at, problem }) => `${at}: ${problem}`);
    }
  };
  const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });

  it('are public keys of EC, OKP and RSA', () => {
    const keys = [rsa(2048).publicKey, generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, generateKeyPairSync('ed25519').publicKey].map((key) => key.export({ format: 'jwk' }));
    expect(problemsOf(JSON.stringify({ keys }))).to.deep.equal([]);
  });

  for (const text of ['', '{}', '[]', 'null', '{"keys":[]}', '{"keys":{}}', '-----BEGIN PUBLIC KEY-----']) {
    it(`are not \`${text}\``, () => {
      expect(problemsOf(text)).to.deep.equal(['`keys.json` is no JWKS: write { "keys": [ ... ] } with a public key at least']);
    });
  }

  it('are neither secret, nor weak, nor anything else, and what is secret is not said', () => {
    const secret = rsa(2048).privateKey.export({ format: 'jwk' });
    const keys = [secret, { kty: 'oct', k: 'c2VjcmV0' }, rsa(1024).publicKey.export({ format: 'jwk' }), { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, 7, null];
    const problems = problemsOf(JSON.stringify({ keys }));
    const isSecret = 'it is secret: whoever checks tokens needs the public half only, and must not be able to make one';
    expect(problems).to.deep.equal([
      `keys.json, key 1: ${isSecret}`, `keys.json, key 2: ${isSecret}`, 'keys.json, key 3: it has 1024 bits: an RSA key needs 2048 at least',
      'keys.json, key 4: it cannot be read: write an EC, OKP or RSA public key', 'keys.json, key 5: it is no key', 'keys.json, key 6: it is no key',
    ]);
  });
});
