import type { Database } from 'better-sqlite3';
import type { Heading } from '../../../audit/heading.js';

/**
 * The headings by number. Records refer to them by the million; there are thousands, or, where somebody tries whose certificates he can place, a hundred
 * times as many: only those that are met, and one of each strand, are held in memory where all are not asked for.
 */
export interface Headings {
  /** Answers the number of a heading, whose text is `content`, and keeps it where it is new; only inside a transaction that writes. */
  numberOf(heading: Heading, content: string): number;
  /** Every heading that is kept by now. */
  all(): ReadonlyMap<number, Heading>;
  /** A heading of each strand: headings of one strand say the same of all that decisions are listed by. */
  strands(): ReadonlyMap<number, Heading>;
  /** Forgets what was learnt from a transaction that was rolled back. */
  forget(): void;
}

interface HeadingRow {
  id: number;
  content: string;
  strand: number;
}

export function createHeadings(db: Database): Headings {
  const find = db.prepare<[string], number>('SELECT id FROM heading WHERE content = ?').pluck();
  const since = db.prepare<[number], HeadingRow>('SELECT id, content, strand FROM heading WHERE id > ?');
  const ofStrands = db.prepare<[number], HeadingRow>('SELECT id, content, strand FROM heading WHERE id IN (SELECT min(id) FROM heading WHERE id > ? GROUP BY strand)');
  const newest = db.prepare<[], number | null>('SELECT max(id) FROM heading').pluck();
  const keep = db.prepare<[HeadingRow]>('INSERT INTO heading (id, content, strand) VALUES (@id, @content, @strand)');
  const numbers = new Map<string, number>();
  const known = new Map<number, Heading>();
  const strands = new Map<number, Heading>();
  const strandNumbers = new Map<string, number>();
  const last = { known: 0, strands: 0 };

  function learnStrand({ content, strand }: Omit<HeadingRow, 'id'>): void {
    if (strands.has(strand)) return;
    const heading = JSON.parse(content) as Heading;
    strands.set(strand, heading);
    strandNumbers.set(strandKey(heading), strand);
  }

  function learnStrands(): void {
    const reached = newest.get() ?? 0;
    if (reached > last.strands) ofStrands.all(last.strands).forEach(learnStrand);
    last.strands = reached;
  }

  function add(heading: Heading, content: string): number {
    learnStrands();
    const id = last.strands + 1;
    const row = { id, content, strand: strandNumbers.get(strandKey(heading)) ?? id };
    keep.run(row);
    learnStrand(row);
    last.strands = id;
    return id;
  }

  return {
    numberOf: (heading, content) => {
      const number = numbers.get(content) ?? find.get(content) ?? add(heading, content);
      numbers.set(content, number);
      return number;
    },
    all: () => {
      for (const { id, content } of since.iterate(last.known)) {
        known.set(id, JSON.parse(content) as Heading);
        last.known = Math.max(last.known, id);
      }
      return known;
    },
    strands: () => {
      learnStrands();
      return strands;
    },
    forget: () => {
      for (const map of [numbers, known, strands, strandNumbers]) map.clear();
      [last.known, last.strands] = [0, 0];
    },
  };
}

/** What decisions are listed by, as one text. */
export function strandKey({ repeated, supplier, originator, reason, decision }: Heading): string {
  return JSON.stringify([repeated, supplier, originator, reason, decision]);
}

/** One text for one heading, whatever order its keys were written in. */
export function writeHeading(heading: Heading): string {
  const { repeated, supplier, originator, srv, deviceType, decision, reason, responseCode, counted, observed, rule, responsible, placed } = heading;
  return JSON.stringify({
    repeated, supplier, originator, srv, deviceType, decision, reason, responseCode, counted,
    observed: observed && { by: observed.by, reason: observed.reason, responseCode: observed.responseCode },
    rule: rule && { id: rule.id, title: rule.title },
    responsible, placed,
  });
}
