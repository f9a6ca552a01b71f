import type { Database } from 'better-sqlite3';
import type { AuditRecord, EarlierDecisions } from '../../../audit/record.js';
import { decisionsOf, type EntryRow, openRow } from './entry-rows.js';
import type { NewestCounters } from './newest-counters.js';
import { ofRequest, splitRequestKey, usesWithContent, valuesOfContent, valuesOfRequest } from './request-key.js';

/**
 * Looks for what was decided before under a RequestID. However often it was used with other content, at most two records are read; the first decision is
 * found however often its request was sent again.
 */
export function earlierDecisionsIn(db: Database, newest: NewestCounters): (requestKey: string, contentDigest: string) => EarlierDecisions {
  const first = db.prepare<[string, string, string], EntryRow>(`SELECT record, mpxn FROM entry INDEXED BY entry_of_request WHERE ${ofRequest} AND record ->> '$.kind' = 'decision' ORDER BY seq LIMIT 1`);
  const same = db.prepare<[string, string, string, string, string], EntryRow>(`SELECT record, mpxn FROM ${usesWithContent} ORDER BY seq LIMIT 1`);
  return (requestKey, contentDigest) => {
    const { originator, counter } = splitRequestKey(requestKey);
    if (newest.isBeyond(originator, counter)) return nothingEarlier;
    const firstDecision = decisionIn(first.get(...valuesOfRequest(requestKey)));
    if (firstDecision === undefined) return nothingEarlier;
    const isSame = firstDecision.request.contentDigest === contentDigest;
    return { firstDecisionId: firstDecision.decisionId, same: isSame ? firstDecision : decisionIn(same.get(...valuesOfContent(requestKey, contentDigest))) };
  };
}

function decisionIn(row: EntryRow | undefined): AuditRecord | undefined {
  return row && decisionsOf([openRow(row)])[0];
}

const nothingEarlier: EarlierDecisions = { firstDecisionId: null, same: undefined };
