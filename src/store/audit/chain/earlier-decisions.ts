import type { Database } from 'better-sqlite3';
import type { EarlierDecisions } from '../../../audit/record.js';
import { decisionsOf, type EntryRow, openRow } from './entry-rows.js';
import type { NewestCounters } from './newest-counters.js';
import { ofRequest, splitRequestKey, usesWithContent, valuesOfContent, valuesOfRequest } from './request-key.js';

/** Looks for what was decided before under a RequestID. However often it was used with other content, at most two records are read. */
export function earlierDecisionsIn(db: Database, newest: NewestCounters): (requestKey: string, contentDigest: string) => EarlierDecisions {
  const first = db.prepare<[string, string, string], string>(`SELECT id FROM entry INDEXED BY entry_of_request WHERE ${ofRequest} AND record ->> '$.kind' = 'decision' ORDER BY seq LIMIT 1`).pluck();
  const same = db.prepare<[string, string, string, string, string], EntryRow>(`SELECT record, mpxn FROM ${usesWithContent} ORDER BY seq LIMIT 1`);
  return (requestKey, contentDigest) => {
    const { originator, counter } = splitRequestKey(requestKey);
    if (newest.isBeyond(originator, counter)) return nothingEarlier;
    const firstDecisionId = first.get(...valuesOfRequest(requestKey));
    if (firstDecisionId === undefined) return nothingEarlier;
    const row = same.get(...valuesOfContent(requestKey, contentDigest));
    return { firstDecisionId, same: row === undefined ? undefined : decisionsOf([openRow(row)])[0] };
  };
}

const nothingEarlier: EarlierDecisions = { firstDecisionId: null, same: undefined };
