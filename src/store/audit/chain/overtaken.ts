import type { Database } from 'better-sqlite3';
import type { AuditEntry } from '../../../audit/record.js';
import { decisionsOfContent, decisionsOfRequest, valuesOfContent, valuesOfRequest } from './request-key.js';

/**
 * Tells whether another process decided the same request after this one looked: a decision that takes its RequestID for new is overtaken by any
 * decision of it, one that knows of others by one with its own content. Ask it inside the transaction that writes.
 */
export function overtakenIn(db: Database): (entry: AuditEntry) => boolean {
  const isDecidedOnce = db.prepare<[string, string, string], number>(`SELECT EXISTS (SELECT 1 FROM ${decisionsOfRequest})`).pluck();
  const isDecided = db.prepare<[string, string, string, string, string], number>(`SELECT EXISTS (SELECT 1 FROM ${decisionsOfContent})`).pluck();
  return (entry) => {
    if (entry.kind !== 'decision') return false;
    const { requestKey, contentDigest } = entry.request;
    return (entry.requestIdReused ? isDecided.get(...valuesOfContent(requestKey, contentDigest)) : isDecidedOnce.get(...valuesOfRequest(requestKey))) === 1;
  };
}
