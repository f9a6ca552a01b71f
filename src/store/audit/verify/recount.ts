import type { Database } from 'better-sqlite3';
import type { ChainPlace } from '../../../audit/panel-source.js';
import { countTables } from '../counts/count-tables.js';
import { movePruned } from '../counts/move-pruned.js';
import { createRejectedDevices } from '../counts/rejected-devices.js';
import { firstOfRequest } from '../chain/request-key.js';
import { addEntriesOf, addRepeatedOf } from '../counts/tally.js';
import type { Stretch } from '../listing/listing-filters.js';
import { hourTable } from '../listing/listing-index.js';
import type { Broken, Walked } from './walk-stretch.js';

/** Counts again, stretch by stretch in the order of writing, and from then on what comes after. */
export interface Recount {
  /** Answers the first record of the stretch that is told from the wrong one of its RequestID. */
  add(walked: Walked, isListed: boolean): Broken | undefined;
  /** From now on counts everything up to this record as having left the store. */
  leave(through: number): void;
}

/** Records that are moved at a time: each is held in memory for that. */
const MOVED_AT_ONCE = 1_000;

/** What is counted, as far as it comes from records that have left the store: they can never be counted again. */
const takeOver = `
  INSERT OR IGNORE INTO temp.tally SELECT * FROM told_tally WHERE pruned = 1;
  INSERT OR IGNORE INTO temp.repeated SELECT * FROM told_repeated WHERE pruned = 1;
  INSERT OR IGNORE INTO temp.repeated_key SELECT * FROM told_repeated_key WHERE request <= @begin;
  INSERT OR IGNORE INTO temp.rejection SELECT * FROM told_rejection WHERE seq <= @begin;
  INSERT OR IGNORE INTO temp.rejected_device
    SELECT seq, device, heading, decision_id, at, day, rejections, last_at, iif(isRight, right_seq, NULL), iif(isRight, right_at, NULL),
      iif(isRight, right_day, NULL), iif(isRight, right_heading, NULL), iif(isRight, right_decision_id, NULL)
    FROM (SELECT *, right_seq <= @begin AS isRight,
        (SELECT count(*) FROM temp.rejection WHERE rejected_device = told.seq) AS rejections,
        (SELECT at FROM temp.rejection WHERE rejected_device = told.seq ORDER BY seq DESC LIMIT 1) AS last_at
      FROM (SELECT seq, device, heading, decision_id, at, day, right_seq, right_at, right_day, right_heading, right_decision_id FROM told_rejected_device) AS told)
    WHERE seq <= @begin AND last_at IS NOT NULL;
`;

/**
 * Lays tables of the same names over those of the store, for this connection only and as long as it is open: whatever counts by name counts there.
 * `readTold` comes before. `mendFirst` is told the right first record of a RequestID where it is wrong, and the count goes on.
 */
export function createRecount(db: Database, begin: ChainPlace, leavesThrough: number, mendFirst?: (seq: number, firstSeq: number | null) => void): Recount {
  db.exec(countTables.replaceAll('CREATE TABLE', 'CREATE TEMP TABLE'));
  db.exec('CREATE INDEX temp.rejection_of_device ON rejection (rejected_device, seq)');
  db.exec(hourTable.replace('CREATE TABLE', 'CREATE TEMP TABLE'));
  if (begin.seq > 0) db.exec(takeOver.replaceAll('@begin', String(begin.seq)));
  let through = leavesThrough;
  let leaving = 0;
  const isPruned = (seq: number) => seq <= through;
  const addEntries = addEntriesOf(db);
  const addRepeated = addRepeatedOf(db, isPruned);
  const followDevice = createRejectedDevices(db);
  const move = db.transaction((stretch: Stretch) => { movePruned(db, stretch); });
  const firstOf = firstOfRequest(db, () => leaving);
  const addHour = db.prepare<[number, number, number]>(`
    INSERT INTO listing_hour (hour, first_seq, last_seq) VALUES (?, ?, ?)
    ON CONFLICT (hour) DO UPDATE SET first_seq = min(first_seq, excluded.first_seq), last_seq = max(last_seq, excluded.last_seq)`);

  function addRepeats({ repeats, prunings }: Walked): Broken | undefined {
    const waiting = [...prunings];
    const leaveBefore = (seq: number) => {
      while (waiting[0] !== undefined && waiting[0].seq < seq) leaving = waiting.shift()?.record.through.seq ?? leaving;
    };
    for (const { seq, day, heading, key, firstSeq } of repeats) {
      leaveBefore(seq);
      const request = firstOf(key);
      const expected = request !== null && request < seq ? request : null;
      if (firstSeq !== expected) mendFirst?.(seq, expected);
      if (firstSeq !== expected && mendFirst === undefined) return { seq, kind: 'beside', what: 'the first record of its RequestID' };
      addRepeated({ seq, day, heading, repeats: expected === null ? null : { request: expected, key } });
    }
    leaveBefore(Infinity);
    return undefined;
  }

  const add = db.transaction((walked: Walked, isListed: boolean): Broken | undefined => {
    const broken = addRepeats(walked);
    const pruned = isPruned(walked.last) ? 1 : 0;
    for (const { day, heading, entries } of walked.counts.values()) addEntries(day, heading, pruned, entries);
    walked.devices.forEach(followDevice);
    if (isListed) for (const [hour, { first, last }] of walked.hours) addHour.run(hour, first, last);
    return broken;
  });

  return {
    add: (walked, isListed) => add(walked, isListed),
    leave: (last) => {
      for (let first = Math.max(begin.seq, through) + 1; first <= last; first += MOVED_AT_ONCE) {
        move({ first, last: Math.min(last, first + MOVED_AT_ONCE - 1) });
      }
      through = last;
    },
  };
}
