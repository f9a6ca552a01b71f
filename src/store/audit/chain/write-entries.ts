import type { Database } from 'better-sqlite3';
import { linkAfter, sealRecord } from '../../../audit/chain.js';
import type { AuditEntry } from '../../../audit/record.js';
import { britishDay } from '../counts/british-day.js';
import { describeEntry } from './describe-entry.js';
import { headOf } from './head.js';
import { createHeadings } from '../counts/headings.js';
import { createRejectedDevices } from '../counts/rejected-devices.js';
import { createSalts } from './salts.js';
import { isBusy } from '../../sqlite/without-waiting.js';
import { overtakenIn } from './overtaken.js';
import { firstOfRequest } from './request-key.js';
import { createTally } from '../counts/tally.js';

type Row = [
  seq: number, id: string, originator: string | null, counter: string | null, at: number, heading: number | null, firstSeq: number | null,
  mpxn: string | null, salt: string | null, link: string, record: string,
];

/**
 * Writes entries to the end of the chain and counts them, all or none, in one transaction. Answers the decisions that were left out, as
 * another process made them first.
 */
export function createEntryWriter<Entry extends AuditEntry>(db: Database): (entries: readonly Entry[]) => readonly Entry[] {
  const { findHead, head, moveHead } = headOf(db);
  const isOvertaken = overtakenIn(db);
  let lastWritten = findHead()?.seq ?? 0;
  const headings = createHeadings(db);
  const tally = createTally(db);
  const followDevice = createRejectedDevices(db);
  const firstOf = firstOfRequest(db);
  const createSalt = createSalts();
  const insert = db.prepare<Row>(`
    INSERT INTO entry (seq, id, originator, counter, at, heading, first_seq, mpxn, salt, link, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);

  const writeAll = db.transaction((entries: readonly Entry[]) => {
    let { seq, link } = head();
    const isAlone = seq === lastWritten;
    const overtaken: Entry[] = [];
    for (const entry of entries) {
      if (!isAlone && isOvertaken(entry)) {
        overtaken.push(entry);
        continue;
      }
      seq += 1;
      const { text, sealed } = sealRecord(entry, createSalt);
      link = linkAfter(link, text);
      const { id, at, originator, counter, heading, repeatsKey } = describeEntry(entry);
      const number = heading === null ? null : headings.numberOf(heading);
      const request = repeatsKey === null ? null : firstOf(repeatsKey);
      insert.run(seq, id, originator, counter, at, number, request, sealed?.mpxn ?? null, sealed?.salt ?? null, link, text);
      if (number !== null) tally.add({ seq, day: britishDay(at), heading: number, repeats: request === null || repeatsKey === null ? null : { request, key: repeatsKey } });
      if (number !== null && entry.kind === 'decision') followDevice({ seq, at, heading: number, record: entry });
    }
    tally.flush();
    moveHead({ seq, link });
    return { seq, overtaken };
  });

  return (entries) => {
    try {
      const { seq, overtaken } = writeAll.immediate(entries);
      lastWritten = seq;
      return overtaken;
    } catch (cause) {
      if (!isBusy(cause)) {
        headings.forget();
        tally.forget();
      }
      throw cause;
    }
  };
}
