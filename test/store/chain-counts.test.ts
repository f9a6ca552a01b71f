import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import fc from 'fast-check';
import { headingOf } from '../../src/audit/heading-of.js';
import type { Heading } from '../../src/audit/heading.js';
import type { AttemptRecord, AuditRecord } from '../../src/audit/record.js';
import { mendingOf } from '../../src/store/audit/counts/mend-records.js';
import { rebuildCounts } from '../../src/store/audit/counts/rebuild-counts.js';
import { anEvent, entriesOf, someEvents } from './audit-history.js';
import { chainFiles, dump, spoil, verify, writeEntries } from './chain-file.js';
import { addTo, panelOf } from './panel-counts.js';
import { caught } from './store-folder.js';

interface RejectedDevice {
  device: string;
  heading: Heading;
  rejectedAt: number;
  decisionId: string;
  rejections: number;
  lastRejectedAt: number;
  putRight: unknown;
}

/** The same, counted by walking the entries: nothing of slotguard's counting is used. */
function plainCount(entries: readonly (AuditRecord | AttemptRecord)[]): Record<string, unknown> {
  const dayOf = (instant: string) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date(instant));
  const counted = entries.map((entry) => ({
    entry,
    key: entry.request.requestKey,
    at: entry.kind === 'decision' ? entry.decidedAt : entry.attemptedAt,
    heading: entry.kind === 'decision' ? headingOf(entry) : entry.countedAs,
  }));
  const days = new Map<string, number>();
  const uses = new Map<string, { heading: Heading; day: string }[]>();
  for (const { heading, key, at } of counted) {
    addTo(days, JSON.stringify([dayOf(at), JSON.stringify(heading)]), 1);
    uses.set(key, [...(uses.get(key) ?? []), { heading, day: dayOf(at) }]);
  }
  const devices: Record<string, RejectedDevice[]> = {};
  for (const { entry, heading, at } of counted) {
    if (entry.kind !== 'decision') continue;
    const { request: { target: device }, decisionId } = entry;
    const now = Date.parse(at);
    const all = (devices[device] ??= []);
    const open = all.find(({ putRight }) => putRight === null);
    if (entry.counted && open === undefined) {
      all.push({ device, heading, rejectedAt: now, decisionId, rejections: 1, lastRejectedAt: now, putRight: null });
    } else if (entry.counted && open !== undefined) {
      Object.assign(open, { rejections: open.rejections + 1, lastRejectedAt: now });
    } else if (entry.reason === 'verified' && open !== undefined) {
      open.putRight = { at: now, decisionId, supplier: entry.supplierParty };
    }
  }
  const tellUses = (all: { heading: Heading }[]) => {
    const counts = new Map<string, number>();
    for (const { heading } of all) addTo(counts, JSON.stringify(heading), 1);
    return JSON.stringify([...counts].sort());
  };
  return {
    entries: [...days].sort(),
    repeated: [...uses.values()].filter((all) => all.length > 1).map(tellUses).sort(),
    devices: Object.values(devices).flat().map((each) => JSON.stringify(each)).sort(),
  };
}

describe('what is counted of the records', () => {
  const files = chainFiles();
  const fresh = (name: string) => {
    for (const end of ['', '-wal', '-shm']) rmSync(`${files.path(name)}${end}`, { force: true });
    return files.path(name);
  };

  it('is the same counted as they are written, counted again, and counted plainly, whatever happens', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anEvent, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 20 }), async (events, atOnce) => {
      const entries = entriesOf(events);
      const path = fresh('random.db');
      writeEntries(path, entries, atOnce);
      expect(panelOf(path)).to.deep.include(plainCount(entries));
      expect(await verify(path)).to.deep.include({ holds: true, otherProblems: [] });
    }), { numRuns: 60 });
  });

  const whole = () => {
    fresh('whole.db');
    return files.write('whole.db', entriesOf(someEvents(400)));
  };

  it('is listed again by a rebuild where the listing was lost', async () => {
    const store = whole();
    const copy = files.copy(store);
    spoil(copy, (db) => db.exec('DELETE FROM listing; DELETE FROM listing_hour'));
    rebuildCounts(copy);
    expect(dump(copy) === dump(store)).to.equal(true);
    expect((await verify(copy)).holds).to.equal(true);
  });

  const corruptions: Record<string, (db: Database.Database) => void> = {
    'tally': (db) => db.exec('UPDATE tally SET entries = entries + day % 2; DELETE FROM tally WHERE heading % 3 = 0'),
    'repeated': (db) => db.exec('UPDATE repeated SET entries = 7; DELETE FROM repeated_key WHERE request % 2 = 0'),
    'rejected devices': (db) => db.exec('DELETE FROM rejected_device WHERE seq % 2 = 0; UPDATE rejected_device SET right_at = 5 WHERE right_seq IS NOT NULL; DELETE FROM rejection'),
    'rows of the listing': (db) => db.exec('DELETE FROM listing WHERE seq % 7 = 0; UPDATE listing SET at = at + 1 WHERE seq % 5 = 0; INSERT INTO listing (seq, at, heading, strand) VALUES (0, 5, 1, 1), (99999, 5, 1, 1); UPDATE listing_hour SET first_seq = last_seq'),
    'headings': (db) => db.exec(`UPDATE heading SET content = json_object('nonsense', id) WHERE id % 2 = 0; UPDATE heading SET strand = id`),
    'the heads of records': (db) => db.exec(`UPDATE entry SET id = 'x' || seq, at = at + 5, originator = 'A', counter = 'B', heading = 1 WHERE seq % 4 = 0; UPDATE entry SET first_seq = 1 WHERE seq % 6 = 0`),
    'two ids exchanged': (db) => {
      const [one, two] = db.prepare<[], string>('SELECT id FROM entry WHERE seq IN (1, 200) ORDER BY seq').pluck().all();
      db.exec(`UPDATE entry SET id = 'x' WHERE seq = 1; UPDATE entry SET id = '${one}' WHERE seq = 200; UPDATE entry SET id = '${two}' WHERE seq = 1`);
    },
    'everything': (db) => db.exec('DELETE FROM tally; DELETE FROM repeated; DELETE FROM repeated_key; DELETE FROM rejected_device; DELETE FROM rejection; DELETE FROM listing; DELETE FROM listing_hour; DELETE FROM heading'),
  };
  for (const [name, corrupt] of Object.entries(corruptions)) {
    it(`is made right again by a rebuild, also the listing: ${name}`, async () => {
      const store = whole();
      const before = panelOf(store);
      const copy = files.copy(store);
      spoil(copy, corrupt);
      expect((await verify(copy)).holds).to.equal(false);
      const { mended, wrongCounts } = rebuildCounts(copy);
      expect(mended + wrongCounts.length).to.be.above(0);
      expect(panelOf(copy)).to.deep.equal(before);
      expect(await verify(copy)).to.deep.include({ holds: true, problem: null, otherProblems: [] });
      expect(rebuildCounts(copy)).to.deep.equal({ records: 400, mended: 0, mendedHeadings: 0, wrongCounts: [], arePrunedWrong: false });
    });
  }

  it('is seen, and made right again, where headings of records that are not listed yet are put to the wrong strands', async () => {
    const path = fresh('unlisted.db');
    writeEntries(path, entriesOf(someEvents(60)));
    spoil(path, (db) => db.exec('DELETE FROM listing; DELETE FROM listing_hour; UPDATE heading SET strand = 1'));
    expect(await verify(path)).to.deep.include({ holds: false, problem: null, otherProblems: ['the headings that records are listed under do not belong together as the store tells'] });
    expect(rebuildCounts(path).mendedHeadings).to.be.above(0);
    expect(await verify(path)).to.deep.include({ holds: true, otherProblems: [] });
  });

  it('is told by how many records were mended, also where only the first of a RequestID was wrong', async () => {
    const path = fresh('first.db');
    writeEntries(path, entriesOf(someEvents(60)));
    spoil(path, (db) => db.exec('DELETE FROM listing; DELETE FROM listing_hour; UPDATE entry SET first_seq = first_seq + 1 WHERE seq = (SELECT max(seq) FROM entry WHERE first_seq IS NOT NULL)'));
    expect((await verify(path)).problem?.problem).to.match(/but the first record of its RequestID, which stands beside it, was changed$/);
    expect(rebuildCounts(path)).to.deep.include({ mended: 1, mendedHeadings: 0 });
    expect((await verify(path)).holds).to.equal(true);
  });

  it('is looked through for rows of no record while others may write, and they are taken out', () => {
    const path = files.write('strangers.db', entriesOf(someEvents(60)));
    const [db, other] = [new Database(path, { timeout: 0 }), new Database(path)];
    try {
      const { removeStrangers } = mendingOf(db);
      other.exec('BEGIN IMMEDIATE');
      expect(removeStrangers(0)).to.equal(0);
      other.exec('INSERT INTO listing SELECT seq + 1000, at, heading, strand, first_seq, stranger FROM listing WHERE seq <= 3; COMMIT');
      expect(removeStrangers(2)).to.equal(5);
    } finally {
      other.close();
      db.close();
    }
  });

  it('is not made anew from records that do not hold together, or whose MPxN is not theirs', async () => {
    const store = files.write('firm.db', entriesOf(someEvents(50)));
    for (const [sql, reason] of [[`UPDATE entry SET record = replace(record, '"kind"', '"Kind"') WHERE seq = 30`, /record 30 does not follow/], [`UPDATE entry SET mpxn = '1' WHERE seq = 30`, /record 30 is as it was written, but its MPxN/]] as const) {
      const copy = files.copy(store);
      spoil(copy, (db) => db.exec(sql));
      expect(await caught(() => rebuildCounts(copy))).to.include({ code: 'audit-unavailable' }).and.to.have.property('message').that.matches(reason);
    }
  });
});
