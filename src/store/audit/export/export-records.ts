import type { Database } from 'better-sqlite3';
import { writeChainLine } from '../../../audit/chain-line.js';
import { Fault } from '../../../domain/fault.js';
import { answering } from '../../sqlite/answering.js';
import { findLink } from '../chain/chain-place.js';
import type { Stretch } from '../listing/listing-filters.js';

interface Row {
  seq: number;
  link: string;
  record: string;
  mpxn: string | null;
  salt: string | null;
}

const AT_ONCE = 250;

/** The lines of a stretch of records, some at a time; nothing is held open in between. Throws `Fault('audit-unavailable')` where one is not there. */
export function* exportRecords(db: Database, { first, last }: Stretch, { clearMpxn }: { clearMpxn: boolean }): Generator<{ lines: string; through: number }> {
  const page = db.prepare<[number, number], Row>(`SELECT seq, link, record, mpxn, salt FROM entry NOT INDEXED WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ${AT_ONCE}`);
  let before = answering('audit-unavailable', () => findLink(db, first - 1)) ?? '';
  for (let next = first; next <= last;) {
    const lines: string[] = [];
    for (const { seq, link, record, mpxn, salt } of answering('audit-unavailable', () => page.all(next, last))) {
      if (seq !== next) break;
      const sealed = clearMpxn && mpxn !== null && salt !== null ? { mpxn, salt } : undefined;
      lines.push(`${writeChainLine({ text: record, seq, before, link, sealed })}\n`);
      before = link;
      next += 1;
    }
    if (lines.length === 0) throw new Fault('audit-unavailable', `record ${next} is not in the store: if records were pruned meanwhile, run it again; else slotguard audit verify tells more`);
    yield { lines: lines.join(''), through: next - 1 };
  }
}
