import { readFileSync, writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { expect } from 'chai';
import fc from 'fast-check';
import { linkAfter, originLink } from '../../src/audit/chain.js';
import { entriesOf, someEvents } from './audit-history.js';
import { chainFiles, dump, spoil, verify } from './chain-file.js';

const RECORDS = 240;

/** What is done to record `n`, and what verify must say of it: the kind, and the first record concerned where it is not `n`. */
interface Tampering {
  name: string;
  kind: string;
  seq?: (n: number) => number;
  act: (db: Database.Database, n: number, other: number) => void;
}

const at = (db: Database.Database, n: number) => db.prepare<[number], { record: string; link: string; id: string }>('SELECT record, link, id FROM entry WHERE seq = ?').get(n)!;
const shift = (db: Database.Database, from: number, by: number) => {
  db.prepare('UPDATE entry SET seq = -(seq + ?) WHERE seq >= ?').run(by, from);
  db.exec('UPDATE entry SET seq = -seq WHERE seq < 0');
};
/** A record of its own, made from another one; with a link that follows or with the other's. */
const insert = (db: Database.Database, n: number, of: number, follows: boolean) => {
  const other = at(db, of);
  const id = '018f0000-0000-7000-8000-ffffffffffff';
  const record = other.record.replace(other.id, id);
  const before = n === 1 ? originLink(db.prepare<[], string>('SELECT origin FROM head').pluck().get()!) : at(db, n - 1).link;
  db.prepare('INSERT INTO entry SELECT ?, ?, originator, counter, at, heading, first_seq, mpxn, salt, ?, ? FROM entry WHERE seq = ?').run(n, id, follows ? linkAfter(before, record) : other.link, record, of);
};
const insertAnywhere = (db: Database.Database, n: number, other: number, follows: boolean) => {
  db.exec('DELETE FROM listing');
  shift(db, n, 1);
  const of = db.prepare<[number], number>('SELECT seq FROM entry WHERE first_seq IS NULL AND seq >= ? ORDER BY seq LIMIT 1').pluck().get((other % RECORDS) - 20) ?? 0;
  insert(db, n, of, follows);
};
const column = (name: string, value: string): Tampering => ({ name: `column ${name}`, kind: 'beside', act: (db, n) => db.exec(`UPDATE entry SET ${name} = ${value} WHERE seq = ${n}`) });

const tamperings: Tampering[] = [
  {
    name: 'a byte of the text', kind: 'altered',
    act: (db, n, other) => {
      const { record } = at(db, n);
      const place = other % record.length;
      db.prepare('UPDATE entry SET record = ? WHERE seq = ?').run(`${record.slice(0, place)}${record[place] === 'x' ? 'y' : 'x'}${record.slice(place + 1)}`, n);
    },
  },
  { name: 'the text and all that stands beside it', kind: 'altered', act: (db, n) => db.exec(`UPDATE entry SET record = replace(record, '"kind"', '"king"'), at = at + 1, mpxn = NULL WHERE seq = ${n}`) },
  { name: 'the link', kind: 'beside', act: (db, n) => db.exec(`UPDATE entry SET link = replace(replace(link, 'a', 'b'), '1', '2') || 'f' WHERE seq = ${n}`) },
  column('id', `'018f0000-0000-7000-8000-ffffffffffff'`), column('at', 'at + 1'), column('originator', `'A'`), column('counter', `counter || '0'`), column('originator', 'NULL'),
  column('heading', '(SELECT max(id) FROM heading WHERE id <> heading)'), column('heading', 'NULL'), column('heading', '99999'),
  column('first_seq', 'ifnull(nullif(first_seq, 1), 5) + 1'), column('mpxn', `ifnull(mpxn, '1') || '1'`), column('salt', `ifnull(salt, '') || '0'`),
  { name: 'the row of the listing', kind: 'beside', act: (db, n) => db.exec(`DELETE FROM listing WHERE seq = ${n}; INSERT OR IGNORE INTO listing (seq, at, heading, strand) VALUES (${n}, 5, 1, 1)`) },
  { name: 'deleted', kind: 'missing', act: (db, n) => db.exec(`DELETE FROM entry WHERE seq = ${n}`) },
  { name: 'deleted, the later ones renumbered', kind: 'missing', act: (db, n) => { db.exec(`DELETE FROM entry WHERE seq = ${n}`); shift(db, n + 1, -1); } },
  { name: 'the tail cut off', kind: 'missing', act: (db, n) => db.exec(`DELETE FROM entry WHERE seq >= ${n}`) },
  { name: 'the beginning cut off', kind: 'missing', seq: () => 1, act: (db, n) => db.exec(`DELETE FROM entry WHERE seq <= ${n}`) },
  {
    name: 'exchanged with a later one', kind: 'reordered',
    act: (db, n, other) => {
      const later = n === RECORDS ? 0 : n + 1 + (other % (RECORDS - n));
      db.exec(`UPDATE entry SET seq = -1 WHERE seq = ${n}; UPDATE entry SET seq = ${n} WHERE seq = ${later}; UPDATE entry SET seq = ${later} WHERE seq = -1`);
    },
  },
  {
    name: 'its text exchanged with a later one', kind: 'reordered',
    act: (db, n, other) => {
      const later = n === RECORDS ? 0 : n + 1 + (other % (RECORDS - n));
      const [one, two] = [at(db, n).record, at(db, later).record];
      db.prepare('UPDATE entry SET record = ? WHERE seq = ?').run(two, n);
      db.prepare('UPDATE entry SET record = ? WHERE seq = ?').run(one, later);
    },
  },
  { name: 'another one inserted before it', kind: 'added', act: (db, n, other) => insertAnywhere(db, n, other, false) },
  { name: 'another one inserted before it, with a link that follows', kind: 'added', act: (db, n, other) => insertAnywhere(db, n, other, true) },
  { name: 'a proper one added at the end', kind: 'added', seq: () => RECORDS + 1, act: (db, n) => insert(db, RECORDS + 1, n, true) },
];

describe('tampering with the audit', () => {
  const files = chainFiles();
  let store = '';
  before(() => { store = files.write('whole.db', entriesOf(someEvents(RECORDS))); });

  it('is not seen where there was none', async () => {
    expect(await verify(store)).to.deep.include({ holds: true, records: RECORDS, first: 1, last: RECORDS, pruned: 0, problem: null, otherProblems: [] });
  });

  for (const { name, kind, seq, act } of tamperings) {
    it(`names the first record: ${name}`, async () => {
      await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: RECORDS }), fc.nat(2_000), async (n, other) => {
        if (kind === 'reordered' && n === RECORDS) return;
        const copy = files.copy(store);
        spoil(copy, (db) => { act(db, n, other); });
        const { holds, problem } = await verify(copy);
        expect({ holds, kind: problem?.kind, seq: problem?.seq }, problem?.problem).to.deep.equal({ holds: false, kind, seq: seq?.(n) ?? n });
      }), { numRuns: 12 });
    });
  }

  it('is seen, and placed as near as can be known, where a record was rewritten together with its link', async () => {
    for (const n of [1, 2, 100, RECORDS - 1, RECORDS]) {
      const copy = files.copy(store);
      spoil(copy, (db) => {
        const record = at(db, n).record.replace('"ESME"', '"ESMF"').replace('backticks', 'tickbacks');
        const before = n === 1 ? originLink(db.prepare<[], string>('SELECT origin FROM head').pluck().get()!) : at(db, n - 1).link;
        const link = linkAfter(before, record);
        db.prepare('UPDATE entry SET record = ?, link = ? WHERE seq = ?').run(record, link, n);
      });
      const { holds, problem } = await verify(copy);
      expect(holds, String(n)).to.equal(false);
      expect([n, n + 1], String(n)).to.include(problem?.seq);
    }
  });

  it('is told as what cannot be read where a record is none, though its link is right', async () => {
    for (const record of ['no record', '{"kind":"decision"', '{}', '{"kind":"decision"}', 'null']) {
      const copy = files.copy(store);
      spoil(copy, (db) => {
        const link = linkAfter(at(db, RECORDS - 1).link, record);
        db.prepare('UPDATE entry SET record = ?, link = ? WHERE seq = ?').run(record, link, RECORDS);
        db.prepare('UPDATE head SET link = ?').run(link);
      });
      const { holds, problem } = await verify(copy);
      expect({ holds, kind: problem?.kind, seq: problem?.seq }, `${record}: ${problem?.problem}`).to.deep.equal({ holds: false, kind: 'unreadable', seq: RECORDS });
    }
  });

  const counts = [
    'UPDATE tally SET entries = entries + 1 WHERE rowid_of(tally)', 'DELETE FROM tally WHERE rowid_of(tally)', 'UPDATE tally SET heading = 5000 WHERE rowid_of(tally)', 'UPDATE tally SET pruned = 1 WHERE rowid_of(tally)',
    'UPDATE repeated SET entries = entries + 1 WHERE rowid_of(repeated)', 'DELETE FROM repeated WHERE rowid_of(repeated)', `UPDATE repeated_key SET key = key || '0' WHERE rowid_of(repeated_key)`,
    'DELETE FROM rejected_device WHERE seq = (SELECT min(seq) FROM rejected_device)', 'UPDATE rejected_device SET rejections = rejections + 1 WHERE seq = (SELECT max(seq) FROM rejected_device)',
    'UPDATE rejected_device SET right_at = right_at + 1 WHERE right_at IS NOT NULL', `UPDATE rejected_device SET device = device || '0' WHERE seq = (SELECT min(seq) FROM rejected_device)`,
    'DELETE FROM rejection WHERE seq = (SELECT max(seq) FROM rejection)', 'UPDATE rejection SET at = at - 1 WHERE seq = (SELECT max(seq) FROM rejection)',
    `UPDATE rejection SET seq = 9999 WHERE seq = (SELECT max(seq) FROM rejection)`, 'UPDATE listing_hour SET first_seq = last_seq WHERE first_seq < last_seq', 'DELETE FROM listing_hour',
    `INSERT INTO listing (seq, at, heading, strand) VALUES (0, 5, 1, 1)`, `INSERT INTO listing (seq, at, heading, strand) VALUES (9999, 5, 1, 1)`, 'UPDATE heading SET strand = strand + 1', `UPDATE heading SET content = replace(content, 's1', 's9')`,
    `UPDATE head SET link = 'f'`, 'UPDATE head SET seq = seq - 1', 'UPDATE head SET seq = seq + 1', `UPDATE head SET origin = 'f'`, 'DELETE FROM head', `UPDATE origin SET origin = 'f'`, 'DELETE FROM origin', `INSERT INTO pruned VALUES (1, 5, 5, 'f')`, `INSERT INTO pruned VALUES (1, 5, 0, 'f')`,
    'INSERT INTO tally SELECT day, heading, 1, -1 FROM tally LIMIT 1', 'INSERT INTO tally SELECT day, heading, 1, 1000 FROM tally LIMIT 1', 'INSERT INTO repeated SELECT day, request, heading, 1, 5 FROM repeated LIMIT 1',
    `INSERT INTO repeated_key VALUES (-5, 'x:y:1')`, `UPDATE heading SET content = replace(content, '"observed":null', '"observed":{}')`, `UPDATE heading SET content = replace(content, '{"repeated"', '{"more":1,"repeated"')`,
    `INSERT INTO rejected_device (seq, device, heading, decision_id, at, day, rejections, last_at) SELECT -1, 'X', heading, decision_id, at, day, 1, at FROM rejected_device LIMIT 1; INSERT INTO rejection SELECT -1, at, -1, heading FROM rejection LIMIT 1`,
    'UPDATE tally SET day = day + 5000', 'DELETE FROM heading WHERE id = 1', 'DELETE FROM listing WHERE seq > 100 AND seq < 150',
  ];
  for (const count of counts) {
    it(`is seen beside the records: ${count}`, async () => {
      const copy = files.copy(store);
      spoil(copy, (db) => db.exec(count.replace(/rowid_of\((\w+)\)/, (_, table: string) => (table === 'repeated_key' ? 'request = (SELECT min(request) FROM repeated_key)' : `(day, heading) = (SELECT day, heading FROM ${table} LIMIT 1)`))));
      expect((await verify(copy)).holds).to.equal(false);
    });
  }

  it('is seen as far as it changes anything, whichever byte of the file is changed', async () => {
    const whole = readFileSync(store);
    const before = dump(store);
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), async (place, change) => {
      const copy = files.copy(store);
      const bytes = Buffer.from(whole);
      bytes[place] = bytes[place]! ^ change;
      writeFileSync(copy, bytes);
      const holds = await verify(copy).then((verified) => verified.holds, () => false);
      if (holds) expect(dump(copy) === before, `byte ${place}`).to.equal(true);
    }), { numRuns: 300 });
  });
});
