import { expect } from 'chai';
import { createChainOpener } from '../../src/store/audit/chain/open-chain.js';
import { type ExportedFile, noteExportedFile, standardOutput } from '../../src/store/audit/export/exported-files.js';
import { planPruning, type PruningPlan, type PruningRequest } from '../../src/store/audit/prune/plan-pruning.js';
import { auditRecord } from './audit-records.js';
import { chainFiles } from './chain-file.js';

describe('the plan of a pruning', () => {
  const files = chainFiles();
  let store: string;
  before(() => { store = files.write('plan.db', ['2026-01-10', '2026-01-20', '2026-02-10'].map((day, number) => auditRecord(number, { at: Date.parse(day) }))); });

  /** Of records of 10 and 20 January and 10 February. */
  function planOf(noted: readonly Partial<ExportedFile>[], request: Partial<PruningRequest> = {}): PruningPlan {
    const db = createChainOpener(store)();
    try {
      db.prepare('DELETE FROM exported_file').run();
      const link = db.prepare<[number], string>('SELECT link FROM entry WHERE seq = ?').pluck();
      for (const [index, { last = 2, ...file }] of noted.entries()) {
        noteExportedFile(db, { sha256: String(index), path: '', first: 1, last, link: link.get(last)!, hasMpxn: true, exportedAt: 1, verifiedAt: 1, ...file });
      }
      return planPruning(db, { before: '2026-02-01', now: Date.UTC(2100, 0, 1), withoutMpxn: false, ...request });
    } finally {
      db.close();
    }
  }

  describe('says what to do first, which', () => {
    const missingOf = (paths: readonly string[]): unknown => planOf(paths.map((path) => ({ path, verifiedAt: null }))).months[0]?.missing;

    it('is to read back what was exported, by commands that can be pasted', () => {
      const problem = 'was exported, but the export was not read back';
      expect(missingOf([`/srv/it's January.ndjson`, 'a-1_b.ndjson.gz', 'a-1_b.ndjson.gz', '$(x)'])).to.deep.equal({
        problem, commands: [`slotguard audit verify '/srv/it'\\''s January.ndjson'`, 'slotguard audit verify a-1_b.ndjson.gz', `slotguard audit verify '$(x)'`],
      });
    });

    it('names no file for what went to standard output', () => {
      expect(missingOf([standardOutput])).to.deep.equal({
        problem: 'was exported, but the export was not read back (FILE: where standard output went)', commands: ['slotguard audit verify FILE'],
      });
    });

    const again = (option: string) => [
      `slotguard audit export --from 2026-01-01 --to 2026-02-01${option} --out audit-2026-01.ndjson.gz`, 'slotguard audit verify audit-2026-01.ndjson.gz',
    ];
    type Missing = string | undefined;
    const cases: readonly (readonly [what: string, files: readonly Partial<ExportedFile>[], missing: Missing, missingWithoutMpxn: Missing])[] = [
      ['one file that was read back', [{}], undefined, undefined],
      ['several that touch', [{ first: 2 }, { last: 1 }], undefined, undefined],
      ['one beyond the month', [{ last: 3 }], undefined, undefined],
      ['none', [], 'was not exported as a whole', 'was not exported as a whole'],
      ['a part', [{ last: 1 }], 'was not exported as a whole', 'was not exported as a whole'],
      ['the end', [{ first: 2 }], 'was not exported as a whole', 'was not exported as a whole'],
      ['another chain', [{ link: 'f'.repeat(64) }], 'was not exported as a whole', 'was not exported as a whole'],
      ['MPxNs masked', [{ hasMpxn: false }], 'was exported with MPxNs masked, and would lose them (--without-mpxn lets it)', undefined],
      ['MPxNs masked in a part', [{ last: 1 }, { first: 2, hasMpxn: false }], 'was exported with MPxNs masked, and would lose them (--without-mpxn lets it)', undefined],
      ['MPxNs masked, and another chain', [{ hasMpxn: false, link: 'f'.repeat(64) }], 'was not exported as a whole', 'was not exported as a whole'],
    ];
    for (const [what, noted, missing, missingWithoutMpxn] of cases) {
      it(`is this, where what was exported is ${what}: ${missing ?? 'nothing'}`, () => {
        const tell = (problem: Missing, option: string): unknown => problem && { problem, commands: again(option) };
        expect(planOf(noted).months.map((month) => month.missing)).to.deep.equal([tell(missing, ' --clear-mpxn')]);
        expect(planOf(noted, { withoutMpxn: true }).months.map((month) => month.missing)).to.deep.equal([tell(missingWithoutMpxn, '')]);
      });
    }
  });

  describe('tells what leaves, which', () => {
    it('are in the files that it names, and in no others', () => {
      const whole = { first: 1, last: 2 };
      const noted = [whole, { ...whole, hasMpxn: false }, { ...whole, verifiedAt: null }, { ...whole, link: 'f'.repeat(64) }, { first: 2, last: 3 }, { first: 3, last: 3 }, { first: 1, last: 1 }];
      expect(planOf(noted).exports.sort()).to.deep.equal(['0', '4', '6']);
      expect(planOf(noted, { withoutMpxn: true }).exports.sort()).to.deep.equal(['0', '1', '4', '6']);
    });

    it('are whole months, never of the present one, nor of the newest record', () => {
      const stretch = ({ through, months }: PruningPlan): unknown => [through, months.map(({ month, first, last }) => `${month} ${first}-${last}`)];
      expect(stretch(planOf([], { before: '2026-01-31' }))).to.deep.equal([undefined, []]);
      expect(stretch(planOf([], { before: '2026-02-28' }))).to.deep.equal([2, ['2026-01 1-2']]);
      expect(stretch(planOf([], { before: '2026-03-01' }))).to.deep.equal([2, ['2026-01 1-2']]);
      expect(stretch(planOf([], { before: '2026-03-01', now: Date.UTC(2026, 0, 31) }))).to.deep.equal([undefined, []]);
      expect(stretch(planOf([], { before: '2026-03-01', now: Date.UTC(2026, 1, 1) }))).to.deep.equal([2, ['2026-01 1-2']]);
    });
  });
});
