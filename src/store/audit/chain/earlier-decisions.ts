import type { Database } from 'better-sqlite3';
import type { AuditRecord, EarlierDecisions } from '../../../audit/record.js';
import { decisionsOf, type EntryRow, openRow } from './entry-rows.js';
import type { NewestCounters } from './newest-counters.js';
import { attemptsOfRequest, decisionsOfContent, decisionsOfRequest, splitRequestKey, valuesOfContent, valuesOfRequest } from './request-key.js';

/**
 * Looks for what was decided before under a RequestID. However often it was used with other content, at most three records are read; the first decision, and
 * the one that was answered last, are found however often their requests were sent again.
 */
export function earlierDecisionsIn(db: Database, newest: NewestCounters): (requestKey: string, contentDigest: string) => EarlierDecisions {
  const first = db.prepare<[string, string, string], EntryRow>(`SELECT record, mpxn FROM ${decisionsOfRequest} ORDER BY seq LIMIT 1`);
  const last = db.prepare<[string, string, string, string, string, string], EntryRow>(`
    SELECT record, mpxn FROM entry WHERE id = (SELECT record ->> '$.decisionId' FROM entry WHERE seq =
      (SELECT max(seq) FROM (SELECT max(seq) AS seq FROM ${decisionsOfRequest} UNION ALL SELECT max(seq) FROM ${attemptsOfRequest})))`);
  const same = db.prepare<[string, string, string, string, string], EntryRow>(`SELECT record, mpxn FROM ${decisionsOfContent} ORDER BY seq LIMIT 1`);
  return (requestKey, contentDigest) => {
    const { originator, counter } = splitRequestKey(requestKey);
    if (newest.isBeyond(originator, counter)) return nothingEarlier;
    const values = valuesOfRequest(requestKey);
    const firstDecision = decisionIn(first.get(...values));
    if (firstDecision === undefined) return nothingEarlier;
    const { decisionId: firstDecisionId } = firstDecision;
    const isSame = (decision: AuditRecord | undefined): boolean => decision?.request.contentDigest === contentDigest;
    if (isSame(firstDecision)) return { firstDecisionId, same: firstDecision };
    const lastDecision = decisionIn(last.get(...values, ...values));
    return { firstDecisionId, same: isSame(lastDecision) ? lastDecision : decisionIn(same.get(...valuesOfContent(requestKey, contentDigest))) };
  };
}

function decisionIn(row: EntryRow | undefined): AuditRecord | undefined {
  return row && decisionsOf([openRow(row)])[0];
}

const nothingEarlier: EarlierDecisions = { firstDecisionId: null, same: undefined };
