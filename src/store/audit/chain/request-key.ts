import type { Database } from 'better-sqlite3';

/**
 * A request key is `originator:target:counter`. Records are found by originator, counter and target, in this order: an originator counts upwards, so
 * new entries of that index lie side by side, where whole keys would scatter over it with their targets. Nobody has to count upwards: of one originator
 * and counter there may be as many requests as there are targets.
 */
export function splitRequestKey(requestKey: string): { originator: string; target: string; counter: string } {
  const end = requestKey.indexOf(':');
  const last = requestKey.lastIndexOf(':');
  return { originator: requestKey.slice(0, end), target: requestKey.slice(end + 1, last), counter: requestKey.slice(last + 1) };
}

/**
 * SQL: what an entry is found by beside originator and counter, read off the text of its record: the target, an EUI-64 of 23 characters (null where there is
 * no originator), and whether it is a decision.
 */
export const requestColumns = {
  target: `TEXT AS (substr(record, instr(record, '"requestKey":"') + length('"requestKey":"') + length(originator) + 1, 23))`,
  is_decision: `INTEGER AS (instr(record, '"kind":"decision"') > 0)`,
} as const;

export const requestIndex = 'CREATE INDEX entry_of_request ON entry (originator, counter, target, is_decision);';

/** SQL that may stand after FROM and be added to with AND, and the three values that go with it: what was decided under one RequestID, by `seq`. */
export const decisionsOfRequest = ofRequest(1);
/** The same for whatever else was recorded of it. */
export const attemptsOfRequest = ofRequest(0);

function ofRequest(isDecision: 0 | 1): string {
  return `entry INDEXED BY entry_of_request WHERE originator = ? AND counter = ? AND target = ? AND is_decision = ${isDecision}`;
}

export function valuesOfRequest(requestKey: string): [string, string, string] {
  const { originator, counter, target } = splitRequestKey(requestKey);
  return [originator, counter, target];
}

/**
 * Whoever uses a RequestID so often for something else makes nobody wait: what he sent before that counts as new when he sends it again, but for the first of
 * all and what was answered last.
 */
const mostSearched = 500;

/**
 * SQL that may stand after FROM, where the last decisions of a RequestID are searched for one content, as text, before any of them is read; the values that
 * go with it. A RequestID may have been used any number of times.
 */
export const decisionsOfContent = `(SELECT seq, record, mpxn FROM ${decisionsOfRequest} ORDER BY seq DESC LIMIT ${mostSearched})
  WHERE instr(record, ?) > 0 AND record ->> '$.request.contentDigest' = ?`;

export function valuesOfContent(requestKey: string, contentDigest: string): [string, string, string, string, string] {
  return [...valuesOfRequest(requestKey), contentDigest, contentDigest];
}

/**
 * Answers the number of the first entry of a RequestID, also where it has left the store but was used again before; null where there is none.
 * What is about to leave counts as gone.
 */
export function firstOfRequest(db: Database, leavesThrough: () => number = leavingThrough(db)): (requestKey: string) => number | null {
  const known = db.prepare<[string], number>('SELECT request FROM repeated_key WHERE key = ?').pluck();
  const first = db.prepare<[string, string, string, number, string, string, string, number], number | null>(`
    SELECT min(seq) FROM (SELECT min(seq) AS seq FROM ${decisionsOfRequest} AND seq > ? UNION ALL SELECT min(seq) FROM ${attemptsOfRequest} AND seq > ?)`).pluck();
  return (requestKey) => {
    const values = [...valuesOfRequest(requestKey), leavesThrough()] as const;
    return known.get(requestKey) ?? first.get(...values, ...values) ?? null;
  };
}

function leavingThrough(db: Database): () => number {
  const through = db.prepare<[], number>('SELECT through FROM pruned').pluck();
  return () => through.get() ?? 0;
}
