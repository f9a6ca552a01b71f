import type { Database } from 'better-sqlite3';
import { linkAfter } from '../../../audit/chain.js';
import type { ChainPlace } from '../../../audit/panel-source.js';
import { beginOfChain, findLink } from './chain-place.js';
import { headOf } from './head.js';

/** How many of the newest records are looked at one by one; some before them, each as many times further back. */
const newestRecords = 1_000;
const furtherBack = 1.5;

/**
 * Whether the end of the chain goes together: the head, the newest records, and some before them. Where pages are of two files, or of two states of one,
 * it does not. It takes some milliseconds, however many records there are; `audit verify` looks at all of them.
 */
export function endsTogether(db: Database): boolean {
  const walk = walkIn(db);
  return db.transaction(() => {
    const begin = beginOfChain(db);
    const head: ChainPlace = headOf(db).findHead() ?? begin;
    const end = walk(Math.max(head.seq - newestRecords, begin.seq), Number.MAX_SAFE_INTEGER);
    return end?.seq === head.seq && end.link === head.link && samplesOf(begin.seq, head.seq).every((seq) => walk(seq - 1, seq)?.seq === seq);
  })();
}

/** Goes from a place to another, or to the last record before it, and answers where it came to; undefined: a record does not follow the one before it. */
function walkIn(db: Database): (from: number, to: number) => ChainPlace | undefined {
  const rowsBetween = db.prepare<[number, number], ChainPlace & { record: string }>('SELECT seq, link, record FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq');
  return (from, to) => {
    const link = findLink(db, from);
    if (link === undefined) return undefined;
    let place: ChainPlace = { seq: from, link };
    for (const row of rowsBetween.iterate(from, to)) {
      if (row.seq !== place.seq + 1 || linkAfter(place.link, row.record) !== row.link) return undefined;
      place = row;
    }
    return place;
  };
}

/** Places further and further back. */
function samplesOf(begin: number, last: number): number[] {
  const samples: number[] = [];
  for (let back = newestRecords; last - back > begin; back = Math.ceil(back * furtherBack)) samples.push(last - back);
  return samples;
}
