import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** All that is kept of records that have left the store, line by line, in an order of its own: by what headings say, never by their numbers. */
const questions = [
  'SELECT day, content, sum(entries) FROM tally JOIN heading ON id = heading WHERE pruned = 1 GROUP BY day, content ORDER BY day, content',
  'SELECT day, request, content, sum(entries) FROM repeated JOIN heading ON id = heading WHERE pruned = 1 GROUP BY day, request, content ORDER BY day, request, content',
  'SELECT request, key FROM repeated_key WHERE request <= @through ORDER BY request',
  `SELECT seq, device, begun.content, decision_id, at, day, ${['right_seq', 'right_at', 'right_day', 'ended.content', 'right_decision_id'].map((column) => `iif(right_seq <= @through, ${column}, NULL)`).join(', ')}
   FROM rejected_device JOIN heading AS begun ON begun.id = rejected_device.heading LEFT JOIN heading AS ended ON ended.id = right_heading WHERE seq <= @through ORDER BY seq`,
  'SELECT seq, at, rejected_device, content FROM rejection JOIN heading ON id = heading WHERE seq <= @through ORDER BY seq',
];

/**
 * SHA-256, hex, over the counts of everything up to `through`: a record of the chain vouches for them when there is nothing else left to count them from.
 * The same now and later, whatever is written after that record.
 */
export function digestCounts(db: Database, through: number): string {
  const digest = createHash('sha256');
  for (const question of questions) {
    const values = question.includes('@through') ? [{ through }] : [];
    for (const row of db.prepare<unknown[], unknown[]>(question).raw().iterate(...values)) digest.update(`${JSON.stringify(row)}\n`);
    digest.update('\n');
  }
  return digest.digest('hex');
}
