import type { Database } from 'better-sqlite3';
import type { AuditRecord } from '../../audit/record.js';
import { headOf } from './chain/head.js';
import { originTable } from './chain/origin.js';
import { completeListing, hourTable, millisecondsAnHour, strangerIndex } from './listing/listing-index.js';
import { requestColumns, requestIndex } from './chain/request-key.js';
import { createEntryWriter } from './chain/write-entries.js';

/** A record as the first version wrote it: in full, outside any chain, the oldest without a trial. */
type EarlierRecord = Omit<AuditRecord, 'kind' | 'trial' | 'firstDecisionId'> & Partial<Pick<AuditRecord, 'trial'>>;

interface EarlierRow {
  seq: number;
  originator: string;
  counter: string;
  record: string;
}

const AT_ONCE = 500;

/**
 * Takes the records of version 1 into a chain, in the order of writing. Version 2 had the chain, and only its head told its origin; up to version 3 no
 * index told the requests of one originator and counter apart, nor what one stranger was answered, and the listing knew the places of days, not of hours.
 */
export function upgradeAudit(db: Database, from: number, layOut: () => void): void {
  if (from === 1) {
    chainRecords(db, layOut);
    return;
  }
  if (from === 2) addOrigin(db);
  addIndexes(db);
}

/** A service of version 2 may still be writing: it makes the version 2 again, and begins a chain of its own where there is no head yet. */
function addOrigin(db: Database): void {
  db.exec(originTable);
  headOf(db).head();
}

/** A service of an earlier version may have made the version its own again after that. */
function addIndexes(db: Database): void {
  const columns = db.prepare<[], string>(`SELECT name FROM pragma_table_xinfo('entry')`).pluck().all();
  if (columns.includes('target')) return;
  for (const [name, column] of Object.entries(requestColumns)) db.exec(`ALTER TABLE entry ADD COLUMN ${name} ${column}`);
  db.exec(`
    DROP INDEX entry_of_request;
    ${requestIndex}
    DROP INDEX listing_by_stranger;
    ${strangerIndex}
    DROP TABLE listing_day;
    ${hourTable}
    INSERT INTO listing_hour SELECT at / ${millisecondsAnHour}, min(seq), max(seq) FROM listing GROUP BY 1;
  `);
}

function chainRecords(db: Database, layOut: () => void): void {
  db.exec(`
    ALTER TABLE decision RENAME TO earlier_decision;
    DROP TABLE listing;
    DROP TABLE listing_day;
    ALTER TABLE rule_set RENAME TO earlier_rule_set;
    CREATE TABLE IF NOT EXISTS rule_set_in_force (seq INTEGER PRIMARY KEY, version TEXT NOT NULL, since INTEGER NOT NULL) STRICT;
    ALTER TABLE rule_set_in_force RENAME TO earlier_rule_set_in_force;
  `);
  layOut();
  db.exec(`
    INSERT INTO rule_set SELECT * FROM earlier_rule_set;
    INSERT INTO rule_set_in_force SELECT * FROM earlier_rule_set_in_force;
  `);
  takeOver(db);
  db.exec('DROP TABLE earlier_decision; DROP TABLE earlier_rule_set; DROP TABLE earlier_rule_set_in_force;');
  completeListing(db);
}

function takeOver(db: Database): void {
  const write = createEntryWriter(db);
  const page = db.prepare<[number], EarlierRow>(`SELECT seq, originator, counter, record FROM earlier_decision WHERE seq > ? ORDER BY seq LIMIT ${AT_ONCE}`);
  const ofRequest = db.prepare<[string, string], string>('SELECT record FROM earlier_decision WHERE originator = ? AND counter = ? ORDER BY seq').pluck();
  const firstDecisionOf = ({ originator, counter }: EarlierRow, { request: { requestKey } }: EarlierRecord): string | null =>
    ofRequest.all(originator, counter).map(readEarlier).find(({ request }) => request.requestKey === requestKey)?.decisionId ?? null;

  for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1)?.seq ?? Infinity)) {
    write(rows.map((row): AuditRecord => {
      const record = readEarlier(row.record);
      return { kind: 'decision', ...record, trial: record.trial ?? null, firstDecisionId: record.requestIdReused ? firstDecisionOf(row, record) : null };
    }));
  }
}

function readEarlier(text: string): EarlierRecord {
  return JSON.parse(text) as EarlierRecord;
}
