import type { Database } from 'better-sqlite3';
import { britishDay } from './british-day.js';

/** One entry as it is counted. */
export interface CountedEntry {
  seq: number;
  /** calendar day in Great Britain, as a number */
  day: number;
  heading: number;
  /** the RequestID, where it was used before */
  repeats: RepeatedUse | null;
}

export interface RepeatedUse {
  /** the number of the first entry of the RequestID */
  request: number;
  key: string;
}

export interface Tally {
  add(entry: CountedEntry): void;
  /** Writes what was added since; before the transaction ends. */
  flush(): void;
  /** Forgets what was added and not written. */
  forget(): void;
}

/**
 * Counts entries by day and heading, and apart from that each of a RequestID that was used more than once, its first included, so that
 * distinct ones can be told exactly.
 */
export function createTally(db: Database): Tally {
  const addEntries = addEntriesOf(db);
  const addRepeated = addRepeatedOf(db);
  let added = new Map<number, Map<number, number>>();
  return {
    add: (entry) => {
      const { day, heading } = entry;
      const headings = added.get(day) ?? added.set(day, new Map<number, number>()).get(day);
      headings?.set(heading, (headings.get(heading) ?? 0) + 1);
      addRepeated(entry);
    },
    flush: () => {
      for (const [day, headings] of added) for (const [heading, entries] of headings) addEntries(day, heading, 0, entries);
      added = new Map();
    },
    forget: () => { added = new Map(); },
  };
}

/** `pruned`: 1 for entries that have left the store, else 0. */
export function addEntriesOf(db: Database): (day: number, heading: number, pruned: number, entries: number) => void {
  const add = db.prepare<[number, number, number, number]>(`
    INSERT INTO tally (day, heading, pruned, entries) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET entries = entries + excluded.entries`);
  return (...row) => { add.run(...row); };
}

/** `isPruned` tells which entries count as having left the store. */
export function addRepeatedOf(db: Database, isPruned: (seq: number) => boolean = () => false): (entry: CountedEntry) => void {
  const add = db.prepare<[number, number, number, number]>(`
    INSERT INTO repeated (day, request, heading, pruned, entries) VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET entries = entries + 1`);
  const keep = db.prepare<[number, string]>('INSERT INTO repeated_key (request, key) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const first = db.prepare<[number], { at: number; heading: number }>('SELECT at, heading FROM entry WHERE seq = ?');
  const addOne = (day: number, request: number, heading: number, seq: number) => { add.run(day, request, heading, isPruned(seq) ? 1 : 0); };
  return ({ seq, day, heading, repeats }) => {
    if (repeats === null) return;
    const { request, key } = repeats;
    const firstOne = keep.run(request, key).changes > 0 ? first.get(request) : undefined;
    if (firstOne !== undefined) addOne(britishDay(firstOne.at), request, firstOne.heading, request);
    addOne(day, request, heading, seq);
  };
}
