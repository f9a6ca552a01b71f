import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { putInForce } from '../../src/access-in-force.js';
import type { CallerSettings } from '../../src/access/settings.js';
import type { Configuration } from '../../src/configuration/schema.js';
import { type AccessWatch, watchAccess } from '../../src/watch-access.js';
import { load } from '../configuration/configuration-files.js';
import { type Ask, type HttpChoices, startHttp, type TestHttp } from '../support/http.js';
import { type Answered, expectAnswerMatches } from '../support/openapi.js';
import { createTestAuthority, type Identity, type TestAuthority } from './authorities.js';
import { audience, createTestIssuer, issuer, type TestIssuer } from './tokens.js';

export type CallerCertificates = Configuration['server']['tls']['callerCertificates'];

export interface Guarded {
  http: TestHttp;
  access: AccessWatch;
  authority: TestAuthority;
  issuer: TestIssuer;
  /** the `access` keys, which a test may change before it has them reloaded */
  settings: Configuration['access'];
  /** how many milliseconds the service is ahead of the time */
  clock: { ahead: number };
  /** writes another file over `server.crt`, `server.key`, `authority.crt` or `keys.json` */
  write: (file: string, text: string) => void;
  /** asks on a connection of its own, unless an agent is given; the answer is held against the OpenAPI document */
  ask: (method: string, path: string, showing?: Showing, asked?: Ask) => Promise<Answered>;
}

/** What a caller shows. */
export interface Showing {
  certificate?: Pick<Identity, 'cert' | 'key'> | undefined;
  token?: string | undefined;
  agent?: Agent;
  tls?: ConnectionOptions;
}

const folders: string[] = [];

/** The HTTP interface behind TLS, its certificate and its callers' of one authority, with tokens read, too. */
export async function startGuarded(callers: readonly CallerSettings[], { callerCertificates = 'optional', http: choices = {} }: { callerCertificates?: CallerCertificates; http?: HttpChoices } = {}): Promise<Guarded> {
  const folder = mkdtempSync(join(tmpdir(), 'slotguard-access-'));
  folders.push(folder);
  const at = (file: string) => join(folder, file);
  const write: Guarded['write'] = (file, text) => { writeFileSync(at(file), text); };
  const [authority, tokenIssuer] = await Promise.all([createTestAuthority('CN=Test authority'), createTestIssuer('ours')]);
  const own = await authority.issue('CN=127.0.0.1');
  write('server.crt', own.cert);
  write('server.key', own.key);
  write('authority.crt', authority.cert);
  write('keys.json', JSON.stringify({ keys: [tokenIssuer.publicKey] }));

  const { values } = load([]);
  const callerAuthorityFiles = callerCertificates === 'off' ? [] : [at('authority.crt')];
  const files = { certificateFile: at('server.crt'), keyFile: at('server.key'), callerAuthorityFiles };
  const tls = { ...values.server.tls, ...files, callerCertificates };
  const settings: Configuration['access'] = {
    ...values.access,
    reloadSeconds: 0,
    tokens: { ...values.access.tokens, keysFile: at('keys.json'), issuer, audience },
    callers: callers as Configuration['access']['callers'],
  };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const server = { ...values.server, tls };
  const access = watchAccess({ ...values, server, access: settings }, silent);
  const clock = { ahead: 0 };
  const inForce = await putInForce(server, access.first, () => Date.now() + clock.ahead);
  const http = await startHttp({ ...choices, parts: { ...choices.parts, gate: inForce.gate }, settings: { ...choices.settings, tls: inForce.tls() } });
  inForce.eachTls(http.renewTls);
  access.follow(inForce.take);
  const ask: Guarded['ask'] = async (method, path, showing = {}, asked = {}) => {
    const answered = await send(http.url, { method, path, authority: authority.cert, showing, asked });
    expectAnswerMatches(method, path, answered);
    return answered;
  };
  return { http, access, authority, issuer: tokenIssuer, settings, clock, write, ask };
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

interface Sent {
  method: string;
  path: string;
  /** that certified the server */
  authority: string;
  showing: Showing;
  asked: Ask;
}

function send(url: string, { method, path, authority, showing, asked }: Sent): Promise<Answered> {
  const { certificate, token, agent = new Agent({ keepAlive: false, maxCachedSessions: 0 }), tls = {} } = showing;
  const headers = {
    ...asked.headers,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(asked.body !== undefined && { 'content-length': Buffer.byteLength(asked.body) }),
  };
  const credentials = certificate && { cert: certificate.cert, key: certificate.key };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method, headers, agent, ca: authority, ...credentials, ...tls }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers as Answered['headers'], text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(asked.body);
  });
}
