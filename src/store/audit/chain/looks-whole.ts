import type { Database } from 'better-sqlite3';
import { linkAfter } from '../../../audit/chain.js';
import type { ChainPlace } from '../../../audit/panel-source.js';
import { beginOfChain, findLink } from './chain-place.js';
import { headOf } from './head.js';
import { isHeadOfFile } from './origin.js';

/** How many of the newest records are looked for one by one; some before them, each as many times further back. */
const newestRecords = 1_000;
const furtherBack = 1.5;

/**
 * Whether the chain has its end, the newest records up to the one that the head tells of, some before them, and the beginning that the head tells of,
 * which is that of its file. Where pages are of two files, or of two states of one, it has not. It takes milliseconds, however many records there are.
 * What the records say is for `audit verify`.
 */
export function looksWhole(db: Database): boolean {
  return db.transaction(() => {
    const begin = beginOfChain(db);
    const head = headOf(db).findHead() ?? begin;
    const last = walk(db, Math.max(head.seq - newestRecords, begin.seq));
    return last === head.seq
      && findLink(db, last) === head.link
      && samplesOf(begin.seq, last).every((seq) => findLink(db, seq) !== undefined)
      && followsBegin(db, begin)
      && isHeadOfFile(db);
  })();
}

/** Of the origin, too, which the head tells. */
function followsBegin(db: Database, begin: ChainPlace): boolean {
  const first = db.prepare<[number], { link: string; record: string }>('SELECT link, record FROM entry WHERE seq = ?').get(begin.seq + 1);
  return first === undefined || linkAfter(begin.link, first.record) === first.link;
}

/** Goes from a number to the last record; undefined: one in between is missing. */
function walk(db: Database, from: number): number | undefined {
  let seq = from;
  for (const found of db.prepare<[number], number>('SELECT seq FROM entry NOT INDEXED WHERE seq > ? ORDER BY seq').pluck().iterate(from)) {
    if (found !== seq + 1) return undefined;
    seq = found;
  }
  return seq;
}

/** Numbers further and further back. */
function samplesOf(begin: number, last: number): number[] {
  const samples: number[] = [];
  for (let back = newestRecords; last - back > begin; back = Math.ceil(back * furtherBack)) samples.push(last - back);
  return samples;
}
