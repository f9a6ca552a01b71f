import type { Database } from 'better-sqlite3';
import { linkAfter } from '../../../audit/chain.js';
import type { ChainPlace } from '../../../audit/panel-source.js';
import type { AuditEntry } from '../../../audit/record.js';
import { describeEntry } from '../chain/describe-entry.js';
import { createHeadings, writeHeading } from './headings.js';
import { listingRows } from '../listing/listing-index.js';
import { mendHeadings } from './strands.js';
import { pageOf } from '../verify/beside.js';

export interface Mending {
  /** headings that were mended before all else */
  mendedHeadings: number;
  /** Makes what stands beside the records after a place anew, as far as a page reaches; answers beside how many something was wrong. */
  mend: (place: ChainPlace, last: number, isListed: boolean) => number;
  /** Writes down the first record of a RequestID. */
  mendFirst: (seq: number, firstSeq: number | null) => void;
  /** Takes out of the listing what is no record. */
  removeStrangers: (begin: number) => number;
}

/** From the text of a record, which the chain vouches for, follows all that stands beside it but the MPxN. */
export function mendingOf(db: Database): Mending {
  const mendedHeadings = mendHeadings(db);
  const page = pageOf(db);
  const headings = createHeadings(db);
  const makeRoom = db.prepare<[string, string, number]>('UPDATE entry SET id = ? WHERE id = ? AND seq <> ?');
  const update = db.prepare<[{ seq: number; id: string; at: number; originator: string | null; counter: string | null; heading: number | null; isFirst: 0 | 1 }]>(`
    UPDATE entry SET id = @id, at = @at, originator = @originator, counter = @counter, heading = @heading, first_seq = iif(@isFirst, NULL, first_seq) WHERE seq = @seq
    AND (id, at, originator, counter, heading, first_seq) IS NOT (@id, @at, @originator, @counter, @heading, iif(@isFirst, NULL, first_seq))`);
  const unlist = db.prepare<[number]>('DELETE FROM listing WHERE seq = ?');
  const list = db.prepare<[number]>(`INSERT INTO listing ${listingRows} WHERE seq = ?`);
  const setFirst = db.prepare<[number | null, number]>('UPDATE entry SET first_seq = ? WHERE seq = ?');
  const setFirstListed = db.prepare<[number | null, number]>('UPDATE listing SET first_seq = ? WHERE seq = ?');
  const strangers = db.prepare<[number], number>('SELECT seq FROM listing WHERE seq <= ? OR seq NOT IN (SELECT seq FROM entry)').pluck();

  const remove = db.transaction((seqs: readonly number[]) => seqs.reduce((removed, seq) => removed + unlist.run(seq).changes, 0));

  const mend = db.transaction((place: ChainPlace, last: number, isListed: boolean): number => {
    let link = place.link;
    const known = headings.all().size;
    let mended = 0;
    for (const { seq, record, link: stored, listing } of page(place.seq + 1, last)) {
      link = linkAfter(link, record);
      if (link !== stored) break;
      const { id, at, originator, counter, heading, repeatsKey } = describeEntry(JSON.parse(record) as AuditEntry);
      makeRoom.run(`mending ${seq}`, id, seq);
      const number = heading === null ? null : headings.numberOf(heading, writeHeading(heading));
      const { changes } = update.run({ seq, id, at, originator, counter, heading: number, isFirst: repeatsKey === null ? 1 : 0 });
      const isRight = changes === 0 && (listing === null ? !isListed || number === null : listing === 1 && number !== null);
      if (isRight) continue;
      mended += 1;
      unlist.run(seq);
      if (isListed) list.run(seq);
    }
    return mended + headings.all().size - known;
  });

  return {
    mendedHeadings,
    mend: (place, last, isListed) => mend.immediate(place, last, isListed),
    mendFirst: db.transaction((seq: number, firstSeq: number | null) => {
      setFirst.run(firstSeq, seq);
      setFirstListed.run(firstSeq, seq);
    }),
    // found before anything is written: it takes long where there are many records, and nobody else could write meanwhile
    removeStrangers: (begin) => remove(strangers.all(begin)),
  };
}
