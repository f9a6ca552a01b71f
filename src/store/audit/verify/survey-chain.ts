import type { Database } from 'better-sqlite3';
import type { ChainPlace } from '../../../audit/panel-source.js';
import { Fault } from '../../../domain/fault.js';
import { answeringLater } from '../../sqlite/answering.js';
import { isHeadOfFile } from '../chain/origin.js';
import { digestCounts } from '../counts/counts-digest.js';
import { areStrandsRight } from '../counts/strands.js';
import { compareCounts, type WrongCount } from './compare-counts.js';
import { addedRecord, changedEnd, type ChainProblem, nameBreak } from './name-break.js';
import { createRecount, type Recount } from './recount.js';
import { problemsOfRuleSets } from './rule-sets.js';
import { readTold, type Told } from './told.js';
import { createWalkers } from './walkers.js';
import type { Stretch, Walked } from './walk-stretch.js';

/** What is found by walking the whole chain, from where it begins to where it ended when the walk began. */
export interface Survey {
  told: Told;
  /** the first record that is not as it was written, where there is one: then nothing after it was looked at, and nothing counted */
  problem: ChainProblem | undefined;
  /** what is counted and does not agree with the records, and the file where it is damaged; each a sentence */
  otherProblems: string[];
  wrongCounts: WrongCount[];
  recount: Recount;
}

/** Is told the share of all records that was walked, 0 to 1, and how many they are. */
export type OnProgress = (share: number, records: number) => void;

const STRETCH = 5_000;

/**
 * Walks the chain over a connection of its own, on which everything counted is counted again in tables laid over those of the store.
 * Nothing is held open between two pages, so that a service can go on writing. Throws `Fault('audit-unavailable')` where records
 * leave meanwhile, or the file is so damaged that nothing can be told.
 */
export function surveyChain(db: Database, onProgress?: OnProgress): Promise<Survey> {
  return answeringLater('audit-unavailable', () => survey(db, onProgress));
}

async function survey(db: Database, onProgress: OnProgress = () => undefined): Promise<Survey> {
  const told = readTold(db);
  const recount = createRecount(db, told.begin, told.leavesThrough);
  const walk = await walkAll(db, told, recount, onProgress);
  requireUnpruned(db, told);
  const problem = walk.problem ?? problemOfEnds(db, told, walk);
  const wrongCounts = problem === undefined ? compareCounts(db) : [];
  const otherProblems = [
    ...problemsOfFile(db),
    ...walk.damage,
    ...(problem === undefined ? problemsOfCounts(db, told, walk, wrongCounts) : []),
    ...(problem === undefined ? problemsOfRuleSets(db, walk.ruleSets) : []),
  ];
  return { told, problem, wrongCounts, recount, otherProblems };
}

interface Walk {
  problem: ChainProblem | undefined;
  damage: string[];
  end: ChainPlace;
  /** the last record that tells what left, and the link of the last record that leaves where that is still there */
  pruning: Walked['prunings'][number] | undefined;
  linkOfLeaving: string | undefined;
  ruleSets: Set<string>;
  listed: number;
}

async function walkAll(db: Database, told: Told, recount: Recount, onProgress: OnProgress): Promise<Walk> {
  const last = told.head?.seq ?? told.begin.seq;
  const walk: Walk = { problem: undefined, damage: [], end: told.begin, pruning: undefined, linkOfLeaving: undefined, ruleSets: new Set(), listed: 0 };
  const walkers = createWalkers(db, last - told.begin.seq);
  const damage = walkers.findDamage();
  damage.catch(() => undefined);
  try {
    const stretches = stretchesOf(db, told, last);
    const underway: { stretch: Stretch; walked: Promise<Walked> }[] = [];
    const start = (): void => {
      const { value: stretch } = stretches.next();
      if (stretch === undefined) return;
      const walked = walkers.walk(stretch);
      walked.catch(() => undefined);
      underway.push({ stretch, walked });
    };
    for (let count = 0; count < walkers.atOnce; count += 1) start();
    for (let next = underway.shift(); next !== undefined && walk.problem === undefined; next = underway.shift()) {
      start();
      take(db, told, recount, walk, next.stretch, await next.walked);
      onProgress((walk.end.seq - told.begin.seq) / (last - told.begin.seq), walk.end.seq - told.begin.seq);
    }
    const found = await damage;
    if (found !== undefined) walk.damage.push(`the file is damaged: ${found}`);
  } finally {
    walkers.close();
  }
  return walk;
}

function take(db: Database, told: Told, recount: Recount, walk: Walk, stretch: Stretch, walked: Walked): void {
  const counted = recount.add(walked, stretch.isListed);
  const first = [counted, walked.broken].filter((broken) => broken !== undefined).sort((a, b) => a.seq - b.seq)[0];
  if (first !== undefined) walk.problem = nameBreak(db, first, walked.link, told);
  walk.end = { seq: walked.last, link: walked.link };
  walk.pruning = walked.prunings.at(-1) ?? walk.pruning;
  for (const version of walked.ruleSets) walk.ruleSets.add(version);
  if (walked.last === told.leavesThrough) walk.linkOfLeaving = walked.link;
  if (stretch.isListed) for (const { entries } of walked.counts.values()) walk.listed += entries;
}

/** Each ends where the store tells of an end, so that what is counted within one belongs together. */
function* stretchesOf(db: Database, { begin, leavesThrough, listedThrough }: Told, last: number): Generator<Stretch, undefined> {
  const link = db.prepare<[number], string>('SELECT link FROM entry WHERE seq = ?').pluck();
  const linkAt = (seq: number): string => {
    try {
      return link.get(seq) ?? '';
    } catch {
      return '';
    }
  };
  for (let first = begin.seq + 1; first <= last;) {
    const end = Math.min(last, first + STRETCH - 1, ...[leavesThrough, listedThrough].filter((each) => each >= first));
    yield { first, last: end, before: first === begin.seq + 1 ? begin.link : linkAt(first - 1), isListed: end <= listedThrough };
    first = end + 1;
  }
  return undefined;
}

function problemsOfFile(db: Database): string[] {
  return isHeadOfFile(db) ? [] : [`the records and the file are of two stores: \`${db.name}-wal\` is the log of another file, or what tells the beginning of the chain was changed`];
}

function problemOfEnds(db: Database, told: Told, { end }: Walk): ChainProblem | undefined {
  const { head, before, beyond, begin } = told;
  if (before !== null) return addedRecord(db, before, 'before the beginning of the chain');
  if (beyond !== null && head === undefined) return addedRecord(db, beyond, 'although nothing was ever written');
  const isThere = head === undefined ? begin.seq === 0 : end.link === head.link && end.seq === head.seq;
  if (beyond !== null) return isThere ? addedRecord(db, beyond, 'behind the end of the chain') : nameBreak(db, { kind: 'link', seq: beyond }, end.link, told);
  return isThere ? undefined : changedEnd(db, end.seq);
}

function problemsOfCounts(db: Database, told: Told, walk: Walk, wrongCounts: readonly WrongCount[]): string[] {
  const { begin, leavesThrough, pruning, listedThrough, listed } = told;
  const problems = wrongCounts.map(({ table, rows }) => `the store counts otherwise than its records say: ${rows} rows of ${table} are wrong or missing (slotguard audit rebuild counts again)`);
  if (!areStrandsRight(db)) problems.push('the headings that records are listed under do not belong together as the store tells');
  if (listed !== walk.listed || (listed > 0 && listedThrough > walk.end.seq)) problems.push('the listing holds what is no record');
  const record = walk.pruning?.record;
  if (walk.pruning?.seq !== (pruning ?? undefined)) problems.push('the record of what left the store cannot be found by its index');
  if ((record?.through.seq ?? 0) !== leavesThrough || begin.seq > leavesThrough || (record !== undefined && record.records !== leavesThrough)) {
    problems.push('what the store tells of records that left it is not what the chain says');
  } else if (record !== undefined && (begin.seq === leavesThrough ? begin.link : walk.linkOfLeaving) !== record.through.link) {
    problems.push('the records that are left do not follow those that left, by the record of their leaving');
  } else if (record !== undefined && record.store !== told.head?.origin) {
    problems.push('what the store tells of the beginning of its chain is not what the record of a pruning says');
  } else if (record !== undefined && digestCounts(db, leavesThrough) !== record.countsDigest) {
    problems.push('what is counted of records that left the store was changed since');
  }
  return problems;
}

/** What was found out about records says nothing of the store any more once some of them left it. */
export function requireUnpruned(db: Database, { begin, leavesThrough }: Told): void {
  const now = db.prepare<[], { through: number; seq: number }>('SELECT through, seq FROM pruned').get();
  if ((now?.seq ?? 0) > begin.seq || (now?.through ?? 0) > leavesThrough) throw prunedMeanwhile();
}

export function prunedMeanwhile(): Fault {
  return new Fault('audit-unavailable', 'records were pruned while the chain was walked: run it again');
}
