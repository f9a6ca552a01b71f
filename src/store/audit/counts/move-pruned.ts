import type { Database } from 'better-sqlite3';
import { britishDay } from './british-day.js';
import type { Stretch } from '../listing/listing-filters.js';
import { addEntriesOf } from './tally.js';

/** Counts a stretch of records, all of which are still there, as having left the store. Call it inside a transaction. */
export function movePruned(db: Database, { first, last }: Stretch): void {
  const addEntries = addEntriesOf(db);
  const takeEntries = db.prepare<[number, number, number]>('UPDATE tally SET entries = entries - ? WHERE day = ? AND heading = ? AND pruned = 0');
  const addRepeated = db.prepare<[number, number, number]>(`
    INSERT INTO repeated (day, request, heading, pruned, entries) VALUES (?, ?, ?, 1, 1) ON CONFLICT DO UPDATE SET entries = entries + 1`);
  const takeRepeated = db.prepare<[number, number, number]>('UPDATE repeated SET entries = entries - 1 WHERE day = ? AND request = ? AND heading = ? AND pruned = 0');
  const dropEntries = db.prepare<[number, number]>('DELETE FROM tally WHERE day = ? AND heading = ? AND pruned = 0 AND entries = 0');
  const dropRepeated = db.prepare<[number, number, number]>('DELETE FROM repeated WHERE day = ? AND request = ? AND heading = ? AND pruned = 0 AND entries = 0');
  const isRepeated = db.prepare<[number], number>('SELECT 1 FROM repeated_key WHERE request = ?').pluck();
  const rows = db.prepare<[number, number], { at: number; heading: number; request: number }>(
    'SELECT at, heading, coalesce(first_seq, seq) AS request FROM entry NOT INDEXED WHERE seq >= ? AND seq <= ? AND heading IS NOT NULL');

  const days = new Map<string, { day: number; heading: number; entries: number }>();
  for (const { at, heading, request } of rows.all(first, last)) {
    const day = britishDay(at);
    const found = days.get(`${day} ${heading}`);
    if (found === undefined) days.set(`${day} ${heading}`, { day, heading, entries: 1 });
    else found.entries += 1;
    if (isRepeated.get(request) === undefined) continue;
    addRepeated.run(day, request, heading);
    takeRepeated.run(day, request, heading);
    dropRepeated.run(day, request, heading);
  }
  for (const { day, heading, entries } of days.values()) {
    addEntries(day, heading, 1, entries);
    takeEntries.run(entries, day, heading);
    dropEntries.run(day, heading);
  }
}
