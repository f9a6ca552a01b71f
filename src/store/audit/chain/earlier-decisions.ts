import type { Database } from 'better-sqlite3';
import type { EarlierDecisions } from '../../../audit/record.js';
import { decisionsOf, type EntryRow, openRow } from './entry-rows.js';
import { ofRequest, valuesOfRequest } from './request-key.js';

const decisionsUnder = `FROM entry INDEXED BY entry_of_request WHERE ${ofRequest} AND record ->> '$.kind' = 'decision'`;

/**
 * Looks for what was decided before under a RequestID. However often it was used with other content, at most two records are read: all others are
 * only searched for the digest, as text.
 */
export function earlierDecisionsIn(db: Database): (requestKey: string, contentDigest: string) => EarlierDecisions {
  const first = db.prepare<[string, string, string], string>(`SELECT id ${decisionsUnder} ORDER BY seq LIMIT 1`).pluck();
  const same = db.prepare<[string, string, string, string, string], EntryRow>(`
    SELECT record, mpxn FROM entry INDEXED BY entry_of_request WHERE originator = ? AND counter = ? AND instr(record, ?) > 0
    AND record ->> '$.request.requestKey' = ? AND record ->> '$.kind' = 'decision' AND record ->> '$.request.contentDigest' = ? ORDER BY seq LIMIT 1`);
  return (requestKey, contentDigest) => {
    const key = valuesOfRequest(requestKey);
    const firstDecisionId = first.get(...key);
    if (firstDecisionId === undefined) return nothingEarlier;
    const [originator, counter] = key;
    const row = same.get(originator, counter, contentDigest, requestKey, contentDigest);
    return { firstDecisionId, same: row === undefined ? undefined : decisionsOf([openRow(row)])[0] };
  };
}

const nothingEarlier: EarlierDecisions = { firstDecisionId: null, same: undefined };
