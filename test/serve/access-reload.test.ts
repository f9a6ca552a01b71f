import { expect } from 'chai';
import type { Configuration } from '../../src/configuration/schema.js';
import { Fault } from '../../src/domain/fault.js';
import { watchAccess } from '../../src/watch-access.js';
import { createTestAuthority } from '../access/authorities.js';
import { createTestIssuer } from '../access/tokens.js';
import { until } from '../support/until.js';
import { guardedService } from './guarded-service.js';

describe('a change of who may use the service', () => {
  const service = guardedService();

  it('takes up files that change, and the table when it is told to', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules'] }];
    const it = await service.authority.issue('CN=it');
    await service.start({ server: service.tls(), access: { callers, reloadSeconds: 0.05 } });
    expect([await service.statusOf('/v1/rules', it), await service.statusOf('/metrics', it)]).to.deep.equal([200, 403]);

    await service.watch.reload(() => ({ ...service.house.configuration.access, callers: [{ ...callers[0]!, scopes: ['admin'] }] }));
    expect([await service.statusOf('/v1/rules', it), await service.statusOf('/metrics', it)]).to.deep.equal([403, 200]);

    await service.watch.reload(() => { throw new Fault('configuration-invalid', 'half a file'); });
    await service.watch.reload(() => ({ ...service.house.configuration.access, callers: [{ name: 'it', scopes: [] }] }));
    expect(await service.statusOf('/metrics', it)).to.equal(200);
    expect(service.logged.filter(({ message }) => message.startsWith('access refused, what was in force stays: '))).to.have.length(2);

    service.write('authority.crt', (await createTestAuthority('CN=Other')).cert);
    await until(() => service.logged.filter(({ message }) => message === 'access reloaded').length === 2);
    expect(await service.statusOf('/metrics', it)).to.equal(401);
  });

  it('takes up a table that was asked for while a key was half written as soon as it is whole', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules'] }];
    const it = await service.authority.issue('CN=it');
    await service.start({ server: service.tls(), access: { callers, reloadSeconds: 0.05 } });
    service.write('server.key', '');
    await service.watch.reload(() => ({ ...service.house.configuration.access, callers: [{ ...callers[0]!, name: 'another', certificate: { subject: 'CN=another' } }] }));
    expect(await service.statusOf('/v1/rules', it)).to.equal(200);
    service.write('server.key', service.own.key);
    await until(() => service.logged.some(({ message }) => message === 'access reloaded'));
    expect(await service.statusOf('/v1/rules', it)).to.equal(401);
  });

  it('renews its certificate though a table was asked for that names a file which is not there', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules'] }];
    const it = await service.authority.issue('CN=it');
    await service.start({ server: service.tls(), access: { callers, reloadSeconds: 0.05 } });
    const { access } = service.house.configuration;
    const tokens = { ...access.tokens, keysFile: service.at('nowhere.json'), issuer: 'us', audience: 'slotguard' };
    await service.watch.reload(() => ({ ...access, callers: [], tokens }));
    const next = await service.authority.issue('CN=127.0.0.1');
    service.write('server.crt', next.cert);
    service.write('server.key', next.key);
    await until(() => service.logged.some(({ message }) => message === 'access reloaded'));
    expect(await service.statusOf('/v1/rules', it)).to.equal(200);
  });

  it('does not take up a table that was asked for before another one, which was refused', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules'] }];
    const it = await service.authority.issue('CN=it');
    await service.start({ server: service.tls(), access: { callers, reloadSeconds: 0.05 } });
    const opened = { ...service.house.configuration.access, callers: [{ ...callers[0]!, scopes: ['rules' as const, 'admin' as const] }] };
    await service.watch.reload(() => ({ ...opened, tokens: { ...service.house.configuration.access.tokens, keysFile: service.at('later.json'), issuer: 'us', audience: 'slotguard' } }));
    await service.watch.reload(() => ({ ...service.house.configuration.access, callers: [{ name: 'it', scopes: [] }] }));
    service.write('later.json', JSON.stringify({ keys: [(await createTestIssuer('ours')).publicKey] }));
    service.write('authority.crt', `${service.authority.cert}\n${(await createTestAuthority('CN=Other')).cert}`);
    await until(() => service.logged.some(({ message }) => message === 'access reloaded'));
    expect([await service.statusOf('/v1/rules', it), await service.statusOf('/metrics', it)]).to.deep.equal([200, 403]);
  });

  it('tells at /readyz that a change was refused, until one is taken up, also where the files go on with the table in force', async () => {
    const callers: Configuration['access']['callers'] = [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['admin'] }];
    const it = await service.authority.issue('CN=it');
    await service.start({ server: service.tls(), access: { callers, reloadSeconds: 0.05 } });
    const checked = async (): Promise<unknown> => (JSON.parse((await service.ask('/readyz', it)).text) as { checks: Record<string, unknown> }).checks.access;
    expect(await checked()).to.deep.equal({ ok: true });
    const refused = { ok: true, detail: 'the last change of who may do what was refused, what was in force stays: the log says why' };
    await service.watch.reload(() => ({ ...service.house.configuration.access, tokens: { ...service.house.configuration.access.tokens, keysFile: service.at('nowhere.json'), issuer: 'us', audience: 'slotguard' } }));
    expect(await checked()).to.deep.equal(refused);
    const next = await service.authority.issue('CN=127.0.0.1');
    service.write('server.crt', next.cert);
    service.write('server.key', next.key);
    await until(() => service.logged.some(({ message }) => message === 'access reloaded'));
    expect(await checked()).to.deep.equal(refused);
    await service.watch.reload(() => service.house.configuration.access);
    expect(await checked()).to.deep.equal({ ok: true });
  });

  it('tells whoever listens late of what was taken up before', async () => {
    const { configuration } = service.house;
    const access = { ...configuration.access, reloadSeconds: 0 };
    const early = watchAccess({ ...configuration, access }, { info: service.note, warn: service.note, error: service.note });
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
