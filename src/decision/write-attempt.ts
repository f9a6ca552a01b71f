import { headingOf } from '../audit/heading-of.js';
import type { AttemptRecord, AuditRecord } from '../audit/record.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { createRecordId } from './record-id.js';

/** The record of a request that was sent again and is answered from `decision` (DOMAIN 13: answered again, and not counted again). `at`: epoch milliseconds. */
export function writeAttempt(decision: AuditRecord, { requestId, originator, target, srv }: ServiceRequest, { at, via }: { at: number; via: AuditRecord['via'] }): AttemptRecord {
  return {
    kind: 'attempt',
    attemptId: createRecordId(),
    attemptedAt: new Date(at).toISOString(),
    via,
    request: { requestId, requestKey: decision.request.requestKey, originator, target, srv },
    decisionId: decision.decisionId,
    countedAs: { ...headingOf(decision), repeated: true },
  };
}
