import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import type { TestReport } from '../../src/testing/report.js';
import { scenarioText, worldText } from '../scenarios/small-world.js';
import { product } from '../support/product.js';

const waiting = 'waiting for a file to be saved; Ctrl-C ends';

interface Watching {
  folder: string;
  child: ChildProcess;
  /** everything that was written so far */
  written: { out: string; err: string };
  untilWaiting(count: number): Promise<void>;
  /** Changes a file, and answers what is written until the next wait. */
  after(change: () => void): Promise<{ out: string; err: string; milliseconds: number }>;
  edit(path: string, from: string, to: string): void;
}

/** A watching process over the shipped rules and a scenario of each of two worlds, with a folder for what it leaves behind. */
function startWatching(startedIn?: 'rules' | 'scenarios'): Watching {
  const folder = setUpFolder();
  const named = (name: string): string => (name === startedIn ? '.' : join(folder, name));
  const args = [resolve(product), 'rules', 'test', named('rules'), '--scenarios', named('scenarios'), '--reporter', 'json', '--watch'];
  const child = spawn(process.execPath, args, { cwd: startedIn === undefined ? '.' : join(folder, startedIn), env: { ...process.env, TMPDIR: join(folder, 'tmp') }, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (written.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (written.err += chunk.toString()));

  async function untilWaiting(count: number): Promise<void> {
    while (written.err.split(waiting).length <= count) {
      if (child.exitCode !== null) throw new Error(written.err);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  return {
    folder,
    child,
    written,
    untilWaiting,
    after: async (change) => {
      const before = { ...written };
      const start = performance.now();
      change();
      await untilWaiting(before.err.split(waiting).length);
      return { out: written.out.slice(before.out.length), err: written.err.slice(before.err.length), milliseconds: performance.now() - start };
    },
    edit: (path, from, to) => {
      const text = readFileSync(join(folder, path), 'utf8');
      expect(text).to.contain(from);
      writeFileSync(join(folder, path), text.replace(from, to));
    },
  };
}

function setUpFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slotguard-watch-'));
  cpSync('rules', join(folder, 'rules'), { recursive: true });
  mkdirSync(join(folder, 'scenarios/worlds'), { recursive: true });
  mkdirSync(join(folder, 'tmp'));
  const files = { 'worlds/small.yaml': worldText, 'worlds/other.yaml': worldText, 'd07-tried.yaml': scenarioText(), 'd07-cancelled.yaml': cancelled };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'scenarios', name), text);
  return folder;
}

/** Decided before its certificates are looked at, in another world. */
const cancelled = scenarioText('when: { executionDateTime: "3000-12-31T00:00:00.00Z" }\n', `    then:
      decision: permit
      reason: exempt-cancellation
      responseCode: I0
      rule: cancellation-exempt
      advice: []
      audit: { supplierParty: bright-energy, counted: false }
`).replace('id: tried', 'id: cancelled').replace('world: small', 'world: other');

function namesIn(out: string): string[] {
  const { suites } = JSON.parse(out) as TestReport;
  return suites.flatMap(({ kind, name, tests }) => (kind === 'rule' ? [`${name} (${tests.length})`] : tests.map((test) => test.name.replace(/:.*/, ''))));
}

describe('slotguard rules test --watch', () => {
  let watching: Watching;
  const rule = (id: string) => `rules/network-operator-certificate/${id}.yaml`;

  before(async () => {
    watching = startWatching();
    await watching.untilWaiting(1);
  });
  after(() => {
    watching.child.kill('SIGKILL');
    rmSync(watching.folder, { recursive: true, force: true });
  });

  it('runs everything first', () => {
    const { totals } = JSON.parse(watching.written.out) as TestReport;
    expect(totals).to.include({ failed: 0, skipped: 0 });
    expect(namesIn(watching.written.out)).to.include.members(['verified (4)', 'tried', 'cancelled']);
  });

  it('then the cases of a saved rule, and the scenarios in which it is asked', async () => {
    const late = await watching.after(() => watching.edit(rule('verified'), 'there is none to compare', 'nothing to compare'));
    expect(namesIn(late.out)).to.deep.equal(['verified (4)', 'tried']);
    expect(late.err).to.match(/^\n-+ \d\d:\d\d:\d\d saved: .*verified\.yaml\n/);
    const early = await watching.after(() => watching.edit(rule('cancellation-exempt'), 'a cancellation, finding', 'a real cancellation, finding'));
    expect(namesIn(early.out)).to.deep.equal(['cancellation-exempt (2)', 'cancelled', 'tried']);
  });

  it('and asks a scenario that a rule is asked in only now', async () => {
    const { out } = await watching.after(() => watching.edit(rule('cancellation-exempt'), 'value: true', 'value: false'));
    expect(namesIn(out)).to.deep.equal(['cancellation-exempt (2)', 'cancelled', 'tried']);
    const { totals } = JSON.parse(out) as TestReport;
    expect(totals).to.include({ passed: 0, failed: 4 });
    await watching.after(() => watching.edit(rule('cancellation-exempt'), 'value: false', 'value: true'));
  });

  it('shows a mistake, waits, and runs what was touched once it is mended', async () => {
    const broken = await watching.after(() => watching.edit(rule('verified'), 'networkOperatorMatch, operator', 'networkOperatorMtch, operator'));
    expect(broken.err).to.match(/verified\.yaml:\d+:\d+: there is no fact `networkOperatorMtch`, did you mean `networkOperatorMatch`\?/);
    expect(broken.out).to.equal('');
    const other = await watching.after(() => watching.edit('scenarios/d07-cancelled.yaml', 'title: a scenario', 'title: a cancellation'));
    expect(other.out).to.equal('');
    const { out } = await watching.after(() => watching.edit(rule('verified'), 'networkOperatorMtch', 'networkOperatorMatch'));
    expect(namesIn(out)).to.deep.equal(['verified (4)', 'cancelled', 'tried']);
  });

  it('the scenarios of a saved file, and those that play in a saved world, as it is now', async () => {
    expect(namesIn((await watching.after(() => watching.edit('scenarios/d07-tried.yaml', 'title: a scenario', 'title: another'))).out)).to.deep.equal(['tried']);
    const { out } = await watching.after(() => watching.edit('scenarios/worlds/other.yaml', 'role: IS }]', 'role: ED }]'));
    const { suites: [suite, ...more] } = JSON.parse(out) as TestReport;
    expect(more).to.deep.equal([]);
    expect(suite?.tests.map(({ name, got }) => [name, got])).to.deep.equal([['cancelled: a cancellation', 'permit not-applicable']]);
    await watching.after(() => watching.edit('scenarios/worlds/other.yaml', 'role: ED }]', 'role: IS }]'));
  });

  it('everything when the policy is saved, also without a change', async () => {
    const { out } = await watching.after(() => utimesSync(join(watching.folder, 'rules/policy.yaml'), new Date(), new Date()));
    const { totals } = JSON.parse(out) as TestReport;
    expect(totals.tests).to.equal((JSON.parse(watching.written.out.split('\n')[0] ?? '') as TestReport).totals.tests);
    expect(totals.failed).to.equal(0);
  });

  it('within a second', async () => {
    const times: number[] = [];
    while (times.length < 12 && !times.some((milliseconds) => milliseconds < 1000)) {
      const { milliseconds } = await watching.after(() => watching.edit(rule('verified'), 'cases:', `# ${times.length}\ncases:`));
      times.push(milliseconds);
    }
    expect(Math.min(...times)).to.be.below(1000);
  });

  it('clears no screen, and ends with 0 on Ctrl-C, leaving nothing behind', async () => {
    expect(watching.written.out + watching.written.err).not.to.contain('\u001B');
    expect(readdirSync(join(watching.folder, 'tmp'))).not.to.be.empty;
    watching.child.kill('SIGINT');
    expect(await once(watching.child, 'exit')).to.deep.equal([0, null]);
    expect(readdirSync(join(watching.folder, 'tmp')).filter((name) => name.startsWith('slotguard-world-'))).to.deep.equal([]);
  });
});

for (const startedIn of ['rules', 'scenarios'] as const) {
  it(`slotguard rules test --watch runs what a saved file touches, started in the directory of the ${startedIn}`, async () => {
    const watching = startWatching(startedIn);
    try {
      await watching.untilWaiting(1);
      if (startedIn === 'rules') {
        const { out } = await watching.after(() => utimesSync(join(watching.folder, 'rules/policy.yaml'), new Date(), new Date()));
        expect(namesIn(out)).to.deep.equal(namesIn(watching.written.out.split('\n')[0] ?? ''));
      } else {
        const { out } = await watching.after(() => watching.edit('scenarios/d07-tried.yaml', 'title: a scenario', 'title: another'));
        expect((JSON.parse(out) as TestReport).suites.flatMap(({ tests }) => tests.map(({ name }) => name))).to.deep.equal(['tried: another']);
      }
    } finally {
      watching.child.kill('SIGKILL');
      rmSync(watching.folder, { recursive: true, force: true });
    }
  });
}
