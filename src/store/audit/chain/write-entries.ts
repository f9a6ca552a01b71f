import type { Database } from 'better-sqlite3';
import { linkAfter, type SealedRecord, sealRecord } from '../../../audit/chain.js';
import type { AuditEntry } from '../../../audit/record.js';
import { britishDay } from '../counts/british-day.js';
import { describeEntry, type EntryDescription } from './describe-entry.js';
import { headOf } from './head.js';
import { createHeadings, writeHeading } from '../counts/headings.js';
import { createRejectedDevices } from '../counts/rejected-devices.js';
import { createSalts } from './salts.js';
import { withoutWaiting } from '../../sqlite/without-waiting.js';
import type { NewestCounters } from './newest-counters.js';
import { overtakenIn } from './overtaken.js';
import { firstOfRequest } from './request-key.js';
import { createTally } from '../counts/tally.js';

type Row = [
  seq: number, id: string, originator: string | null, counter: string | null, at: number, heading: number | null, firstSeq: number | null,
  mpxn: string | null, salt: string | null, link: string, record: string,
];

/** What can be made of an entry before others have to wait for it. */
interface ReadyEntry<Entry> extends SealedRecord, EntryDescription {
  entry: Entry;
  headingText: string;
}

/**
 * Writes entries to the end of the chain and counts them, all or none, in one transaction. Answers the decisions that were left out, as another process
 * made them first, or `busy` where another is writing: never inside a transaction that has begun to write.
 */
export function createEntryWriter<Entry extends AuditEntry>(db: Database, newest?: Pick<NewestCounters, 'note'>): (entries: readonly Entry[]) => readonly Entry[] | 'busy' {
  const { findHead, head, moveHead } = headOf(db);
  const isOvertaken = overtakenIn(db);
  let lastWritten = findHead()?.seq ?? 0;
  /** from then on any decision may be one that does not know of what others wrote; no clock tells which, as it may be put back */
  let doOthersWrite = false;
  const headings = createHeadings(db);
  const tally = createTally(db);
  const followDevice = createRejectedDevices(db);
  const firstOf = firstOfRequest(db);
  const makeReady = createMakeReady<Entry>();
  const insert = db.prepare<Row>(`
    INSERT INTO entry (seq, id, originator, counter, at, heading, first_seq, mpxn, salt, link, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);

  const writeAll = withoutWaiting(db, (entries: readonly ReadyEntry<Entry>[]) => {
    let { seq, link } = head();
    doOthersWrite ||= seq !== lastWritten;
    const overtaken: Entry[] = [];
    for (const { entry, text, sealed, id, at, originator, counter, heading, headingText, repeatsKey } of entries) {
      if (doOthersWrite && isOvertaken(entry)) {
        overtaken.push(entry);
        continue;
      }
      seq += 1;
      link = linkAfter(link, text);
      const number = heading === null ? null : headings.numberOf(heading, headingText);
      const request = repeatsKey === null ? null : firstOf(repeatsKey);
      insert.run(seq, id, originator, counter, at, number, request, sealed?.mpxn ?? null, sealed?.salt ?? null, link, text);
      if (number !== null) {
        const repeats = request === null || repeatsKey === null ? null : { request, key: repeatsKey };
        tally.add({ seq, day: britishDay(at), heading: number, repeats });
        if (entry.kind === 'decision') followDevice({ seq, at, heading: number, record: entry });
      }
    }
    tally.flush();
    moveHead({ seq, link });
    return { seq, overtaken };
  });

  /** made ready already, when another process was writing; nothing else is kept in memory */
  let waiting: readonly ReadyEntry<Entry>[] = [];

  return (entries) => {
    const ready = makeReady(entries, waiting);
    waiting = [];
    try {
      const written = writeAll(ready);
      if (written === 'busy') {
        waiting = ready;
        return 'busy';
      }
      lastWritten = written.seq;
      for (const { originator, counter } of ready) if (originator !== null && counter !== null) newest?.note(originator, counter);
      return written.overtaken;
    } catch (cause) {
      headings.forget();
      tally.forget();
      throw cause;
    }
  };
}

/** What had to wait comes again, with others: it is made ready once. */
function createMakeReady<Entry extends AuditEntry>(): (entries: readonly Entry[], waiting: readonly ReadyEntry<Entry>[]) => readonly ReadyEntry<Entry>[] {
  const createSalt = createSalts();
  return (entries, waiting) =>
    entries.map((entry, index) => {
      const before = waiting[index];
      if (before?.entry === entry) return before;
      const description = describeEntry(entry);
      const { heading } = description;
      return { entry, ...sealRecord(entry, createSalt), ...description, headingText: heading === null ? '' : writeHeading(heading) };
    });
}
