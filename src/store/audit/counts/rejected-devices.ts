import type { Database } from 'better-sqlite3';
import type { AuditRecord } from '../../../audit/record.js';
import { britishDay } from './british-day.js';

const VERIFIED = 'verified';

/** A decision in its place in the chain. */
export interface PlacedDecision {
  seq: number;
  at: number;
  heading: number;
  record: Pick<AuditRecord, 'decisionId' | 'decision' | 'reason' | 'counted'> & { request: Pick<AuditRecord['request'], 'target'> };
}

/**
 * Follows decisions in the order of writing: a device is rejected from its first counted rejection on, until a request for it is permitted as
 * `verified`. Call it inside the transaction that writes the decision.
 */
export function createRejectedDevices(db: Database): (decision: PlacedDecision) => void {
  const outstanding = db.prepare<[string], number>('SELECT seq FROM rejected_device WHERE device = ? AND right_seq IS NULL').pluck();
  const begin = db.prepare<[number, string, number, string, number, number, number]>(`
    INSERT INTO rejected_device (seq, device, heading, decision_id, at, day, rejections, last_at) VALUES (?, ?, ?, ?, ?, ?, 1, ?)`);
  const again = db.prepare<[number, number]>('UPDATE rejected_device SET rejections = rejections + 1, last_at = ? WHERE seq = ?');
  const putRight = db.prepare<[number, number, number, number, string, number]>(`
    UPDATE rejected_device SET right_seq = ?, right_at = ?, right_day = ?, right_heading = ?, right_decision_id = ? WHERE seq = ?`);
  const reject = db.prepare<[number, number, number, number]>('INSERT INTO rejection (seq, at, rejected_device, heading) VALUES (?, ?, ?, ?)');

  function rejected({ seq, at, heading, record: { decisionId, request: { target } } }: PlacedDecision): void {
    const since = outstanding.get(target);
    if (since === undefined) begin.run(seq, target, heading, decisionId, at, britishDay(at), at);
    else again.run(at, since);
    reject.run(seq, at, since ?? seq, heading);
  }

  function verified({ seq, at, heading, record: { decisionId, request: { target } } }: PlacedDecision): void {
    const since = outstanding.get(target);
    if (since !== undefined) putRight.run(seq, at, britishDay(at), heading, decisionId, since);
  }

  return (decision) => {
    if (decision.record.counted) rejected(decision);
    else if (isVerified(decision.record)) verified(decision);
  };
}

/** Whether a decision puts its device right. */
export function isVerified({ counted, decision, reason }: Pick<AuditRecord, 'counted' | 'decision' | 'reason'>): boolean {
  return !counted && decision === 'permit' && reason === VERIFIED;
}
