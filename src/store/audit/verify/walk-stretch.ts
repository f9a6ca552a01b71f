import type { Database } from 'better-sqlite3';
import { linkAfter } from '../../../audit/chain.js';
import type { AuditEntry, PruningRecord } from '../../../audit/record.js';
import { causeOf } from '../../sqlite/answering.js';
import { britishDay } from '../counts/british-day.js';
import { describeEntry } from '../chain/describe-entry.js';
import { isVerified, type PlacedDecision } from '../counts/rejected-devices.js';
import { millisecondsAnHour } from '../listing/listing-index.js';
import { besideOf, type ChainRow, pageOf } from './beside.js';

/** Records of which the one before the first is known by its link. Both ends are included. */
export interface Stretch {
  first: number;
  last: number;
  before: string;
  /** whether the listing must hold them */
  isListed: boolean;
}

/** What a stretch holds, told so shortly that it can be handed from thread to thread: all that counts are made of, in the order of writing. */
export interface Walked {
  /** up to the end of the stretch, or to before the first record that is not as it should be */
  last: number;
  link: string;
  broken: Broken | undefined;
  counts: Map<string, DayCount>;
  repeats: RepeatedEntry[];
  /** counted rejections, and what may have put one right */
  devices: PlacedDecision[];
  prunings: { seq: number; record: PruningRecord }[];
  /** versions of those by which records were decided */
  ruleSets: Set<string>;
  /** first and last record of each day in UTC, as the listing has them */
  hours: Map<number, { first: number; last: number }>;
}

export interface DayCount {
  /** in Great Britain */
  day: number;
  heading: number;
  entries: number;
}

export interface RepeatedEntry {
  seq: number;
  day: number;
  heading: number;
  key: string;
  firstSeq: number | null;
}

/** The first record that is not as it should be: it is not there, it does not follow, `what` beside it is wrong, or it cannot be read, and why. */
export type Broken = { seq: number } & ({ kind: 'gap' | 'link' } | { kind: 'beside' | 'unreadable'; what: string });

/** Call it over a connection that only reads; it holds nothing between two pages. */
export function walkStretchOf(db: Database, isFollowed = rejectedOnce(db)): (stretch: Stretch) => Walked {
  const page = pageOf(db);
  const findFault = besideOf(db);

  function walkRow(row: ChainRow, { isListed }: Stretch, walked: Walked): Broken | undefined {
    const seq = walked.last + 1;
    if (row.seq !== seq) return { seq, kind: 'gap' };
    if (linkAfter(walked.link, row.record) !== row.link) return { seq, kind: 'link' };
    const entry = JSON.parse(row.record) as AuditEntry;
    const description = describeEntry(entry);
    const what = findFault(row, entry, description, isListed);
    if (what !== undefined) return { seq, kind: 'beside', what };
    if (entry.kind === 'pruning') walked.prunings.push({ seq, record: entry });
    if (row.heading !== null) count(walked, row, row.heading, description.repeatsKey);
    if (row.heading !== null && entry.kind === 'decision' && (entry.counted || (isVerified(entry) && isFollowed(entry.request.target)))) walked.devices.push(placed(row, row.heading, entry));
    if (entry.kind === 'decision') walked.ruleSets.add(entry.ruleSetVersion);
    walked.last = seq;
    walked.link = row.link;
    return undefined;
  }

  return (stretch) => {
    const walked: Walked = {
      last: stretch.first - 1,
      link: stretch.before,
      broken: undefined,
      counts: new Map(),
      repeats: [],
      devices: [],
      prunings: [],
      ruleSets: new Set(),
      hours: new Map(),
    };
    try {
      while (walked.last < stretch.last && walked.broken === undefined) {
        const rows = page(walked.last + 1, stretch.last);
        if (rows.length === 0) walked.broken = { seq: walked.last + 1, kind: 'gap' };
        for (const row of rows) walked.broken ??= walkRow(row, stretch, walked);
      }
    } catch (cause) {
      walked.broken = { seq: walked.last + 1, kind: 'unreadable', what: causeOf(cause) };
    }
    return walked;
  };
}

function count(walked: Walked, { seq, at, first_seq }: ChainRow, heading: number, key: string | null): void {
  const day = britishDay(at);
  const counted = walked.counts.get(`${day} ${heading}`);
  if (counted === undefined) walked.counts.set(`${day} ${heading}`, { day, heading, entries: 1 });
  else counted.entries += 1;
  if (key !== null) walked.repeats.push({ seq, day, heading, key, firstSeq: first_seq });
  const hour = Math.floor(at / millisecondsAnHour);
  walked.hours.set(hour, { first: walked.hours.get(hour)?.first ?? seq, last: seq });
}

function placed({ seq, at }: ChainRow, heading: number, { decisionId, decision, reason, counted, request: { target } }: PlacedDecision['record']): PlacedDecision {
  return { seq, at, heading, record: { decisionId, decision, reason, counted, request: { target } } };
}

/** Devices that were ever rejected, by what is kept of them: others need not be followed, and one that is not kept is missed as soon as it is rejected. */
function rejectedOnce(db: Database): (device: string) => boolean {
  const all = db.prepare<[], string>('SELECT DISTINCT device FROM main.rejected_device').pluck();
  let devices: Set<string> | undefined;
  return (device) => (devices ??= new Set(all.all())).has(device);
}
