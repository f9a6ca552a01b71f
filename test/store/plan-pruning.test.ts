import { expect } from 'chai';
import { createChainOpener } from '../../src/store/audit/chain/open-chain.js';
import { type ExportedFile, noteExportedFile, standardOutput } from '../../src/store/audit/export/exported-files.js';
import { planPruning } from '../../src/store/audit/prune/plan-pruning.js';
import { auditRecord } from './audit-records.js';
import { chainFiles } from './chain-file.js';

describe('what a pruning says to do first', () => {
  const files = chainFiles();

  function missingOf(paths: readonly string[]): unknown {
    const store = files.write(`${paths.length}.db`, ['2026-01-10', '2026-01-20', '2026-02-10'].map((day, number) => auditRecord(number, { at: Date.parse(day) })));
    const db = createChainOpener(store)();
    try {
      const file: ExportedFile = { sha256: '', path: '', first: 1, last: 2, link: '', hasMpxn: true, exportedAt: 1, verifiedAt: null };
      for (const [index, path] of paths.entries()) noteExportedFile(db, { ...file, path, sha256: String(index) });
      return planPruning(db, { before: '2026-02-01', now: Date.UTC(2100, 0, 1), withoutMpxn: false }).months[0]?.missing;
    } finally {
      db.close();
    }
  }

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
});
