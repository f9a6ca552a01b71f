import type { Database } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';

/**
 * An originator counts upwards, so that almost every request lies beyond whatever he sent before, which is known without looking. What another process
 * writes is not known here until it is met in writing (`overtaken.ts`): who is told that a request is new has to ask there.
 */
export interface NewestCounters {
  /** Whether no record was seen of this originator with this counter, nor with one that comes after it as text. */
  isBeyond(originator: string, counter: string): boolean;
  /** There is a record of this originator with this counter. */
  note(originator: string, counter: string): void;
}

const mostOriginators = 10_000;

export function newestCountersIn(db: Database): NewestCounters {
  const find = db.prepare<[string], string | null>('SELECT max(counter) FROM entry INDEXED BY entry_of_request WHERE originator = ?').pluck();
  const newest = new LRUCache<string, string>({ max: mostOriginators });

  function newestOf(originator: string): string {
    const known = newest.get(originator) ?? find.get(originator) ?? '';
    newest.set(originator, known);
    return known;
  }

  return {
    isBeyond: (originator, counter) => counter > newestOf(originator),
    note: (originator, counter) => {
      const known = newest.get(originator);
      if (known !== undefined && counter > known) newest.set(originator, counter);
    },
  };
}
