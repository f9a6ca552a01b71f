import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { AuditRecord } from '../../src/audit/record.js';
import { writePruning } from '../../src/store/audit/prune/prune-chain.js';
import { removePruned } from '../../src/store/audit/prune/remove-pruned.js';
import { surveyChain } from '../../src/store/audit/verify/survey-chain.js';
import { attemptOf, entriesOf, someEvents } from './audit-history.js';
import { chainFiles, spoil, verify, writeEntries } from './chain-file.js';
import { caught } from './store-folder.js';

const entries = entriesOf(someEvents(60));
const through = 30;
/** one that leaves, and was never sent again */
const leaving = entries.slice(0, through).find((entry): entry is AuditRecord => entry.kind === 'decision' && entries.every((other) => other === entry || other.request.requestKey !== entry.request.requestKey))!;

describe('what is written in the last moment before records leave', () => {
  const files = chainFiles();

  /** Does something when all was counted, just before nobody else can write any more. */
  async function pruneWhile(path: string, act: () => void): Promise<void> {
    let isLastMoment = false;
    const verbose = (sql: unknown): void => {
      if (!isLastMoment || String(sql) !== 'BEGIN IMMEDIATE') return;
      isLastMoment = false;
      act();
    };
    const db = new Database(path, { verbose });
    try {
      const survey = await surveyChain(db);
      survey.recount.leave(through);
      isLastMoment = true;
      writePruning(db, survey, through, []);
    } finally {
      db.close();
    }
    // another connection, as what is counted again lies over what the store counts
    spoil(path, removePruned);
  }

  it('is counted with what leaves where it repeats that', async () => {
    const path = files.write('repeated.db', entries);
    await pruneWhile(path, () => { writeEntries(path, [attemptOf(leaving, 999, Date.parse('2026-09-01'))]); });
    expect(await verify(path)).to.deep.include({ holds: true, pruned: through, last: entries.length + 2, otherProblems: [] });
  });

  it('keeps everything where it is not as it should be', async () => {
    const path = files.write('spoilt.db', entries);
    const fault = await caught(() => pruneWhile(path, () => {
      writeEntries(path, [attemptOf(leaving, 999, Date.parse('2026-09-01'))]);
      spoil(path, (db) => db.exec(`UPDATE entry SET record = replace(record, '"http"', '"file"') WHERE seq = ${entries.length + 1}`));
    }));
    expect(fault).to.deep.include({
      code: 'audit-unavailable', message: 'nothing was pruned: record 61, just written, is not as it should be; slotguard audit verify tells more',
    });
    expect(await verify(path)).to.deep.include({ holds: false, pruned: 0, first: 1, last: entries.length + 1 });
  });
});
