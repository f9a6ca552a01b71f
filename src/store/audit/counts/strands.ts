import type { Database } from 'better-sqlite3';
import type { Heading } from '../../../audit/heading.js';
import { strandKey } from './headings.js';

interface HeadingRow {
  id: number;
  content: string;
  strand: number;
}

/** Whether headings have the same strand where, and only where, they say the same of what decisions are listed by. */
export function areStrandsRight(db: Database): boolean {
  const [byKey, byStrand] = [new Map<string, number>(), new Map<number, string>()];
  return readHeadings(db).every(({ content, strand }) => {
    const key = keyOf(content);
    if (!byKey.has(key)) byKey.set(key, strand);
    if (!byStrand.has(strand)) byStrand.set(strand, key);
    return byKey.get(key) === strand && byStrand.get(strand) === key;
  });
}

/** Drops headings that cannot be read, and puts the others to their strands again where that is wrong. Answers how many it changed. */
export function mendHeadings(db: Database): number {
  const unread = db.prepare('DELETE FROM heading WHERE NOT json_valid(content)');
  const setStrand = db.prepare<[number, number, number]>('UPDATE heading SET strand = ? WHERE id = ? AND strand <> ?');
  const mend = db.transaction((): number => {
    const { changes } = unread.run();
    if (areStrandsRight(db)) return changes;
    const strands = new Map<string, number>();
    return readHeadings(db).reduce((count, { id, content }) => {
      const strand = strands.get(keyOf(content)) ?? id;
      strands.set(keyOf(content), strand);
      return count + setStrand.run(strand, id, strand).changes;
    }, changes);
  });
  return mend.immediate();
}

function readHeadings(db: Database): HeadingRow[] {
  return db.prepare<[], HeadingRow>('SELECT id, content, strand FROM heading ORDER BY id').all();
}

/** One that cannot be read stands for itself. */
function keyOf(content: string): string {
  try {
    return strandKey(JSON.parse(content) as Heading);
  } catch {
    return content;
  }
}
