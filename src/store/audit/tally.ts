import type { Database } from 'better-sqlite3';
import { britishDay } from './british-day.js';

/** One entry as it is counted; `request` is the number of the first entry of its RequestID, where there is another one. */
export interface CountedEntry {
  /** calendar day in Great Britain, as a number */
  day: number;
  heading: number;
  request: number | null;
}

export interface Tally {
  add(entry: CountedEntry): void;
  /** Writes what was added since; before the transaction ends. */
  flush(): void;
  /** Forgets what was added and not written. */
  forget(): void;
}

/** Counts entries by day and heading, and apart from that each of a RequestID that was used more than once, its first included, so that distinct ones can be told exactly. */
export function createTally(db: Database): Tally {
  const addEntries = db.prepare<[number, number, number]>(`
    INSERT INTO tally (day, heading, pruned, entries) VALUES (?, ?, 0, ?) ON CONFLICT DO UPDATE SET entries = entries + excluded.entries`);
  const addRepeated = db.prepare<[number, number, number]>(`
    INSERT INTO repeated (day, request, heading, pruned, entries) VALUES (?, ?, ?, 0, 1) ON CONFLICT DO UPDATE SET entries = entries + 1`);
  const isRepeated = db.prepare<[number], number>('SELECT 1 FROM repeated WHERE request = ? LIMIT 1').pluck();
  const first = db.prepare<[number], { at: number; heading: number }>('SELECT at, heading FROM entry WHERE seq = ?');
  let added = new Map<number, Map<number, number>>();

  function addRequest(request: number, { day, heading }: CountedEntry): void {
    const firstOne = isRepeated.get(request) === undefined ? first.get(request) : undefined;
    if (firstOne !== undefined) addRepeated.run(britishDay(firstOne.at), request, firstOne.heading);
    addRepeated.run(day, request, heading);
  }

  return {
    add: (entry) => {
      const { day, heading, request } = entry;
      const headings = added.get(day) ?? added.set(day, new Map<number, number>()).get(day);
      headings?.set(heading, (headings.get(heading) ?? 0) + 1);
      if (request !== null) addRequest(request, entry);
    },
    flush: () => {
      for (const [day, headings] of added) for (const [heading, entries] of headings) addEntries.run(day, heading, entries);
      added = new Map();
    },
    forget: () => { added = new Map(); },
  };
}
