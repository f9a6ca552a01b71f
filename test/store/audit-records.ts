import type { AuditRecord } from '../../src/audit/record.js';
import type { SqliteAuditStore } from '../../src/store/audit/audit-store.js';

/** A record that was decided at `at` (epoch milliseconds); every number makes another one. */
export function auditRecord(number: number, { at = 1_700_000_000_000, ...other }: Partial<AuditRecord> & { at?: number; request?: never } = {}, request: Partial<AuditRecord['request']> = {}): AuditRecord {
  const requestKey = request.requestKey ?? `90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:${number}`;
  return {
    kind: 'decision',
    decisionId: `018f0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    decidedAt: new Date(at).toISOString(),
    via: 'http',
    request: {
      requestId: requestKey, requestKey, contentDigest: 'd'.repeat(64), originator: requestKey.slice(0, 23), target: '00-DB-12-34-56-78-90-A3', srv: '6.21', serviceReference: '6.21',
      commandVariant: 1, schemaVersion: '5.4', remotePartyRole: 'NetworkOperator', executionDateTime: null,
      certificates: [{ use: 'DigitalSigning', thumbprint: 'a'.repeat(64), remotePartyRoleCode: '03', entityId: '90-B3-D5-1F-30-02-00-00', owner: 'epn', cause: null }],
      ...request,
    },
    supplierParty: 's1', decision: 'permit', reason: 'verified', responseCode: 'I0', enforcement: 'enforce', observed: null, trial: null, counted: false,
    rule: { id: 'r', title: 't', source: 's' }, ruleSetVersion: 'v', message: 'with "quotes", `backticks`, é and \u2028', advice: [], facts: { srv: '6.21', isCancellation: false, count: 2 },
    evidence: { userRole: 'IS', deviceType: 'ESME', deviceStatus: null, mpxn: '0012345678901', registeredOperator: 'EELC', responsibleParty: 'epn' },
    registrationAsOf: null, requestIdReused: false, firstDecisionId: null,
    ...other,
  };
}

/** Every decision of the request, oldest first. */
export function decisionsOfRequest(audit: Pick<SqliteAuditStore, 'listDecisions'>, requestKey: string): AuditRecord[] {
  return audit.listDecisions({ requestKey, limit: 1_000 }).decisions.toReversed();
}
