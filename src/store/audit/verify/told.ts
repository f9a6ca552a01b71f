import type { Database } from 'better-sqlite3';
import type { ChainPlace } from '../../../audit/panel-source.js';
import { beginOfChain } from '../chain/chain-place.js';
import { type Head, headOf } from '../chain/head.js';
import { lastListedOf } from '../listing/listing-index.js';

/** What the store says about itself at one moment, to be held against its records. */
export interface Told {
  /** undefined: nothing was ever written */
  head: Head | undefined;
  /** where the records begin: behind this place; the origin where nothing ever left */
  begin: ChainPlace;
  /** up to which record everything leaves, or has left */
  leavesThrough: number;
  /** the newest record that says so, by number */
  pruning: number | null;
  /** the last record that the listing holds, and how many it holds */
  listedThrough: number;
  listed: number;
  /** numbers of records that stand outside of what head and beginning tell */
  before: number | null;
  beyond: number | null;
}

/** What is compared when the records were counted again. */
const keptTables = ['tally', 'repeated', 'repeated_key', 'rejected_device', 'rejection', 'listing_hour'] as const;

/** Reads all of it as it stands at this moment, and copies of what is counted to `told_...`. Call it before there are tables to count again in. */
export function readTold(db: Database): Told {
  const read = db.transaction((): Told => {
    for (const table of keptTables) db.exec(`CREATE TEMP TABLE told_${table} AS SELECT * FROM main.${table}`);
    const head = headOf(db).findHead();
    const begin = beginOfChain(db);
    const numberOf = (sql: string, value: number) => db.prepare<[number], number | null>(sql).pluck().get(value) ?? null;
    return {
      head,
      begin,
      leavesThrough: db.prepare<[], number>('SELECT through FROM pruned').pluck().get() ?? 0,
      pruning: db.prepare<[], number | null>('SELECT max(seq) FROM entry INDEXED BY entry_of_request WHERE originator IS NULL').pluck().get() ?? null,
      listedThrough: lastListedOf(db)(),
      listed: Number(db.prepare('SELECT count(*) FROM listing').pluck().get()),
      before: numberOf('SELECT min(seq) FROM entry WHERE seq <= ?', begin.seq),
      beyond: numberOf('SELECT min(seq) FROM entry WHERE seq > ?', head?.seq ?? 0),
    };
  });
  return read.deferred();
}
