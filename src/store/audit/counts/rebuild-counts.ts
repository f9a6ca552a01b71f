import type { Database } from 'better-sqlite3';
import type { ChainPlace } from '../../../audit/panel-source.js';
import type { PruningRecord } from '../../../audit/record.js';
import { Fault } from '../../../domain/fault.js';
import { answering } from '../../sqlite/answering.js';
import { headOf } from '../chain/head.js';
import { completeListing } from '../listing/listing-index.js';
import { digestCounts } from './counts-digest.js';
import { mendingOf } from './mend-records.js';
import { createChainOpener } from '../chain/open-chain.js';
import { compareCounts, type WrongCount } from '../verify/compare-counts.js';
import { nameBreak } from '../verify/name-break.js';
import { createRecount } from '../verify/recount.js';
import { type OnProgress, requireUnpruned } from '../verify/survey-chain.js';
import { readTold, type Told } from '../verify/told.js';
import { walkStretchOf } from '../verify/walk-stretch.js';

/** What was wrong before. */
export interface Rebuilt {
  records: number;
  /** headings, records beside which something was wrong, and rows of the listing */
  mended: number;
  /** headings that were mended: a service that knows the wrong ones must be started again */
  mendedHeadings: number;
  wrongCounts: WrongCount[];
  /** whether what is counted of records that left the store was changed, which nothing in the store can put right */
  arePrunedWrong: boolean;
}

const STRETCH = 2_000;

/**
 * Makes everything anew that follows from the records: what stands beside them, what is counted, and the listing. Counts of records that left the store
 * stay. Throws `Fault('audit-unavailable')` where the chain itself does not hold.
 */
export function rebuildCounts(path: string, onProgress: OnProgress = () => undefined): Rebuilt {
  const open = createChainOpener(path);
  const [plain, counting] = [open(), open()];
  try {
    return answering('audit-unavailable', () => rebuild(plain, counting, onProgress));
  } finally {
    counting.close();
    plain.close();
  }
}

/** `plain` mends, `counting` has tables laid over those of the store. */
function rebuild(plain: Database, counting: Database, onProgress: OnProgress): Rebuilt {
  const begin = requireWhole(plain);
  const { mendedHeadings, mend, mendFirst, removeStrangers } = mendingOf(plain);
  let mended = mendedHeadings + removeStrangers(begin);
  completeListing(plain);
  const told = readTold(counting);
  const recount = createRecount(counting, told.begin, told.leavesThrough, (seq, firstSeq) => {
    mendWhole(() => { mendFirst(seq, firstSeq); });
    mended += 1;
  });
  const walk = walkStretchOf(counting, () => true);
  let mayMend = true;

  /** Where records left meanwhile, what is right may seem wrong. */
  function mendWhole<T>(mending: () => T): T {
    if (!mayMend) throw cannotKeepUp();
    return plain.transaction(() => {
      requireUnpruned(plain, told);
      return mending();
    }).immediate();
  }

  function follow(place: ChainPlace, last: number): ChainPlace {
    const isListed = place.seq < told.listedThrough;
    const end = isListed ? Math.min(last, told.listedThrough) : last;
    const walked = walk({ first: place.seq + 1, last: end, before: place.link, isListed });
    recount.add(walked, isListed);
    const reached = { seq: walked.last, link: walked.link };
    if (walked.broken === undefined) return reached;
    const some = mendWhole(() => (walked.broken?.kind === 'beside' ? mend(reached, end, isListed) : 0));
    if (some === 0) throw cannotRebuild(counting, nameBreak(counting, walked.broken, walked.link, told).problem);
    mended += some;
    return reached;
  }

  let place = told.begin;
  const followTo = (last: number): void => {
    while (place.seq < last) {
      place = follow(place, Math.min(last, place.seq + STRETCH));
      onProgress((place.seq - told.begin.seq) / (last - told.begin.seq), place.seq - told.begin.seq);
    }
  };
  followTo(told.head?.seq ?? 0);
  const wrongCounts = compareCounts(counting);
  if (wrongCounts.length > 0) {
    followTo(headOf(counting).head().seq);
    // from here on nobody else can write, this process over its other connection neither
    mayMend = false;
    counting.transaction(() => {
      requireUnpruned(counting, told);
      followTo(headOf(counting).head().seq);
      for (const { table } of wrongCounts) replaceCounts(counting, table);
    }).immediate();
  }
  return { records: (told.head?.seq ?? 0) - told.begin.seq, mended, mendedHeadings, wrongCounts, arePrunedWrong: arePrunedCountsWrong(counting, told) };
}

/** The listing goes on growing meanwhile: its hours only become as wide as they must be. */
function replaceCounts(db: Database, table: string): void {
  if (table !== 'listing_hour') db.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM temp.${table};`);
  else {
    db.exec(`
      INSERT INTO main.listing_hour SELECT * FROM temp.listing_hour WHERE true
      ON CONFLICT (hour) DO UPDATE SET first_seq = min(first_seq, excluded.first_seq), last_seq = max(last_seq, excluded.last_seq)`);
  }
}

function requireWhole(db: Database): number {
  const pruned = db.prepare<[], { through: number; seq: number }>('SELECT through, seq FROM pruned').get();
  if (pruned === undefined || pruned.seq === pruned.through) return pruned?.seq ?? 0;
  throw new Fault('audit-unavailable', 'a pruning was ended half way: run slotguard audit prune again, which finishes it, and then this');
}

/** What is counted of records that left the store cannot be made anew: the chain only tells whether it is right. */
function arePrunedCountsWrong(db: Database, { pruning, leavesThrough }: Told): boolean {
  const text = pruning === null ? undefined : db.prepare<[number], string>('SELECT record FROM entry WHERE seq = ?').pluck().get(pruning);
  return text !== undefined && digestCounts(db, leavesThrough) !== (JSON.parse(text) as PruningRecord).countsDigest;
}

function cannotKeepUp(): Fault {
  return new Fault('audit-unavailable', 'records that are written at the same time need mending, too: stop the service, run it again, and start the service then');
}

function cannotRebuild(db: Database, problem: string): Fault {
  return new Fault('audit-unavailable', `the records of \`${db.name}\` cannot be counted again: ${problem}`);
}
