import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { AuditRecord } from '../../src/audit/record.js';
import { dayInBritain, midnightInBritain } from '../../src/domain/calendar.js';
import { createDirectory } from '../../src/parties/directory.js';
import { makePanelReport } from '../../src/report/make-panel-report.js';
import { rebuildCounts } from '../../src/store/audit/counts/rebuild-counts.js';
import { surveyChain } from '../../src/store/audit/verify/survey-chain.js';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { settings } from '../report/flat-entries.js';
import { entriesOf, someEvents } from './audit-history.js';
import { auditRecord } from './audit-records.js';
import { chainFiles, spoil, verify } from './chain-file.js';
import { addTo, panelOf } from './panel-counts.js';
import { entries, exportingTo, prune } from './prune-and-export.js';

describe('what pruning leaves', () => {
  const files = chainFiles();
  const exportAll = exportingTo(files);
  let pruned = '';
  let file = '';
  before(async () => {
    pruned = files.write('pruned.db', entries);
    file = await exportAll(pruned);
    await prune(pruned);
    spoil(pruned, () => undefined);
  });
  const changes = [
    'UPDATE tally SET entries = entries + 1 WHERE pruned = 1 AND day = (SELECT min(day) FROM tally)', 'DELETE FROM tally WHERE pruned = 1 AND day = (SELECT min(day) FROM tally)',
    'UPDATE repeated SET entries = entries + 1 WHERE pruned = 1', 'UPDATE repeated_key SET key = key || 0 WHERE request = (SELECT min(request) FROM repeated_key)', 'DELETE FROM rejection WHERE seq = (SELECT min(seq) FROM rejection)',
    'UPDATE rejected_device SET at = at + 1 WHERE seq = (SELECT min(seq) FROM rejected_device)', 'UPDATE rejected_device SET right_day = right_day + 1 WHERE seq = (SELECT min(seq) FROM rejected_device)',
    'UPDATE rejected_device SET rejections = rejections + 1 WHERE seq = (SELECT min(seq) FROM rejected_device)', `UPDATE heading SET content = replace(content, 's1', 's9')`,
    `UPDATE head SET origin = 'f'`, 'DELETE FROM pruned', 'UPDATE pruned SET seq = seq + 1', `UPDATE pruned SET link = 'f'`, 'UPDATE pruned SET through = through + 1', 'UPDATE pruned SET through = seq - 1, seq = seq - 1',
    `DELETE FROM entry WHERE originator IS NULL`, `DELETE FROM entry WHERE seq = (SELECT min(seq) FROM entry)`,
    'INSERT INTO entry SELECT 3, id || 0, originator, counter, at, heading, first_seq, mpxn, salt, link, record FROM entry ORDER BY seq LIMIT 1',
    'DELETE FROM entry WHERE seq <= (SELECT min(seq) + 9 FROM entry); UPDATE pruned SET through = through + 10, seq = seq + 10',
  ];
  for (const change of changes) {
    it(`it is seen when what was kept is changed: ${change}`, async () => {
      const copy = files.copy(pruned);
      spoil(copy, (db) => db.exec(change));
      expect((await verify(copy)).holds).to.equal(false);
    });
  }

  it('the exports of what left still prove themselves, and no other file does', async () => {
    const { holds, files: [told] } = await verify(pruned, [file]);
    expect([holds, told?.problem]).to.deep.equal([true, null]);
    const lines = readFileSync(file, 'utf8').split(/(?<=\n)/);
    const parts = [lines.slice(0, 30), lines.slice(0, 30), lines.slice(30)].map((part, index) => {
      const path = files.path(`part-${index}.ndjson`);
      writeFileSync(path, part.join(''));
      return path;
    });
    expect((await verify(pruned, parts)).files.map(({ problem }) => problem), 'one of them twice').to.deep.equal([null, null, null]);
    const strange = files.write('strange.db', entriesOf(someEvents(40, 8)));
    const forged = await exportAll(strange);
    expect((await verify(pruned, [forged])).files[0]?.problem).to.match(/cannot be proved alone/);
  });

  it('counts can be made right again, but for those of what left', async () => {
    const copy = files.copy(pruned);
    const before = panelOf(copy);
    spoil(copy, (db) => db.exec('UPDATE tally SET entries = 9 WHERE pruned = 0; DELETE FROM repeated WHERE pruned = 0; UPDATE rejected_device SET rejections = 77; DELETE FROM rejection WHERE seq > 1750; DELETE FROM listing WHERE seq > 1700'));
    expect(rebuildCounts(copy).arePrunedWrong).to.equal(false);
    expect(panelOf(copy)).to.deep.equal(before);
    expect((await verify(copy)).holds).to.equal(true);
    spoil(copy, (db) => db.exec('UPDATE tally SET entries = entries + 1 WHERE pruned = 1'));
    expect(rebuildCounts(copy).arePrunedWrong).to.equal(true);
  });

  it('a report whose comparison begins within a day that left is made without it', () => {
    const gone = entries.find((entry) => entry.kind === 'decision' && entry.decidedAt > '2027-06') as AuditRecord;
    const from = Date.parse('2027-10-01T00:00:00+01:00');
    const read = openStoreToRead(`sqlite:${pruned}`);
    const to = from + (from - Date.parse(gone.decidedAt) - 1);
    const material = { source: read.audit, parties: createDirectory([]), settings, now: Date.UTC(2030, 0, 1), isSample: false };
    const { report } = makePanelReport(material, { from, to, devices: 10 });
    read.close();
    expect(report.totals.attempts).to.be.above(0);
    expect([report.isComparable, report.incomparable.join()]).to.satisfy(([isComparable, why]: [boolean, string]) => !isComparable && why.includes('have left the store'));
  });

  it('whole days are counted as before they left, from the first midnight on', () => {
    const gone = entries.find((entry) => entry.kind === 'decision' && entry.decidedAt > '2027-06') as AuditRecord;
    const [from, to] = [midnightInBritain(dayInBritain(Date.parse(gone.decidedAt))), midnightInBritain('2027-12-01')];
    const countsOf = (path: string): [string, number][] => {
      const read = openStoreToRead(`sqlite:${path}`);
      const counts = new Map<string, number>();
      const told = read.audit.readPanel({ from, to, devices: 0 });
      for (const { day, heading, entries: count } of told.entries) addTo(counts, `${day} ${JSON.stringify(heading)}`, count);
      for (const { request, heading, entries: count } of told.repeated) addTo(counts, `request ${request} ${JSON.stringify(heading)}`, count);
      read.close();
      return [...counts].sort();
    };
    expect(countsOf(pruned)).to.deep.equal(countsOf(files.write('whole.db', entries))).and.not.to.have.length(0);
  });

  it('a pruning is no entry of the part of a day in which it was done', async () => {
    const path = files.write('old.db', [auditRecord(1), auditRecord(2, { at: Date.UTC(2025, 0, 1) })]);
    await exportAll(path);
    const from = Date.now();
    await prune(path, { before: '2024-01-01' });
    const read = openStoreToRead(`sqlite:${path}`);
    try {
      expect(read.audit.readPanel({ from, to: Date.now() + 1, devices: 10 }).entries).to.deep.equal([]);
    } finally {
      read.close();
    }
  });

  it('is counted as having left some at a time, in no more memory for more', async () => {
    const heard: string[] = [];
    const db = new Database(files.write('plain.db', entries), { verbose: (sql) => heard.push(String(sql)) });
    try {
      (await surveyChain(db)).recount.leave(1_500);
      const lengths = heard.flatMap((sql) => [.../coalesce\(first_seq, seq\) AS request FROM entry NOT INDEXED WHERE seq >= ([\d.]+) AND seq <= ([\d.]+)/g.exec(sql) ?? []].slice(1));
      expect(lengths.map(Number)).to.deep.equal([1, 1_000, 1_001, 1_500]);
    } finally {
      db.close();
    }
  });
});
