import type { Database } from 'better-sqlite3';
import { headOf } from './head.js';

/** Whether a chain is what became of an earlier one: it has the same origin, which no other store has, and is no shorter. */
export function follows(db: Database, earlier: Database): boolean {
  const before = headOf(earlier).findHead();
  const head = headOf(db).findHead();
  return before === undefined || (head?.origin === before.origin && head.seq >= before.seq);
}
