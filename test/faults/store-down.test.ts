import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { serve, type Serving } from '../../src/serve.js';
import { auditSchema } from '../../src/store/audit/audit-schema.js';
import { createAuditStore } from '../../src/store/audit/audit-store.js';
import { readPath, referencePathOf } from '../../src/store/open-store.js';
import { openDatabase } from '../../src/store/sqlite/database.js';
import { ask, type House, setUpHouse } from '../serve/house.js';
import { answered, startCallers, type Seen, statuses } from './callers.js';
import { chance, describeFaults, isFull } from './describe-faults.js';
import { noteFigures } from './figures.js';
import { findBroken, findLost } from './nothing-lost.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const rounds = isFull ? 10 : 1;

describeFaults('a store that is taken away', () => {
  let house: House;
  let serving: Serving;
  let audit: string;
  let reference: string;

  beforeEach(async () => {
    house = await setUpHouse();
    audit = readPath(house.configuration.store.url);
    reference = referencePathOf(audit);
    serving = await serve(house.configuration, { log: silent });
  });
  afterEach(async () => {
    await serving.stop();
    house.remove();
  });

  const status = async (path: string) => (await fetch(`${serving.url}${path}`)).status;
  /** of a Service Request to which the check does not apply, and that needs no look-up */
  const askAnother = async (counter: number) => {
    const [, requestId = ''] = /RequestID>([^<]+)</.exec(house.request('permit', counter)) ?? [];
    const request = { requestId, commandVariant: 1, srv: '8.2', schemaVersion: '5.4', remotePartyRole: null, executionDateTime: null, certificates: [] };
    return fetch(`${serving.url}/v1/decisions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request) });
  };

  /** What callers see while a file is away, and once it is back. */
  async function seeThrough(path: string, whileAway: () => Promise<void> = () => Promise.resolve()): Promise<Seen[]> {
    const { between } = chance();
    const callers = startCallers(serving.url, house, 0);
    for (let round = 0; round < rounds; round += 1) {
      await callers.seeMore(200, 20);
      await pause(between(0, 50));
      renameSync(path, `${path}.away`);
      await callers.seeMore(503, 20);
      expect([await status('/healthz'), await status('/readyz')]).to.deep.equal([200, 503]);
      await whileAway();
      renameSync(`${path}.away`, path);
      await callers.seeMore(200, 20);
    }
    await callers.stop();
    return callers.seen;
  }

  async function expectNothingLost(fault: string, seen: readonly Seen[]): Promise<void> {
    await serving.stop();
    const { store: { url } } = house.configuration;
    const lost = findLost(url, answered(seen));
    expect(lost).to.deep.equal([]);
    expect(await findBroken(url)).to.deep.equal([]);
    expect(statuses(seen)).to.deep.equal([200, 503]);
    noteFigures('survived', fault, { rounds, answered: answered(seen).length, lost: lost.length, seen: `${seen.length - answered(seen).length} requests were refused with 503; then it went on by itself` });
  }

  it('refuses to decide while the audit is moved away, and loses nothing', async () => {
    await expectNothingLost('the audit moved away and back', await seeThrough(audit));
  });

  it('would lose what it answered, if it did not look where the audit is', async () => {
    const forgetful = openDatabase(audit, auditSchema, { busyTimeout: 0 });
    const { audit: store } = serving.assembly.store;
    store.append = createAuditStore(forgetful).append.bind(store);
    const callers = startCallers(serving.url, house, 0, 4);
    await callers.seeMore(200, 10);
    for (const end of ['', '-wal', '-shm']) rmSync(`${audit}${end}`);
    await callers.seeMore(200, 10);
    await callers.stop();
    const lost = findLost(house.configuration.store.url, answered(callers.seen));
    expect(lost).not.to.be.empty;
    forgetful.close();
    noteFigures('caught', 'a store that does not look where its file is', `${lost.length} of ${answered(callers.seen).length} answers were lost when the file was deleted`);
  });

  const ends: readonly (readonly [string, () => void])[] = [
    ['deleted', () => { rmSync(audit); }],
    ['deleted with its log', () => { for (const end of ['', '-wal', '-shm']) rmSync(`${audit}${end}`); }],
    ['left without its log', () => { rmSync(`${audit}-wal`); }],
    ['left without what its processes take turns by', () => { rmSync(`${audit}-shm`); }],
    ['left with an empty log', () => { truncateSync(`${audit}-wal`, 0); }],
    ['left with half a log', () => { truncateSync(`${audit}-wal`, Math.floor(statSync(`${audit}-wal`).size / 2)); }],
    ['cut short', () => { truncateSync(audit, 8192); }],
    ['replaced', () => { renameSync(reference, audit); }],
  ];
  for (const [what, harm] of ends) {
    it(`answers nothing from an audit that was ${what}, and says that it is not ready`, async () => {
      expect((await ask(serving.url, house.request('permit', 1))).status).to.equal(200);
      harm();
      for (const counter of [2, 3, 4]) expect((await ask(serving.url, house.request('permit', counter))).status).to.equal(503);
      expect([await status('/healthz'), await status('/readyz')]).to.deep.equal([200, 503]);
    });
  }

  it('spoils nothing of what another process wrote since when it ends without what they take turns by', async () => {
    for (const counter of [1, 2, 3]) expect((await ask(serving.url, house.request('permit', counter))).status).to.equal(200);
    rmSync(`${audit}-shm`);
    const asAnother = (does: string) => spawnSync(process.execPath, ['-e', `const db = require('better-sqlite3')(process.argv[1]); ${does}`, audit], { encoding: 'utf8' }).stdout;
    asAnother(`for (let n = 0; n < 200; n += 1) db.prepare('INSERT INTO rule_set VALUES (?, ?)').run('of a test ' + n, 'x'.repeat(9000)); process.kill(process.pid, 'SIGKILL')`);
    expect((await ask(serving.url, house.request('permit', 4))).status).to.equal(503);
    await serving.stop();
    const found = asAnother(`const all = (sql) => db.prepare(sql).pluck().all(); console.log(JSON.stringify([all('PRAGMA integrity_check'), all("SELECT count(*) FROM rule_set WHERE version LIKE 'of a test%'"), all('SELECT count(*) FROM entry')]))`);
    expect(JSON.parse(found)).to.deep.equal([['ok'], [200], [3]]);
  });

  it('goes on with files that may no longer be opened: it has them open', async () => {
    for (const path of [audit, reference]) chmodSync(path, 0o000);
    const answers = await Promise.all([1, 2, 3].map(async (counter) => ask(serving.url, house.request('permit', counter))));
    expect(answers.map((answer) => answer.status)).to.deep.equal([200, 200, 200]);
    for (const path of [audit, reference]) chmodSync(path, 0o644);
    expect(findLost(house.configuration.store.url, answers)).to.deep.equal([]);
  });

  it('refuses what needs reference data that is moved away, and decides everything else', async () => {
    let counter = 900_000;
    const seen = await seeThrough(reference, async () => {
      for (const last = counter + 10; counter < last; counter += 1) expect((await askAnother(counter)).status).to.equal(200);
    });
    await expectNothingLost('the reference data moved away and back', seen);
  });

  describe('by a process that is writing to it and was stopped', () => {
    let other: ChildProcess;
    afterEach(() => { other.kill('SIGKILL'); });

    async function stopWhileWriting(): Promise<void> {
      const program = `const db = require('better-sqlite3')(process.argv[1]); db.exec('BEGIN IMMEDIATE'); process.stdout.write('writing'); setInterval(() => db, 1000)`;
      other = spawn(process.execPath, ['-e', program, audit], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(other.stdout!, 'data');
      other.kill('SIGSTOP');
    }

    /** How often it says that it is alive, before it refuses to decide. */
    async function countSignsOfLife(): Promise<number> {
      const state = { isRefused: false };
      const refused = ask(serving.url, house.request('permit', 1)).finally(() => { state.isRefused = true; });
      let signs = 0;
      while (!state.isRefused) {
        expect(await status('/healthz')).to.equal(200);
        signs += 1;
      }
      expect((await refused).status).to.equal(503);
      return signs;
    }

    it('refuses to decide, stays awake, and goes on once that process is gone', async () => {
      await stopWhileWriting();
      const signs = await countSignsOfLife();
      expect(signs).to.be.above(10);
      expect(await status('/readyz')).to.equal(503);
      other.kill('SIGKILL');
      await once(other, 'exit');
      const callers = startCallers(serving.url, house, 1000, 4);
      await callers.seeMore(200, 20);
      await callers.stop();
      expect(await status('/readyz')).to.equal(200);
      await serving.stop();
      expect(findLost(house.configuration.store.url, answered(callers.seen))).to.deep.equal([]);
      expect(await findBroken(house.configuration.store.url)).to.deep.equal([]);
    });

    it('would fall asleep, if it waited as SQLite waits', async () => {
      const { audit: store } = serving.assembly.store;
      const append = store.append.bind(store);
      store.append = (entries) => {
        for (const until = performance.now() + 1000; ; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)) {
          const appended = append(entries);
          if (appended !== 'busy' || performance.now() > until) return appended;
        }
      };
      await stopWhileWriting();
      const signs = await countSignsOfLife();
      expect(signs).to.be.below(10);
      noteFigures('caught', 'an audit that waits asleep for another process', `it gave ${signs} signs of life before it refused`);
    });
  });
});
