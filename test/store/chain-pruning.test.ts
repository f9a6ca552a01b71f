import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import fc from 'fast-check';
import { readInstant } from '../../src/domain/calendar.js';
import { completeListing } from '../../src/store/audit/listing/listing-index.js';
import { createChainOpener } from '../../src/store/audit/chain/open-chain.js';
import { rebuildCounts } from '../../src/store/audit/counts/rebuild-counts.js';
import { writePruning } from '../../src/store/audit/prune/prune-chain.js';
import { surveyChain } from '../../src/store/audit/verify/survey-chain.js';
import { openStore } from '../../src/store/open-store.js';
import { anEvent, attemptOf, entriesOf } from './audit-history.js';
import { chainFiles, spoil, verify, writeEntries } from './chain-file.js';
import { panelOf } from './panel-counts.js';
import { auditRecord } from './audit-records.js';
import { day, entries, exportingTo, prune } from './prune-and-export.js';
import { caught } from './store-folder.js';

const prunedMeanwhile = 'records were pruned while the chain was walked: run it again';
const program = (name: string) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));

describe('pruning the audit', () => {
  const files = chainFiles();
  const children: ChildProcess[] = [];
  let store = '';
  before(() => { store = files.write('whole.db', entries); });
  afterEach(() => { for (const child of children.splice(0)) child.kill('SIGKILL'); });

  const exportAll = exportingTo(files);

  function leftOf(path: string): { first: number; records: number; prunings: number } {
    const db = new Database(path, { readonly: true });
    try {
      const [first, records, prunings] = db.prepare<[], [number, number, number]>(`SELECT min(seq), count(*), sum(record ->> '$.kind' = 'pruning') FROM entry`).raw().get()!;
      return { first, records, prunings };
    } finally {
      db.close();
    }
  }

  it('removes a beginning of the chain, keeps what is counted, and leaves a chain that holds', async () => {
    const copy = files.copy(store);
    await exportAll(copy);
    const before = panelOf(copy);
    const { plan, isAllowed, removed } = await prune(copy);
    const { first, records, prunings } = leftOf(copy);
    expect([isAllowed, removed, first - 1, records, prunings]).to.deep.equal([true, plan.through, plan.through, entries.length + 1 - removed, 1]);
    expect(removed).to.be.within(300, 1_500);
    expect(panelOf(copy)).to.deep.equal(before);
    expect(await verify(copy)).to.deep.include({ holds: true, first, last: entries.length + 1, pruned: removed, otherProblems: [] });
    expect(await prune(copy)).to.deep.include({ removed: 0, isAllowed: true });
    expect(leftOf(copy).prunings).to.equal(1);
  });

  it('removes nothing that begins in the month of the day, nor after it', async () => {
    const copy = files.copy(store);
    await exportAll(copy);
    const { plan: { through = 0, months } } = await prune(copy);
    const dates = entries.map((entry) => (entry.kind === 'decision' ? entry.decidedAt : entry.attemptedAt));
    expect(dates.slice(0, through).every((date) => Date.parse(date) < Date.parse('2027-08-31T23:00:00Z'))).to.equal(true);
    expect(Date.parse(dates[through]!)).to.be.at.least(Date.parse('2027-08-31T23:00:00Z'));
    expect([months[0]?.month, months.at(-1)?.month]).to.deep.equal(['2026-01', '2027-08']);
  });

  it('removes nothing of the present month, whatever day is named', async () => {
    const copy = files.copy(store);
    await exportAll(copy);
    const { plan: { months } } = await prune(copy, { before: '2099-01-01', now: Date.parse('2027-05-20T12:00:00Z'), isTrial: true });
    expect(months.at(-1)?.month).to.equal('2027-04');
  });

  it('does nothing on trial', async () => {
    const copy = files.copy(store);
    await exportAll(copy);
    expect(await prune(copy, { isTrial: true })).to.deep.include({ removed: 0, isAllowed: true });
    expect(leftOf(copy)).to.deep.equal({ first: 1, records: entries.length, prunings: 0 });
  });

  it('never removes the newest record', async () => {
    const copy = files.copy(store);
    await exportAll(copy);
    await prune(copy, { before: '2099-01-01' });
    expect(leftOf(copy)).to.deep.equal({ first: entries.length, records: 2, prunings: 1 });
    expect((await verify(copy)).holds).to.equal(true);
  });

  const refused: [string, (copy: string) => Promise<unknown>, RegExp, RegExp][] = [
    ['was not exported', () => Promise.resolve(), /was not exported as a whole/, /^slotguard audit export --from 2026-01-01 --to 2026-02-01 --clear-mpxn --out audit-2026-01.ndjson.gz,slotguard audit verify audit-2026-01.ndjson.gz$/],
    ['was exported and not read back', (copy) => exportAll(copy, { isReadBack: false }), /was not read back/, /^slotguard audit verify .*export-\d+.ndjson$/],
    ['was exported with MPxNs masked', (copy) => exportAll(copy, { clearMpxn: false }), /MPxNs masked/, /--clear-mpxn/],
  ];
  for (const [name, act, problem, commands] of refused) {
    it(`touches nothing that ${name}, and says what to do`, async () => {
      const copy = files.copy(store);
      await act(copy);
      const { plan, isAllowed, removed } = await prune(copy);
      expect([isAllowed, removed, leftOf(copy)]).to.deep.equal([false, 0, { first: 1, records: entries.length, prunings: 0 }]);
      expect(plan.months.every(({ missing }) => problem.test(missing?.problem ?? ''))).to.equal(true);
      expect(plan.months[0]?.missing?.commands.join()).to.match(commands);
    });
  }

  it('is enough that masked exports were read back where that is said', async () => {
    const copy = files.copy(store);
    await exportAll(copy, { clearMpxn: false });
    expect(await prune(copy, { withoutMpxn: true })).to.deep.include({ isAllowed: true });
    expect((await verify(copy)).holds).to.equal(true);
  });

  it('names the months that lack an export, where others have theirs', async () => {
    const copy = files.copy(store);
    await exportAll(copy, { span: { from: Date.parse('2026-06-01T00:00:00+01:00') } });
    const { plan: { months }, isAllowed } = await prune(copy);
    expect(isAllowed).to.equal(false);
    expect(months.filter(({ missing }) => missing === undefined).map(({ month }) => month)).to.include.members(['2026-08', '2027-08']).and.not.to.include('2026-04');
  });

  it('is done by the commands that it names', async () => {
    const copy = files.copy(store);
    for (const { missing } of (await prune(copy)).plan.months) {
      const [, from = '', to = ''] = /--from (\S+) --to (\S+)/.exec(missing?.commands[0] ?? '') ?? [];
      await exportAll(copy, { span: { from: readInstant(from), to: readInstant(to) } });
    }
    expect(await prune(copy)).to.deep.include({ isAllowed: true });
    expect((await verify(copy)).holds).to.equal(true);
  });

  it('keeps what tells of an earlier pruning until that is exported, too', async () => {
    const copy = files.write('twice.db', entries.slice(0, 200));
    await exportAll(copy);
    await prune(copy, { before: '2026-02-01' });
    writeEntries(copy, [auditRecord(9_000, { at: Date.parse('2099-01-10T00:00:00Z') }), auditRecord(9_001, { at: Date.parse('2099-01-11T00:00:00Z') })]);
    const db = createChainOpener(copy)();
    completeListing(db);
    db.close();
    const { plan: { months }, isAllowed } = await prune(copy, { before: '2099-01-01' });
    expect(isAllowed).to.equal(false);
    expect(months.filter(({ missing }) => missing !== undefined).map(({ first, last }) => [first, last])).to.deep.equal([[201, 201]]);
    await exportAll(copy);
    expect(await prune(copy, { before: '2099-01-01' })).to.deep.include({ isAllowed: true });
    expect(leftOf(copy)).to.deep.equal({ first: 202, records: 3, prunings: 1 });
    expect(await verify(copy)).to.deep.include({ holds: true, otherProblems: [] });
  });

  it('touches nothing where the chain does not hold', async () => {
    const copy = files.copy(store);
    await exportAll(copy);
    spoil(copy, (db) => db.exec('UPDATE entry SET record = record || char(32) WHERE seq = 1700'));
    expect(await caught(() => prune(copy))).to.include({ code: 'audit-unavailable' }).and.to.have.property('message').that.matches(/nothing was pruned.*record 1700/);
    expect(leftOf(copy)).to.deep.equal({ first: 1, records: entries.length, prunings: 0 });
  });

  it('keeps everything provable and counted, whatever was written before, in between and after', async () => {
    let tries = 0;
    const someEvents = fc.array(anEvent, { minLength: 20, maxLength: 90 });
    const someMonths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 });
    await fc.assert(fc.asyncProperty(someEvents, someMonths, async (some, months) => {
      const copy = files.write(`random-${(tries += 1)}.db`, []);
      const all = entriesOf(some);
      const part = Math.ceil(all.length / months.length);
      const plain = files.write(`plain-${tries}.db`, []);
      for (const [index, month] of months.entries()) {
        const next = all.slice(index * part, (index + 1) * part);
        writeEntries(copy, next, 7);
        writeEntries(plain, next, 7);
        await exportAll(copy);
        await prune(copy, { before: `2026-0${month}-05` });
        const { holds, problem, otherProblems } = await verify(copy);
        expect({ holds, problem, otherProblems }).to.deep.equal({ holds: true, problem: null, otherProblems: [] });
      }
      const [mine, whole] = [panelOf(copy), panelOf(plain)] as Record<string, unknown>[];
      for (const key of ['entries', 'devices', 'rejectedDevices']) expect(mine?.[key]).to.deep.equal(whole?.[key]);
    }), { numRuns: 25 });
  });

  it('that was ended half way leaves a chain that holds, also when requests are sent again, and is finished by the same command', async () => {
    const copy = files.copy(store);
    await exportAll(copy);
    const before = panelOf(copy);
    spoil(copy, (db) => db.exec(`CREATE TRIGGER stop BEFORE DELETE ON entry WHEN old.seq = 700 BEGIN SELECT raise(ABORT, 'no further'); END`));
    expect((await caught(() => prune(copy))).message).to.contain('no further');
    expect(leftOf(copy)).to.deep.include({ first: 501, prunings: 1 });
    expect(panelOf(copy)).to.deep.equal(before);
    expect((await verify(copy)).holds).to.equal(true);
    expect(await caught(() => rebuildCounts(copy))).to.have.property('message').that.matches(/ended half way/);
    const sentAgain = entries.slice(0, 900).flatMap((entry, index) => (entry.kind === 'decision' ? [attemptOf(entry, 5_000 + index, Date.parse('2029-09-01T00:00:00Z'))] : []));
    writeEntries(copy, [...sentAgain, ...sentAgain.map((entry) => ({ ...entry, attemptId: entry.attemptId.replace('-9000-', '-9001-') }))]);
    const with700 = panelOf(copy);
    expect((await verify(copy)).holds).to.equal(true);
    spoil(copy, (db) => db.exec('DROP TRIGGER stop'));
    expect((await prune(copy)).removed).to.be.above(200);
    expect(panelOf(copy)).to.deep.equal(with700);
    expect(await verify(copy)).to.deep.include({ holds: true, otherProblems: [] });
  });

  it('that is killed at any moment leaves a chain that holds, and is finished by the same command', async () => {
    const before = panelOf(store);
    const firsts = new Set<number>();
    for (const wait of [0, 60, 90, 120, 150, 190, 230, 280]) {
      const copy = files.copy(store);
      await exportAll(copy, { clearMpxn: false });
      const child = spawn(process.execPath, ['--import', 'tsx', program('pruning-process'), copy, day], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      await once(child.stdout, 'data');
      await setTimeout(wait);
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
      firsts.add(leftOf(copy).first);
      expect(panelOf(copy), `after ${wait} ms`).to.deep.equal(before);
      expect((await verify(copy)).holds, `after ${wait} ms`).to.equal(true);
      await prune(copy, { withoutMpxn: true });
      expect(leftOf(copy).prunings).to.equal(1);
      expect(panelOf(copy)).to.deep.equal(before);
      expect((await verify(copy)).holds).to.equal(true);
    }
  });

  it('is not done a second time by who surveyed, or only planned, before another did it', async () => {
    const copy = files.copy(store);
    await exportAll(copy);
    const { plan: { through = 0 } } = await prune(copy, { isTrial: true });
    const db = createChainOpener(copy)();
    const survey = await surveyChain(db);
    survey.recount.leave(through);
    expect((await prune(copy)).removed).to.equal(through);
    const opened = createChainOpener(copy)();
    for (const [known, looked] of [[db, survey], [opened, await surveyChain(opened)]] as const) {
      expect(await caught(() => writePruning(known, looked, through, []))).to.deep.include({ code: 'audit-unavailable', message: prunedMeanwhile });
      known.close();
    }
    expect(await prune(copy)).to.deep.include({ removed: 0, isAllowed: true });
    expect(leftOf(copy).prunings).to.equal(1);
    expect(await verify(copy)).to.deep.include({ holds: true, pruned: through, otherProblems: [] });
  });

  it('is not undone by who began to count again before it', async () => {
    const copy = files.copy(store);
    await exportAll(copy);
    const before = panelOf(copy);
    spoil(copy, (db) => db.exec('UPDATE tally SET entries = entries + 1'));
    const pruneMeanwhile = (): void => {
      if (leftOf(copy).prunings > 0) return;
      rebuildCounts(copy);
      spawnSync(process.execPath, ['--import', 'tsx', program('pruning-process'), copy, day]);
    };
    expect(await caught(() => rebuildCounts(copy, pruneMeanwhile))).to.deep.include({ code: 'audit-unavailable', message: prunedMeanwhile });
    expect(leftOf(copy).prunings).to.equal(1);
    expect(panelOf(copy)).to.deep.equal(before);
    expect(await verify(copy)).to.deep.include({ holds: true, otherProblems: [] });
  });

  it('lets a service go on writing, and loses nothing of what it writes', async () => {
    const copy = files.write('busy.db', entries);
    await exportAll(copy);
    const writer = fork(program('writing-process'), [copy], { execArgv: ['--import', 'tsx'] });
    children.push(writer);
    await once(writer, 'message');
    const { removed } = await prune(copy);
    expect((await verify(copy)).holds).to.equal(true);
    writer.send('end');
    const [{ written, failed }] = (await once(writer, 'message')) as [{ written: number; failed: number }];
    expect([failed, removed > 200, written > 0]).to.deep.equal([0, true, true]);
    expect(await verify(copy)).to.deep.include({ holds: true, last: entries.length + 1 + written });
    const service = openStore(`sqlite:${copy}`);
    expect(service.audit.findDecision('018f0000-0000-7000-8000-0000000f4240')).not.to.equal(undefined);
    service.close();
  });
});
