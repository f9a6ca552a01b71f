import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { verifyStore } from '../../src/store/audit/verify/verify-store.js';
import { openStore, readPath } from '../../src/store/open-store.js';
import { freePort } from '../support/free-port.js';
import { until } from '../support/until.js';
import { ask, type Answer, type House, setUpHouse } from './house.js';
import { childrenOf, getAnew, hasStoreOpen, isAlive, isOnly, launch, startRunning, workersIn } from './running-workers.js';

describe('the service as several processes', function () {
  this.timeout(120_000);
  let house: House;
  const begun: ChildProcess[] = [];

  beforeEach(async () => {
    house = await setUpHouse({ SLOTGUARD_SERVER_WORKERS: '2', SLOTGUARD_RULES_RELOADSECONDS: '0' });
  });
  afterEach(() => {
    for (const child of begun.splice(0)) child.kill('SIGKILL');
    house.remove();
  });

  const start = (...args: string[]) => startRunning(house, begun, ...args);

  it('answers by all of them, decides each request once, and writes one chain that holds', async () => {
    const { child, url, errors } = await start();
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    let waves = 0;
    // on a busy machine one of them may take all the connections of a wave
    for (; waves < 20 && workersIn(errors()).size < 2; waves += 1) {
      const counters = Array.from({ length: 120 }, (_, index) => 5000 + waves * 30 + Math.floor(index / 4));
      answers.push(...await Promise.all(counters.map((counter) => ask(url, house.request('permit', counter)))));
    }
    expect(new Set(answers.map(({ status, body }) => (status === 200 ? 200 : body.detail)))).to.deep.equal(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.decisionId)).size, 'decisions').to.equal(waves * 30);
    expect(answers.filter(({ body }) => body.repeated === true), 'sent again').to.have.length(waves * 90);
    expect(workersIn(errors()).size, 'processes that answered').to.equal(2);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(sumOf(metrics, 'slotguard_decisions_total')).to.equal(waves * 30);
    expect(sumOf(metrics, 'slotguard_repeated_answers_total')).to.equal(waves * 90);
    expect(sumOf(metrics, 'slotguard_rule_set_info')).to.equal(1);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
    expectRecorded(house, answers);
    const verified = await verifyStore(readPath(house.configuration.store.url), { files: [], checkpoint: undefined });
    expect(verified).to.deep.include({ holds: true, problem: null, otherProblems: [] });
  });

  it('gives each of them as large a young generation as the command begins with', async () => {
    const { child } = await start();
    const [, flag = ''] = /^#!\/usr\/bin\/env -S node (--max-semi-space-size=\d+)\n/.exec(readFileSync('src/main.ts', 'utf8')) ?? [];
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(scripts.start).to.contain(`node ${flag} dist/main.js`);
    const workers = childrenOf(child).map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'));
    expect(workers.filter((line) => line.includes('serve'))).to.have.length(2).and.satisfy((lines: string[][]) => lines.every((line) => line.includes(flag)));
  });

  it('takes up new rules in all of them when one is told to', async () => {
    const { url } = await start();
    const file = join(house.rules, 'network-operator-certificate', 'verified.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}# changed\n`);
    const { version, changed } = (await (await fetch(`${url}/v1/rules/reload`, { method: 'POST' })).json()) as { version: string; changed: boolean };
    expect(changed).to.equal(true);
    const inForce = async () => {
      const answers = await Promise.all(Array.from({ length: 16 }, async (_, index) => (await ask(url, house.request('permit', 7000 + index + Math.floor(Math.random() * 1e9)))).body.ruleSet as { version: string }));
      return new Set(answers.map((each) => each.version));
    };
    let versions = await inForce();
    for (let tries = 0; versions.size > 1 && tries < 50; tries += 1) versions = await inForce();
    expect(versions).to.deep.equal(new Set([version]));
  });

  it('goes on when one is killed under load: nothing that was answered is lost, and another takes its place', async () => {
    const { child, url, errors } = await start();
    const answered: Answer[] = [];
    const flood = { isOver: false };
    const asking = Array.from({ length: 8 }, async (_, caller) => {
      for (let n = 0; !flood.isOver; n += 1) {
        const answer = await ask(url, house.request('reject', caller * 100_000 + n)).catch(() => undefined);
        if (answer?.status === 200) answered.push(answer);
      }
    });
    try {
      await until(() => workersIn(errors()).size === 2);
      const [victim] = workersIn(errors());
      process.kill(victim!, 'SIGKILL');
      await until(() => workersIn(errors()).size === 3);
    } finally {
      flood.isOver = true;
      await Promise.all(asking);
    }
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
    expect(errors()).to.contain('a worker ended, another takes its place');
    expectRecorded(house, answered);
    expect(await verifyStore(readPath(house.configuration.store.url), { files: [], checkpoint: undefined })).to.deep.include({ holds: true, problem: null });
  });

  it('replaces them by such as hold to what is in force, whatever the files say by then', async () => {
    // any free port would be another one when nobody is left to hold it
    house.environment.SLOTGUARD_SERVER_PORT = String(await freePort());
    const site = join(house.folder, 'site.yaml');
    const allow = (scopes: string) => { writeFileSync(site, `access: { anonymous: [${scopes}] }\n`); };
    allow('decide');
    const { child, url, errors } = await start('--config', site);
    const statuses = async () => new Set(await Promise.all(Array.from({ length: 12 }, () => getAnew(`${url}/v1/rules`).catch(() => 0))));
    const areAll = (status: number) => until(async () => {
      if (!isOnly(status, await statuses())) return false;
      const workers = childrenOf(child);
      return workers.length === 2 && workers.every((pid) => workersIn(errors()).has(pid));
    });
    const first = (await ask(url, house.request('permit', 8000))).body.ruleSet;
    allow('decide, admn');
    writeFileSync(join(house.rules, 'network-operator-certificate', 'verified.yaml'), 'rule: [');
    for (const pid of childrenOf(child)) process.kill(pid, 'SIGKILL');
    await areAll(401);
    expect((await ask(url, house.request('permit', 8001))).body.ruleSet).to.deep.equal(first);
    allow('decide, rules');
    child.kill('SIGHUP');
    await areAll(200);
    allow('decide');
    const [killed, other] = childrenOf(child);
    process.kill(killed!, 'SIGKILL');
    await areAll(200);
    process.kill(other!, 'SIGKILL');
    await areAll(200);
  });

  it('takes up callers that change while one is being replaced in all of them', async () => {
    const site = join(house.folder, 'site.yaml');
    const allow = (scopes: string) => { writeFileSync(site, `access: { anonymous: [${scopes}] }\n`); };
    allow('decide');
    const { child, url, errors } = await start('--config', site);
    const [victim, other] = childrenOf(child);
    process.kill(victim!, 'SIGKILL');
    // what it is to begin with it has heard when it opens the store
    for (let isBeginning = false; !isBeginning; await new Promise((resolve) => setTimeout(resolve, 2))) {
      isBeginning = childrenOf(child).some((pid) => pid !== victim && pid !== other && hasStoreOpen(pid));
    }
    allow('decide, rules');
    child.kill('SIGHUP');
    await until(() => (errors().match(/"rules reloaded"/g) ?? []).length >= 2);
    await until(async () => isOnly(200, new Set(await Promise.all(Array.from({ length: 24 }, () => getAnew(`${url}/v1/rules`).catch(() => 0))))));
  });

  it('tells by each of them that a change of callers was refused', async () => {
    const site = join(house.folder, 'site.yaml');
    writeFileSync(site, 'access: { anonymous: [admin] }\n');
    const { child, url } = await start('--config', site);
    writeFileSync(site, 'access: { anonymous: [admn] }\n');
    child.kill('SIGHUP');
    const isTold = async (): Promise<boolean> => (await (await fetch(`${url}/readyz`, { headers: { Connection: 'close' } })).text()).includes('who may do what was refused');
    await until(async () => (await Promise.all(Array.from({ length: 12 }, isTold))).every(Boolean));
    writeFileSync(site, 'access: { anonymous: [admin] }\n');
    child.kill('SIGHUP');
    await until(async () => !(await Promise.all(Array.from({ length: 12 }, isTold))).some(Boolean));
  });

  it('goes on when one is killed while the keeper cannot hear it', async () => {
    const { child, url, errors } = await start();
    const [victim] = childrenOf(child);
    child.kill('SIGSTOP');
    // until it has told something that is to be answered
    await new Promise((resolve) => setTimeout(resolve, 1200));
    process.kill(victim!, 'SIGKILL');
    await until(() => readFileSync(`/proc/${victim}/stat`, 'utf8').includes(') Z '));
    child.kill('SIGCONT');
    await until(() => errors().includes('another takes its place'));
    await until(() => childrenOf(child).length === 2);
    await until(async () => (await getAnew(`${url}/metrics`).catch(() => 0)) === 200);
    expect(child.exitCode).to.equal(null);
  });

  it('finishes what was begun, however often and to whomever SIGTERM is sent', async () => {
    const { child, url } = await start();
    const body = house.request('permit', 8100);
    let areTold = (): void => undefined;
    const told = new Promise<void>((resolve) => { areTold = resolve; });
    const asking = Array.from({ length: 6 }, async () => {
      const sending = request(`${url}/v1/decisions`, { method: 'POST', headers: { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(body) }, agent: false });
      sending.write(body.slice(0, 100));
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
      await told;
      sending.end(body.slice(100));
      return (await answered)[0].statusCode;
    });
    await until(async () => sumOf(await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text(), 'slotguard_http_requests_in_flight ') > 6);
    const ended = once(child, 'exit');
    for (const pid of [...childrenOf(child), child.pid!]) process.kill(pid, 'SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 800));
    areTold();
    expect(await Promise.all(asking)).to.deep.equal([200, 200, 200, 200, 200, 200]);
    expect(await ended).to.deep.equal([0, null]);
  });

  it('is not ended by a SIGHUP that comes before it listens', async () => {
    const { child, errors } = launch(house);
    begun.push(child);
    await until(() => childrenOf(child).length > 0);
    child.kill('SIGHUP');
    for await (const line of createInterface({ input: child.stdout! })) if (line.startsWith('slotguard listening')) break;
    expect(child.exitCode, errors()).to.equal(null);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('stops in time, though one of them is frozen', async () => {
    house.remove();
    house = await setUpHouse({ SLOTGUARD_SERVER_WORKERS: '2', SLOTGUARD_RULES_RELOADSECONDS: '0', SLOTGUARD_SERVER_SHUTDOWNSECONDS: '0' });
    const { child } = await start();
    const [worker = 0] = childrenOf(child);
    process.kill(worker, 'SIGSTOP');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
    expect(isAlive(worker)).to.equal(false);
  });

  it('stops as it should where a message to one of them comes too late', async () => {
    const tooLate = `import cluster from "node:cluster"; if (!process.send) process.on("SIGTERM", () => setImmediate(() => {
      for (const worker of Object.values(cluster.workers)) worker.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    }));`;
    house.environment.NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(tooLate)}`;
    const { child, errors } = await start();
    child.kill('SIGTERM');
    expect(await once(child, 'exit'), errors()).to.deep.equal([0, null]);
  });

  it('tells its metrics, and ends none of them by that, where something else lies in the place of the folder of the store', async () => {
    const { child, url, errors } = await start();
    const workers = childrenOf(child);
    renameSync(house.folder, `${house.folder}.away`);
    writeFileSync(house.folder, '');
    const status = await getAnew(`${url}/metrics`).catch(() => 0);
    rmSync(house.folder);
    renameSync(`${house.folder}.away`, house.folder);
    expect([status, childrenOf(child)], errors()).to.deep.equal([200, workers]);
  });

  it('leaves no process behind when its keeper is killed', async () => {
    const { child, url, errors } = await start();
    await Promise.all(Array.from({ length: 20 }, (_, index) => ask(url, house.request('permit', 9000 + index))));
    const workers = [...workersIn(errors())];
    child.kill('SIGKILL');
    await once(child, 'exit');
    await until(() => workers.every((pid) => !isAlive(pid)));
  });

  it('says once why it cannot begin', async () => {
    writeFileSync(join(house.rules, 'network-operator-certificate', 'verified.yaml'), 'rule: [');
    const { child, errors } = launch(house);
    begun.push(child);
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).to.equal(1);
    expect(errors().match(/^slotguard: /gm)).to.have.length(1);
    expect(errors()).to.contain('verified.yaml:1:');
  });
});

function sumOf(metrics: string, name: string): number {
  return metrics.split('\n').filter((line) => line.startsWith(name)).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

function expectRecorded({ configuration }: House, answers: readonly Answer[]): void {
  const store = openStore(configuration.store.url);
  for (const { body: { decisionId, reason, responseCode } } of answers) {
    expect(store.audit.findDecision(String(decisionId))).to.include({ decisionId, reason, responseCode });
  }
  store.close();
}
