import { isServiceReferenceVariant } from '../duis/service-references.js';
import type { Heading } from './heading.js';
import type { AuditRecord } from './record.js';

export function headingOf(record: AuditRecord): Heading {
  const { request, evidence, observed, rule } = record;
  const isHeldBack = record.decision === 'reject' || observed !== null;
  return {
    repeated: false,
    supplier: record.supplierParty,
    originator: record.supplierParty === null ? null : request.originator,
    srv: isServiceReferenceVariant(request.srv) ? request.srv : 'other',
    deviceType: evidence.deviceType,
    decision: record.decision,
    reason: record.reason,
    responseCode: record.responseCode,
    counted: record.counted,
    observed: observed === null ? null : { by: observed.reason === record.reason ? 'switch' : 'rule', reason: observed.reason, responseCode: observed.responseCode },
    rule: rule === null ? null : { id: rule.id, title: rule.title },
    responsible: isHeldBack ? evidence.responsibleParty : null,
    placed: isHeldBack ? placedInsteadOf(record) : [],
  };
}

function placedInsteadOf({ request: { certificates }, evidence: { responsibleParty } }: AuditRecord): string[] {
  const owners = certificates.filter(({ cause }) => cause === null).map(({ owner }) => owner ?? 'unknown');
  return [...new Set(owners)].filter((owner) => owner !== responsibleParty).sort();
}
