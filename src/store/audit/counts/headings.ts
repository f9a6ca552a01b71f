import type { Database } from 'better-sqlite3';
import type { Heading } from '../../../audit/heading.js';

/** The headings by number. All of them are held in memory: there are thousands, while records refer to them by the million. */
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
  const since = db.prepare<[number], HeadingRow>('SELECT id, content, strand FROM heading WHERE id > ? ORDER BY id');
  const keep = db.prepare<[HeadingRow]>('INSERT INTO heading (id, content, strand) VALUES (@id, @content, @strand)');
  const numbers = new Map<string, number>();
  const known = new Map<number, Heading>();
  const strands = new Map<number, Heading>();
  const strandNumbers = new Map<string, number>();
  let last = 0;

  function learn({ id, content, strand }: HeadingRow): number {
    const heading = JSON.parse(content) as Heading;
    numbers.set(content, id);
    known.set(id, heading);
    if (!strands.has(strand)) strands.set(strand, heading);
    strandNumbers.set(strandKey(heading), strand);
    last = Math.max(last, id);
    return id;
  }

  function add(heading: Heading, content: string): number {
    const id = last + 1;
    const row = { id, content, strand: strandNumbers.get(strandKey(heading)) ?? id };
    keep.run(row);
    return learn(row);
  }

  return {
    numberOf: (heading, content) => {
      const found = numbers.get(content);
      if (found !== undefined) return found;
      since.all(last).forEach(learn);
      return numbers.get(content) ?? add(heading, content);
    },
    all: () => {
      since.all(last).forEach(learn);
      return known;
    },
    strands: () => {
      since.all(last).forEach(learn);
      return strands;
    },
    forget: () => {
      for (const map of [numbers, known, strands, strandNumbers]) map.clear();
      last = 0;
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
