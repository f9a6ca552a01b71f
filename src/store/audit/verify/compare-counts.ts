import type { Database } from 'better-sqlite3';

/** A table that does not say what a recount of the records says. */
export interface WrongCount {
  table: string;
  /** rows that are wrong, too many or missing */
  rows: number;
}

/** As long as nothing ever left the store, nothing may count as having left it; after that, a record in the chain vouches for what does. */
const isOdd = 'max(pruned) * NOT EXISTS (SELECT 1 FROM main.pruned)';

const questions: Record<string, string> = {
  tally: `SELECT day, heading, sum(entries), ${isOdd} FROM @ GROUP BY day, heading`,
  repeated: `SELECT day, request, heading, sum(entries), ${isOdd} FROM @ GROUP BY day, request, heading`,
  repeated_key: 'SELECT request, key FROM @',
  rejected_device: 'SELECT * FROM @',
  rejection: 'SELECT * FROM @',
};

const tooNarrow = `
  SELECT count(*) FROM temp.listing_hour AS found LEFT JOIN told_listing_hour AS told USING (hour)
  WHERE told.first_seq IS NULL OR told.first_seq > found.first_seq OR told.last_seq < found.last_seq`;

/** Holds what the store told against the recount. */
export function compareCounts(db: Database): WrongCount[] {
  const countOf = (sql: string) => Number(db.prepare(sql).pluck().get());
  const wrong = Object.entries(questions).map(([table, question]): WrongCount => {
    const [told, found] = [question.replace('@', `told_${table}`), question.replace('@', `temp.${table}`)];
    return { table, rows: Math.max(countOf(`SELECT count(*) FROM (${told} EXCEPT ${found})`), countOf(`SELECT count(*) FROM (${found} EXCEPT ${told})`)) };
  });
  return [...wrong, { table: 'listing_hour', rows: countOf(tooNarrow) }].filter(({ rows }) => rows > 0);
}
