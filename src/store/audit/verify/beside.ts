import type { Database } from 'better-sqlite3';
import { isCommittedTo } from '../../../audit/chain.js';
import type { Heading } from '../../../audit/heading.js';
import type { AuditEntry } from '../../../audit/record.js';
import type { EntryDescription } from '../chain/describe-entry.js';
import { writeHeading } from '../counts/headings.js';

/** A record as it stands in the store. */
export interface ChainRow {
  seq: number;
  id: string;
  originator: string | null;
  counter: string | null;
  at: number;
  heading: number | null;
  first_seq: number | null;
  mpxn: string | null;
  salt: string | null;
  link: string;
  record: string;
  /** whether its row of the listing says the same; null where it has none */
  listing: 0 | 1 | null;
}

const AT_ONCE = 250;

/** Answers the rows from one number to another, both included, in order: some of them, none only where there is none. */
export function pageOf(db: Database): (first: number, last: number) => ChainRow[] {
  const page = db.prepare<[number, number], ChainRow>(`
    SELECT entry.seq, id, originator, counter, entry.at, entry.heading, entry.first_seq, mpxn, salt, link, record,
      iif(listing.seq IS NULL, NULL, listing.at IS entry.at AND listing.heading IS entry.heading AND listing.first_seq IS entry.first_seq
        AND (listing.strand, listing.stranger) IS (SELECT strand, iif(is_of_strangers, entry.originator, NULL) FROM heading WHERE id = entry.heading)) AS listing
    FROM entry NOT INDEXED LEFT JOIN listing ON listing.seq = entry.seq WHERE entry.seq >= ? AND entry.seq <= ? ORDER BY entry.seq LIMIT ${AT_ONCE}`);
  return (first, last) => page.all(first, last);
}

/**
 * Answers what of all that stands beside a record does not follow from its text. What a repeated RequestID is told from, `first_seq`, is for
 * who knows the others.
 */
export function besideOf(db: Database): (row: ChainRow, entry: AuditEntry, description: EntryDescription, isListed: boolean) => string | undefined {
  const read = db.prepare<[number], string>('SELECT content FROM heading WHERE id = ?').pluck();
  const known = new Map<number, string>();
  const findHeading = (number: number): string | undefined => {
    const content = known.has(number) ? undefined : read.get(number);
    if (content !== undefined) known.set(number, content);
    return known.get(number);
  };
  const isUnder = (number: number | null, expected: Heading | null): boolean =>
    number === null || expected === null ? number === null && expected === null : findHeading(number) === writeHeading(expected);
  return (row, entry, { id, at, originator, counter, heading, repeatsKey }, isListed) => {
    if (row.id !== id) return 'its id';
    if (row.at !== at) return 'its time';
    if (row.originator !== originator || row.counter !== counter) return 'its RequestID';
    if (!isUnder(row.heading, heading)) return 'what it is counted under';
    if (row.first_seq !== null && repeatsKey === null) return 'the first record of its RequestID';
    if (!isCommittedTo(entry, sealedOf(row))) return 'its MPxN';
    return isInListing(row, isListed) ? undefined : 'its row of the listing';
  };
}

function sealedOf({ mpxn, salt }: ChainRow): { mpxn: string; salt: string } | undefined {
  return mpxn === null && salt === null ? undefined : { mpxn: mpxn ?? '', salt: salt ?? '' };
}

function isInListing({ heading, listing }: ChainRow, isListed: boolean): boolean {
  return listing === null ? !isListed || heading === null : listing === 1 && heading !== null;
}
