import type { Database } from 'better-sqlite3';

/**
 * A request key is `originator:target:counter`. Records are found by originator and counter: an originator counts upwards, so
 * new entries of that index lie side by side, where whole keys would scatter over it with their targets.
 */
export function splitRequestKey(requestKey: string): { originator: string; counter: string } {
  const end = requestKey.indexOf(':');
  return { originator: end === -1 ? requestKey : requestKey.slice(0, end), counter: requestKey.slice(requestKey.lastIndexOf(':') + 1) };
}

/** SQL over `entry` and the three values that go with it: whatever was sent under one RequestID. */
export const ofRequest = `originator = ? AND counter = ? AND record ->> '$.request.requestKey' = ?`;

/**
 * Whoever uses a RequestID so often for something else makes nobody wait: what he sent before that counts as new when he sends it again, but for the first of
 * all and what was answered last.
 */
const mostSearched = 10_000;

/**
 * SQL that may stand after FROM, where the last uses of a RequestID are searched for one content, as text, before any of them is read; the values that go
 * with it. A RequestID may have been used any number of times.
 */
export const usesWithContent = `(SELECT * FROM entry INDEXED BY entry_of_request WHERE originator = ? AND counter = ? ORDER BY seq DESC LIMIT ${mostSearched})
  WHERE instr(record, ?) > 0 AND record ->> '$.request.requestKey' = ? AND record ->> '$.kind' = 'decision' AND record ->> '$.request.contentDigest' = ?`;

export function valuesOfContent(requestKey: string, contentDigest: string): [string, string, string, string, string] {
  const { originator, counter } = splitRequestKey(requestKey);
  return [originator, counter, contentDigest, requestKey, contentDigest];
}

export function valuesOfRequest(requestKey: string): [string, string, string] {
  const { originator, counter } = splitRequestKey(requestKey);
  return [originator, counter, requestKey];
}

/**
 * Answers the number of the first entry of a RequestID, also where it has left the store but was used again before; null where there is none.
 * What is about to leave counts as gone.
 */
export function firstOfRequest(db: Database, leavesThrough: () => number = leavingThrough(db)): (requestKey: string) => number | null {
  const known = db.prepare<[string], number>('SELECT request FROM repeated_key WHERE key = ?').pluck();
  const first = db.prepare<[string, string, string, number], number>(`SELECT seq FROM entry INDEXED BY entry_of_request WHERE ${ofRequest} AND seq > ? ORDER BY seq LIMIT 1`).pluck();
  return (requestKey) => known.get(requestKey) ?? first.get(...valuesOfRequest(requestKey), leavesThrough()) ?? null;
}

function leavingThrough(db: Database): () => number {
  const through = db.prepare<[], number>('SELECT through FROM pruned').pluck();
  return () => through.get() ?? 0;
}
