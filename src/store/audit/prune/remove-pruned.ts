import type { Database } from 'better-sqlite3';
import { movePruned } from '../counts/move-pruned.js';

/** Records that are deleted in one transaction: a service that wants to write waits no longer than for these. */
const STEP = 500;

/** Deletes what is to leave by the newest pruning, and counts it as having left; some at a time, each time all or nothing. Answers how many. */
export function removePruned(db: Database): number {
  const place = db.prepare<[], { through: number; seq: number }>('SELECT through, seq FROM pruned');
  const listing = db.prepare<[number]>('DELETE FROM listing WHERE seq <= ?');
  const link = db.prepare<[number], string>('SELECT link FROM entry WHERE seq = ?').pluck();
  const entries = db.prepare<[number]>('DELETE FROM entry WHERE seq <= ?');
  const move = db.prepare<[number, string]>('UPDATE pruned SET seq = ?, link = ?');
  const hours = db.prepare<[number]>('DELETE FROM listing_hour WHERE last_seq <= ?');
  const removeSome = db.transaction((): number => {
    const { through, seq } = place.get() ?? { through: 0, seq: 0 };
    const last = Math.min(through, seq + STEP);
    if (last <= seq) return 0;
    movePruned(db, { first: seq + 1, last });
    move.run(last, link.get(last) ?? '');
    listing.run(last);
    hours.run(last);
    return entries.run(last).changes;
  });
  let removed = 0;
  for (let some = removeSome.immediate(); some > 0; some = removeSome.immediate()) removed += some;
  return removed;
}
