import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { expect } from 'chai';
import { openStore } from '../../src/store/open-store.js';
import { createTestAuthority } from '../access/authorities.js';
import { freePort } from '../support/free-port.js';
import { until } from '../support/until.js';
import { ask, type House, setUpHouse } from './house.js';
import { childrenOf, getAnew, isAlive, isOnly, launch, type Running, startRunning } from './running-workers.js';

describe('a worker that takes the place of another', function () {
  this.timeout(120_000);
  let house: House;
  const begun: ChildProcess[] = [];

  beforeEach(async () => {
    house = await setUpHouse({ SLOTGUARD_SERVER_WORKERS: '2', SLOTGUARD_RULES_RELOADSECONDS: '0', SLOTGUARD_SERVER_PORT: String(await freePort()) });
  });
  afterEach(() => {
    for (const child of begun.splice(0)) child.kill('SIGKILL');
    house.remove();
  });

  const start = (...args: string[]) => startRunning(house, begun, ...args);

  const repeat = async <T>(act: () => Promise<T>): Promise<Set<T>> => new Set(await Promise.all(Array.from({ length: 16 }, act)));
  const isReplaced = async (running: Pick<Running, 'child'>, ended: readonly number[]) =>
    until(() => childrenOf(running.child).filter((pid) => !ended.includes(pid)).length === 2);

  function killOne({ child }: Running): number[] {
    const [victim = 0] = childrenOf(child);
    process.kill(victim, 'SIGKILL');
    return [victim];
  }

  it('holds to callers who changed when nobody was there to hear it', async () => {
    const site = join(house.folder, 'site.yaml');
    const allow = (scopes: string) => { writeFileSync(site, `access: { anonymous: [${scopes}] }\n`); };
    allow('decide');
    const running = await start('--config', site);
    const victims = childrenOf(running.child);
    for (const pid of victims) process.kill(pid, 'SIGKILL');
    allow('decide, rules');
    running.child.kill('SIGHUP');
    await isReplaced(running, victims);
    await until(async () => isOnly(200, await repeat(() => getAnew(`${running.url}/v1/rules`).catch(() => 0))));
  });

  it('shows the certificate in force, though its files are spoilt by then', async () => {
    const authority = await createTestAuthority('CN=Test authority');
    const own = await authority.issue('CN=127.0.0.1');
    const [certificateFile, keyFile] = ['server.crt', 'server.key'].map((name) => join(house.folder, name)) as [string, string];
    writeFileSync(certificateFile, own.cert);
    writeFileSync(keyFile, own.key);
    writeFileSync(join(house.folder, 'site.yaml'), `server: { tls: { certificateFile: ${certificateFile}, keyFile: ${keyFile} } }\naccess: { reloadSeconds: 0, anonymous: [rules] }\n`);
    const running = await start('--config', join(house.folder, 'site.yaml'));
    const victims = childrenOf(running.child);
    writeFileSync(keyFile, 'garbage');
    for (const pid of victims) process.kill(pid, 'SIGKILL');
    await isReplaced(running, victims);
    const statusOf = () => new Promise<number | undefined>((resolve) => {
      request(`${running.url}/v1/rules`, { ca: authority.cert, agent: false }, (response) => resolve(response.resume().statusCode)).on('error', () => resolve(0)).end();
    });
    await until(async () => isOnly(200, await repeat(statusOf) as Set<number>));
  });

  it('decides by the rules of its own service, whatever another one over the same store decides by', async () => {
    const running = await start();
    const ruleSets = async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, async () => ask(running.url, house.request('permit', Math.floor(Math.random() * 1e12)))));
      return new Set(answers.map(({ body }) => (body.ruleSet as { version: string }).version));
    };
    const before = await ruleSets();
    const store = openStore(house.configuration.store.url);
    await store.audit.keepRuleSet('sha256:other', '[]');
    await store.audit.noteRuleSetInForce('sha256:other', Date.now());
    const other = store.audit.listRuleSetsInForce(1);
    store.close();
    writeFileSync(join(house.rules, 'network-operator-certificate', 'verified.yaml'), 'rule: [');
    const victims = childrenOf(running.child);
    for (const pid of victims) process.kill(pid, 'SIGKILL');
    await isReplaced(running, victims);
    await until(async () => (await getAnew(`${running.url}/readyz`).catch(() => 0)) === 200);
    expect(await ruleSets()).to.deep.equal(before).and.not.include(other[0]?.version);
  });

  it('leaves what was counted as it was', async () => {
    const running = await start();
    await repeat(() => getAnew(`${running.url}/v1/decisions/none`));
    const counted = async (): Promise<number> => {
      const metrics = await (await fetch(`${running.url}/metrics`)).text();
      return Number(/^slotguard_problems_total\{code="malformed-value"\} (\d+)$/m.exec(metrics)?.[1]);
    };
    expect(await counted()).to.equal(16);
    const victims = childrenOf(running.child);
    for (const victim of victims) process.kill(victim, 'SIGKILL');
    await isReplaced(running, victims);
    await until(async () => (await getAnew(`${running.url}/v1/decisions/none`).catch(() => 0)) === 400);
    await until(async () => (await counted().catch(() => 0)) === 17);
  });

  it('begins no new audit where the one in force was taken away', async () => {
    const running = await start();
    expect((await ask(running.url, house.request('permit', 1))).status).to.equal(200);
    const audit = join(house.folder, 'slotguard.db');
    for (const end of ['', '-wal', '-shm']) renameSync(`${audit}${end}`, `${audit}${end}.away`);
    const ended = killOne(running);
    await until(() => running.errors().includes('a worker could not begin'));
    expect(running.errors()).to.contain('was moved, replaced or deleted meanwhile');
    expect(existsSync(audit)).to.equal(false);
    for (const end of ['', '-wal', '-shm']) renameSync(`${audit}${end}.away`, `${audit}${end}`);
    await isReplaced(running, ended);
    await until(async () => (await ask(running.url, house.request('permit', 1))).body.repeated === true);
  });

  it('takes it also where that one ended before all of the first had begun', async () => {
    const { child } = launch(house);
    begun.push(child);
    await until(() => childrenOf(child).length === 2);
    const [first = 0, second = 0] = childrenOf(child);
    // until then the keeper stands still with it
    await until(() => readFileSync(`/proc/${second}/environ`, 'utf8').includes('NODE_UNIQUE_ID=2'));
    process.kill(second, 'SIGSTOP');
    const url = `http://127.0.0.1:${house.environment.SLOTGUARD_SERVER_PORT}`;
    await until(async () => (await getAnew(`${url}/readyz`).catch(() => 0)) === 200);
    process.kill(first, 'SIGKILL');
    await until(() => !isAlive(first));
    process.kill(second, 'SIGCONT');
    await isReplaced({ child }, [first]);
    await until(async () => (await getAnew(`${url}/metrics`).catch(() => 0)) === 200);
  });

  describe('that could not even be begun, as for want of processes', () => {
    /** where Node lies, which a signal takes away and brings back */
    const switched = 'const here = process.execPath; process.on("SIGUSR2", () => { process.execPath = process.execPath === here ? "/nowhere" : here; });';
    const withoutNode = 'if (!process.send) process.execPath = "/nowhere";';
    const loading = (text: string) => ({ ...house, environment: { ...house.environment, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(text)}` } });

    it('is begun again until it can', async () => {
      const running = await startRunning(loading(switched), begun);
      running.child.kill('SIGUSR2');
      const ended = killOne(running);
      await until(() => running.errors().split('a worker could not be begun (ENOENT)').length > 2);
      running.child.kill('SIGUSR2');
      await isReplaced(running, ended);
      running.child.kill('SIGTERM');
      expect(await once(running.child, 'exit')).to.deep.equal([0, null]);
    });

    it('ends the start with a sentence', async () => {
      const { child, errors } = launch(loading(withoutNode));
      begun.push(child);
      expect(await once(child, 'exit')).to.deep.equal([1, null]);
      expect(errors()).to.contain('a worker could not be begun (ENOENT): let slotguard have more processes');
    });
  });
});
