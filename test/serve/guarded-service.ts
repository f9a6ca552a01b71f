import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
import { type House, setUpHouse } from './house.js';

interface Line {
  line: object;
  message: string;
}

/** A service for each test of the `describe` that calls this, which knows callers by certificates of one authority, with files of its own for both. */
export function guardedService() {
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
    const settings = {
      ...configuration,
      server: { ...configuration.server, ...server },
      access: { ...configuration.access, ...access },
      overload: { ...configuration.overload, ...overload },
    };
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
  const tls = (changes: Partial<Configuration['server']['tls']> = {}) => ({
    tls: {
      ...house.configuration.server.tls,
      certificateFile: at('server.crt'),
      keyFile: at('server.key'),
      callerCertificates: 'optional' as const,
      callerAuthorityFiles: [at('authority.crt')],
      ...changes,
    },
  });
  const ask = (path: string, certificate?: Identity): Promise<{ status: number | undefined; text: string }> => new Promise((resolve, reject) => {
    const credentials = certificate && { cert: certificate.cert, key: certificate.key };
    request(new URL(path, serving?.url), { ca: authority.cert, agent: false, ...credentials }, (response) => {
      textOf(response).then((text) => resolve({ status: response.statusCode, text }), reject);
    }).on('error', reject).end();
  });
  const statusOf = async (path: string, certificate?: Identity): Promise<number | undefined> => (await ask(path, certificate)).status;

  return {
    at, write, note, start, refusalOf, tls, ask, statusOf,
    get house() { return house; },
    get authority() { return authority; },
    get own() { return own; },
    get watch() { return watch; },
    get logged() { return logged; },
    get serving() { return serving; },
  };
}
