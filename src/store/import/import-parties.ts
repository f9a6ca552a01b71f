import type { Database } from 'better-sqlite3';
import type { Party } from '../../domain/party.js';
import { requireNoConflicts } from '../../parties/directory.js';
import { partyToJson } from '../../parties/party-json.js';
import { readParties } from '../../parties/read-parties.js';
import { readStoredParties } from '../reference/party-rows.js';
import { refuseShrinking, type Change } from './apply-rows.js';
import type { ImportRequest } from './import-request.js';
import type { Imported } from './import-table.js';
import { noteImport } from './importing-connection.js';
import { readWhole, type Source } from './source.js';

const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Parties stand or fall together: one that contradicts another keeps the file out, also with `skipBadRows`.
 * Throws `Fault('data-invalid')` with every place that is wrong.
 */
export async function importParties(db: Database, request: ImportRequest, source: Source): Promise<Imported> {
  const arrived = readParties(await readWhole(request.file, source, MOST_BYTES), request.file);
  const stored = readTexts(db);
  if (request.replace && request.force !== true) refuseShrinking(request.file, stored.size, arrived.length);
  const wanted = request.replace ? arrived : merge(readStoredParties(db), arrived);
  requireNoConflicts(wanted);
  const change = countChange(stored, arrived, wanted);
  const hasChanged = change.applied + change.removed > 0;
  if (hasChanged) writeParties(db, wanted);
  noteImport(db, 'parties', (request.now ?? Date.now)(), hasChanged);
  return { keep: true, result: { read: arrived.length, ...change, rejected: 0, problems: [], problemCount: 0, rejectedTo: undefined } };
}

function readTexts(db: Database): ReadonlyMap<string, string> {
  return new Map(db.prepare<[], [string, string]>('SELECT id, party FROM party').raw().all());
}

/** A party that is there already keeps its place. */
function merge(stored: readonly Party[], arrived: readonly Party[]): Party[] {
  return [...new Map([...stored, ...arrived].map((party) => [party.id, party])).values()];
}

function countChange(stored: ReadonlyMap<string, string>, arrived: readonly Party[], wanted: readonly Party[]): Change {
  const unchanged = arrived.filter((party) => stored.get(party.id) === partyToJson(party)).length;
  const ids = new Set(wanted.map(({ id }) => id));
  const removed = [...stored.keys()].filter((id) => !ids.has(id)).length;
  return { applied: arrived.length - unchanged, unchanged, removed };
}

function writeParties(db: Database, parties: readonly Party[]): void {
  db.exec('DELETE FROM party');
  const insert = db.prepare<[string, number, string]>('INSERT INTO party (id, position, party) VALUES (?, ?, ?)');
  parties.forEach((party, position) => insert.run(party.id, position, partyToJson(party)));
}
