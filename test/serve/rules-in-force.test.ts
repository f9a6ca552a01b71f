import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { loadRules } from '../../src/rules/load-rules.js';
import { createRuleBook } from '../../src/rules/rule-book.js';
import type { RuleSet } from '../../src/rules/rule.js';
import { keepRulesInForce } from '../../src/rules-in-force.js';
import { readPath } from '../../src/store/open-store.js';
import { serve, type Serving } from '../../src/serve.js';
import { until } from '../support/until.js';
import { ask, type House, setUpHouse } from './house.js';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = 'network-operator-certificate';
const clock = { now: Date.parse('2026-05-20T12:00:00Z') };

describe('rules in a running service', () => {
  let house: House;
  let serving: Serving;
  const start = async () => (serving = await serve(house.configuration, { log, now: () => clock.now }));
  const get = async (path: string) => (await (await fetch(`${serving.url}${path}`)).json()) as Record<string, unknown>;

  /** A shipped rule under another name, changed. */
  function writeVariant(of: string, id: string, ...changes: readonly (readonly [from: RegExp, to: string])[]): void {
    const shipped = readFileSync(join(house.rules, folder, `${of}.yaml`), 'utf8').replace(`id: ${of}`, `id: ${id}`);
    writeFileSync(join(house.rules, folder, `${id}.yaml`), changes.reduce((text, [from, to]) => text.replace(from, to), shipped));
  }

  beforeEach(async () => {
    house = await setUpHouse({ SLOTGUARD_RULES_RELOADSECONDS: '0' });
    // what is tried here is when rules decide, not whether they keep what is promised
    rmSync(join(house.rules, 'invariants.yaml'));
  });
  afterEach(async () => {
    await serving.stop();
    house.remove();
  });

  it('go live and end at midnight in Great Britain, by themselves, while requests come in', async () => {
    writeVariant('handover-places-registered-operator', 'lenient-in-june', [/^effective: .*$/m, 'effective: { from: 2026-06-01, to: 2026-07-01 }\nreplaces: handover-places-registered-operator'], [/^otherwise: .*$/m, 'otherwise: { permit: unverified }']);
    writeVariant('handover-places-registered-operator', 'tried-from-new-year', [/^effective: .*$/m, 'effective: { from: 2027-01-01 }\nreplaces: handover-places-registered-operator\nmode: observe'], [/^otherwise: .*$/m, 'otherwise: { permit: unverified }']);
    await start();
    const seen = new Set<string>();
    let counter = 0;
    let isOver = false;
    const callers = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        counter += 1;
        const { status, body } = await ask(serving.url, house.request('reject', counter));
        const { decidedAt, decision, trial } = body as { decidedAt: string; decision: string; trial?: { rule: string } };
        const isJune = decidedAt >= '2026-05-31T23:00' && decidedAt < '2026-06-30T23:00';
        const isTried = decidedAt >= '2027-01-01T00:00';
        expect([status, decision, trial?.rule], decidedAt).to.deep.equal([200, isJune ? 'permit' : 'reject', isTried ? 'tried-from-new-year' : undefined]);
        seen.add(decidedAt);
      }
    });
    for (const midnight of ['2026-05-31T23:00:00Z', '2026-06-01T00:00:00Z', '2026-06-30T23:00:00Z', '2026-10-25T01:00:00Z', '2027-01-01T00:00:00Z'].map(Date.parse)) {
      for (const offset of [-3_600_000, -1, 0, 1]) {
        clock.now = midnight + offset;
        await until(() => seen.has(new Date(clock.now).toISOString()));
      }
    }
    isOver = true;
    await Promise.all(callers);
  });

  it('are known after a restart with when they came into force, and what was before', async () => {
    clock.now = Date.parse('2026-11-20T10:00:00Z');
    await start();
    const { version: first } = await get('/v1/rules');
    writeVariant('handover-places-registered-operator', 'tried-now', [/^effective: .*$/m, 'effective: { from: 2020-11-05 }\nreplaces: handover-places-registered-operator\nmode: observe'], [/^otherwise: .*$/m, 'otherwise: { permit: unverified }']);
    clock.now += 3_600_000;
    await serving.reloadRules();
    const before = await get('/v1/rules');
    expect(before).to.deep.include({ since: '2026-11-20T11:00:00.000Z', earlier: [{ version: first, since: '2026-11-20T10:00:00.000Z', until: '2026-11-20T11:00:00.000Z' }] });
    await serving.stop();

    clock.now += 3_600_000;
    await start();
    expect(await get('/v1/rules')).to.deep.equal(before);
    expect(await get(`/v1/rules/verified?version=${String(first)}`)).to.include({ id: 'verified', version: first });
    await serving.stop();

    rmSync(join(house.rules, folder, 'tried-now.yaml'));
    clock.now += 3_600_000;
    await start();
    const after = await get('/v1/rules');
    expect(after).to.include({ version: first, since: '2026-11-20T13:00:00.000Z' });
    expect(after.earlier).to.deep.equal([{ version: before.version, since: '2026-11-20T11:00:00.000Z', until: '2026-11-20T13:00:00.000Z' }, ...(before.earlier as object[])]);
    expect(await get(`/v1/rules/tried-now?version=${String(before.version)}`)).to.include({ mode: 'observe', status: 'in-force' });
  });

  it('are taken up once the audit can be written again, and nobody waits while it cannot', async () => {
    await start();
    const before = serving.assembly.rules.current().version;
    writeVariant('handover-places-registered-operator', 'tried-later', [/^effective: .*$/m, 'effective: { from: 2027-01-01 }\nreplaces: handover-places-registered-operator\nmode: observe'], [/^otherwise: .*$/m, 'otherwise: { permit: unverified }']);
    const other = new Database(readPath(house.configuration.store.url));
    other.exec('BEGIN IMMEDIATE');
    const reloading = serving.reloadRules();
    let longest = 0;
    const reload = { isOver: false };
    void reloading.then(() => { reload.isOver = true; });
    for (let last = performance.now(); !reload.isOver; last = performance.now()) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      longest = Math.max(longest, performance.now() - last);
    }
    expect(longest, 'milliseconds in which nothing else was done').to.be.below(700);
    expect(serving.assembly.rules.current().version).to.equal(before);
    expect(JSON.stringify(await get('/readyz'))).to.include('the last change was refused').and.include('another process has been writing');
    other.exec('COMMIT');
    other.close();
    await until(() => serving.assembly.rules.current().version !== before);
    expect(JSON.stringify(await get('/readyz'))).to.include('"ready":true').and.not.include('refused');
  });

  it('that an older slotguard kept and this one cannot read are told to be so, and hold nothing up', async () => {
    await start();
    const { audit } = serving.assembly.store;
    await audit.keepRuleSet('sha256:older', JSON.stringify([{ path: 'policy.yaml', text: 'stages: of another form\n' }]));
    await audit.noteRuleSetInForce('sha256:older', 0);
    await serving.stop();
    await start();
    expect(await get('/v1/rules/verified?version=sha256:older')).to.include({ status: 422, code: 'rules-invalid', detail: 'rule set `sha256:older` was kept by a slotguard whose rules this one does not read' });
    expect((await ask(serving.url, house.request('permit', 1))).status).to.equal(200);
  });

  it('are read to the end before the service stops', async () => {
    await start();
    const { version } = serving.assembly.rules.current();
    writeVariant('handover-places-registered-operator', 'tried-now', [/^effective: .*$/m, 'effective: { from: 2020-11-05 }\nreplaces: handover-places-registered-operator\nmode: observe']);
    const reloading = serving.reloadRules();
    await serving.stop();
    await reloading;
    expect(serving.assembly.rules.current().version).not.to.equal(version);
  });
});

describe('rules of before', () => {
  it('are read from the store once for all who ask, and others have their turn meanwhile, however many they are', async () => {
    const shipped = readRuleDirectory('rules');
    const verified = shipped.find(({ path }) => path.endsWith('/verified.yaml'))?.text ?? '';
    const more = Array.from({ length: 300 }, (_, index) => ({ path: `${folder}/more-${index}.yaml`, text: verified.replace('id: verified', `id: more-${index}`) }));
    const [present, before] = [shipped, [...shipped, ...more]].map((files) => loadRules(files, factVocabulary, 'rules')) as [RuleSet, RuleSet];
    let reads = 0;
    const records = {
      keepRuleSet: () => undefined,
      noteRuleSetInForce: () => undefined,
      listRuleSetsInForce: () => [present, before].map(({ version }) => ({ version, since: 0 })),
      findRuleSet: () => {
        reads += 1;
        return JSON.stringify(before.files);
      },
    };
    const inForce = await keepRulesInForce({ book: createRuleBook(present, factVocabulary), records, read: () => present, keep: 2, log, now: () => clock.now });
    const asked = { areAnswered: false };
    const found = Promise.all([before, before, before].map(({ version }) => inForce.find(version))).finally(() => { asked.areAnswered = true; });
    let turns = 0;
    for (; !asked.areAnswered; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    expect((await found).map((each) => each?.version)).to.deep.equal([before.version, before.version, before.version]);
    expect(reads).to.equal(1);
    expect(turns).to.be.above(300);
  });
});
