import type { Database } from 'better-sqlite3';
import { v7 as createId } from 'uuid';
import { Fault } from '../../../domain/fault.js';
import type { ChainPlace } from '../../../audit/panel-source.js';
import { answeringLater } from '../../sqlite/answering.js';
import { digestCounts } from '../counts/counts-digest.js';
import { headOf } from '../chain/head.js';
import { completeListing } from '../listing/listing-index.js';
import { createChainOpener } from '../chain/open-chain.js';
import { describeSurvey } from '../verify/describe-survey.js';
import { type OnProgress, prunedMeanwhile, requireUnpruned, type Survey, surveyChain } from '../verify/survey-chain.js';
import { walkStretchOf } from '../verify/walk-stretch.js';
import { createEntryWriter } from '../chain/write-entries.js';
import { removePruned } from './remove-pruned.js';
import { planPruning, type PruningPlan, type PruningRequest } from './plan-pruning.js';

export interface Pruned {
  plan: PruningPlan;
  /** whether everything that the plan names may leave, and has left where it was more than a trial */
  isAllowed: boolean;
  /** records that left now, with those that a pruning before was to remove and did not come to */
  removed: number;
}

/** So few records may be caught up with while nobody else can write. */
const FEW = 200;

/**
 * Lets whole months leave the store beside a service that goes on: the whole chain is verified, a record in it tells what leaves, and only then records
 * are deleted, some at a time. Whenever it is ended, the same request does the rest. Throws `Fault('audit-unavailable')` where the chain does not hold.
 */
export function pruneChain(
  path: string,
  request: PruningRequest,
  { isTrial = false, onProgress }: { isTrial?: boolean; onProgress?: OnProgress } = {},
): Promise<Pruned> {
  return answeringLater('audit-unavailable', () => prune(path, request, isTrial, onProgress));
}

async function prune(path: string, request: PruningRequest, isTrial: boolean, onProgress: OnProgress | undefined): Promise<Pruned> {
  const open = createChainOpener(path);
  const db = open();
  try {
    const leftOver = isTrial ? 0 : removePruned(db);
    const plan = planPruning(db, request);
    const isAllowed = plan.months.every(({ missing }) => missing === undefined);
    if (isTrial || !isAllowed || plan.through === undefined) return { plan, isAllowed, removed: leftOver };
    completeListing(db);
    await decidePruning(open, plan.through, plan.exports, onProgress);
    return { plan, isAllowed, removed: leftOver + removePruned(db) };
  } finally {
    db.close();
  }
}

/** Over a connection of its own, as counting again lays tables over those of the store. */
async function decidePruning(open: () => Database, through: number, exports: readonly string[], onProgress: OnProgress | undefined): Promise<void> {
  const db = open();
  try {
    const survey = await surveyChain(db, onProgress);
    const problems = describeSurvey(survey);
    if (problems.length > 0) throw new Fault('audit-unavailable', `nothing was pruned, as the chain does not hold: ${problems.join('; ')}`);
    survey.recount.leave(through);
    writePruning(db, survey, through, exports);
  } finally {
    db.close();
  }
}

/**
 * Throws `Fault('audit-unavailable')` where another process pruned since the survey, or since it was planned: what that removed would be told
 * to leave once more.
 */
export function writePruning(db: Database, survey: Survey, through: number, exports: readonly string[]): void {
  if (survey.told.leavesThrough >= through) throw prunedMeanwhile();
  const { head } = headOf(db);
  const write = createEntryWriter(db);
  const catchUp = catchUpOf(db, survey);
  const link = db.prepare<[number], string>('SELECT link FROM entry WHERE seq = ?').pluck();
  const leave = db.prepare<[number, number, string]>(`
    INSERT INTO pruned (id, through, seq, link) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET through = excluded.through`);
  while (catchUp(head()).records > FEW) continue;
  let countsDigest = digestCounts(db, through);
  db.transaction(() => {
    requireUnpruned(db, survey.told);
    if (catchUp(head()).firsts.some((seq) => seq <= through)) countsDigest = digestCounts(db, through);
    const place = { seq: through, link: link.get(through) ?? '' };
    write([{ kind: 'pruning', pruningId: createId(), store: head().origin, prunedAt: new Date().toISOString(), through: place, records: through, exports, countsDigest }]);
    leave.run(through, survey.told.begin.seq, survey.told.begin.link);
  }).immediate();
}

/** Counts what was written since the survey, or since the last time. */
function catchUpOf(db: Database, { told, recount }: Survey): (head: ChainPlace) => { records: number; firsts: number[] } {
  const walk = walkStretchOf(db, () => true);
  let place: ChainPlace = told.head ?? told.begin;
  return ({ seq }) => {
    if (seq === place.seq) return { records: 0, firsts: [] };
    const walked = walk({ first: place.seq + 1, last: seq, before: place.link, isListed: false });
    const broken = walked.broken ?? recount.add(walked, false);
    if (broken !== undefined) throw new Fault('audit-unavailable', `nothing was pruned: record ${broken.seq}, just written, is not as it should be; slotguard audit verify tells more`);
    const records = seq - place.seq;
    place = { seq, link: walked.link };
    return { records, firsts: walked.repeats.flatMap(({ firstSeq }) => firstSeq ?? []) };
  };
}
