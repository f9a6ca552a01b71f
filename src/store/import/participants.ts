import type { Database } from 'better-sqlite3';
import { Fault } from '../../domain/fault.js';
import { shown } from './field-readings.js';
import type { Reading } from './table-kind.js';

/** The market participants of a registration file by their codes in the store. */
export interface Participants {
  /** the code of a market participant id, a new one where it has none yet */
  readCode: (name: string) => Reading;
  /** Stores the names that are new; with `forgetOthers`, forgets those that this file does not name. */
  keep(forgetOthers: boolean): void;
}

const LONGEST = 16;
/** There are a few hundred: far more means that another column was taken for this one. */
const MOST = 50_000;

export function createParticipants(db: Database, file: string): Participants {
  const stored = new Map(db.prepare<[], [string, number]>('SELECT name, code FROM participant').raw().all());
  const named = new Map<string, number>();
  let last = db.prepare<[], number | null>('SELECT max(code) FROM participant').pluck().get() ?? 0;
  const giveCode = (name: string): Reading => {
    const problem = findProblem(name);
    if (problem !== undefined) return problem;
    if (named.size >= MOST) throw tooMany(file);
    const code = stored.get(name) ?? (last += 1);
    named.set(name, code);
    return code;
  };
  return {
    readCode: (name) => named.get(name) ?? giveCode(name),
    keep: (forgetOthers) => {
      if (forgetOthers) forgetAll(db);
      keepNames(db, named);
    },
  };
}

function findProblem(name: string): string | undefined {
  if (name.length > LONGEST) return `\`${shown(name)}\` has ${name.length} characters: a market participant id has at most ${LONGEST}`;
  if (name !== name.trim()) return `\`${shown(name)}\` has a blank at an end: leave it out`;
  return /\p{Cc}/u.test(name) ? 'a control character: write a market participant id' : undefined;
}

function forgetAll(db: Database): void {
  db.exec('DELETE FROM participant');
}

function keepNames(db: Database, named: ReadonlyMap<string, number>): void {
  const keep = db.prepare<[number, string]>('INSERT INTO participant (code, name) VALUES (?, ?) ON CONFLICT DO NOTHING');
  for (const [name, code] of named) keep.run(code, name);
}

function tooMany(file: string): Fault {
  return new Fault('data-invalid', `\`${file}\` names more than ${MOST} market participants: is network_operator or supplier another column's content`);
}
