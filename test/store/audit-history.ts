import fc from 'fast-check';
import { headingOf } from '../../src/audit/heading-of.js';
import type { AttemptRecord, AuditRecord } from '../../src/audit/record.js';
import { auditRecord } from './audit-records.js';

/** One thing that happens; numbers are taken modulo what there is to choose from. */
export interface Event {
  kind: 'decision' | 'attempt' | 'reuse';
  /** which earlier decision an attempt or a reuse goes back to */
  earlier: number;
  device: number;
  outcome: number;
  supplier: number;
  /** how far the clock goes on, or back, milliseconds */
  pause: number;
  hasMpxn: boolean;
}

const hour = 3_600_000;
const start = Date.parse('2026-01-20T10:00:00Z');

export const anEvent: fc.Arbitrary<Event> = fc.record({
  kind: fc.oneof({ weight: 6, arbitrary: fc.constant('decision' as const) }, { weight: 2, arbitrary: fc.constant('attempt' as const) }, { weight: 1, arbitrary: fc.constant('reuse' as const) }),
  earlier: fc.nat(1_000), device: fc.nat(4), outcome: fc.nat(4), supplier: fc.nat(2),
  pause: fc.integer({ min: -20 * hour, max: 60 * hour }), hasMpxn: fc.boolean(),
});

/** A fixed history of that many events, over months. */
export function someEvents(count: number, seed = 7): Event[] {
  return fc.sample(anEvent, { numRuns: count, seed });
}

const outcomes: Partial<Pick<AuditRecord, 'decision' | 'reason' | 'responseCode' | 'counted' | 'rule' | 'observed' | 'enforcement'>>[] = [
  { decision: 'permit', reason: 'verified', responseCode: 'I0' },
  { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106', counted: true },
  { decision: 'permit', reason: 'unverified', responseCode: 'I0', rule: null },
  { decision: 'permit', reason: 'wrong-network-operator', responseCode: 'I0', observed: { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' }, enforcement: 'observe' },
  { decision: 'reject', reason: 'unreadable-certificate', responseCode: 'E062107' },
];

/** The entries that events make, in the order of writing. */
export function entriesOf(events: readonly Event[]): (AuditRecord | AttemptRecord)[] {
  const decisions: AuditRecord[] = [];
  const used = new Set<string>();
  let at = start;
  return events.map((event, number) => {
    at += event.pause;
    const earlier = decisions[event.earlier % Math.max(decisions.length, 1)];
    if (event.kind === 'attempt' && earlier !== undefined) return attemptOf(earlier, number, at);
    const target = `00-DB-12-34-56-78-90-A${event.device}`;
    const requestKey = event.kind === 'reuse' && earlier !== undefined ? earlier.request.requestKey : `90-B3-D5-1F-30-01-00-0${event.supplier}:${target}:${number}`;
    const record = auditRecord(number, {
      at,
      ...outcomes[event.outcome % outcomes.length],
      supplierParty: event.supplier === 2 ? null : `s${event.supplier}`,
      requestIdReused: used.has(requestKey),
    }, { requestKey, target });
    used.add(requestKey);
    if (!event.hasMpxn) record.evidence.mpxn = null;
    decisions.push(record);
    return record;
  });
}

export function attemptOf(decision: AuditRecord, number: number, at: number): AttemptRecord {
  const { requestId, requestKey, originator, target, srv } = decision.request;
  return {
    kind: 'attempt', attemptId: `018f0000-0000-7000-9000-${number.toString(16).padStart(12, '0')}`, attemptedAt: new Date(at).toISOString(), via: 'http',
    request: { requestId, requestKey, originator, target, srv }, decisionId: decision.decisionId, countedAs: { ...headingOf(decision), repeated: true },
  };
}
