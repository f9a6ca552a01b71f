import type { AuditedCertificate, AuditRecord, Evidence } from '../audit/record.js';
import type { FactValue } from '../domain/fact.js';
import { requestKey, type ServiceRequest } from '../domain/service-request.js';
import { enforcementOf } from '../facts/configuration-facts.js';
import type { LookUps, RequestCertificate } from '../facts/look-ups.js';
import { advise, adviseOnUnavailable } from './advice.js';
import type { Judged } from './judge-request.js';
import { createRecordId } from './record-id.js';
import { permitted, responseCodeFor, type ResponseCodes } from './response-codes.js';
import type { Tried } from './try-rules.js';
import { wordReason } from './wording.js';

/** What configuration says of a decision's words. */
export interface RecordParts {
  responseCodes: ResponseCodes;
  /** reason -> sentence with placeholders */
  wording: Readonly<Record<string, string>>;
}

export interface Findings {
  request: ServiceRequest;
  /** everything that was looked up, also for the trial */
  lookUps: LookUps;
  /** as they were when it was decided: what a trial looked up after that changes nothing of the decision */
  decidedOn: LookUps;
  judged: Judged;
  tried: Tried;
  /** all that the request places, whether or not the decision needed them */
  certificates: readonly RequestCertificate[];
  facts: Readonly<Record<string, FactValue>>;
  via: AuditRecord['via'];
  /** the first decision of the RequestID, which said something else */
  firstDecisionId: string | null;
}

/** Puts the decision into the words of its record; where the check is switched to observe, a rejection becomes a permit that says what it would have been. */
export function writeRecord(parts: RecordParts, findings: Findings): AuditRecord {
  const { request, lookUps, decidedOn, judged, tried } = findings;
  const { decision, reason, rule, ruleSet } = judged;
  const enforcement = enforcementOf(lookUps.settings, request.srv, decidedOn.settled.device);
  const responseCode = responseCodeFor(parts.responseCodes, judged, request.srv);
  const isObserved = decision === 'reject' && enforcement !== 'enforce';
  return {
    kind: 'decision',
    decisionId: createRecordId(),
    decidedAt: new Date(lookUps.now).toISOString(),
    via: findings.via,
    request: describeRequest(request, findings.certificates),
    supplierParty: lookUps.settled.sender?.party?.id ?? null,
    decision: isObserved ? 'permit' : decision,
    reason,
    responseCode: isObserved ? permitted : responseCode,
    enforcement,
    observed: isObserved ? { decision, reason, responseCode } : rejectedInTrial(decision, tried),
    trial: tried.trial,
    counted: judged.counted && !isObserved,
    rule: rule === undefined ? null : { id: rule.id, title: rule.title, source: `${rule.source.document}, ${rule.source.clause}` },
    ruleSetVersion: ruleSet.version,
    message: wordReason(parts.wording[reason] ?? ruleSet.policy.reasons[reason]?.meaning, reason, decidedOn, causeOf(judged)),
    advice: [...advise(decidedOn), ...adviseOnUnavailable(judged), ...tried.advice],
    facts: findings.facts,
    evidence: describeEvidence(lookUps),
    registrationAsOf: lookUps.settled.registrationAsOf === undefined ? null : new Date(lookUps.settled.registrationAsOf).toISOString(),
    requestIdReused: findings.firstDecisionId !== null,
    firstDecisionId: findings.firstDecisionId,
  };
}

/** A permit that an observing rule would have rejected says so where a switch to observe would. */
function rejectedInTrial(live: Judged['decision'], { trial }: Tried): AuditRecord['observed'] {
  if (live === 'reject' || trial?.decision !== 'reject') return null;
  const { decision, reason, responseCode } = trial;
  return { decision, reason, responseCode };
}

function causeOf({ rule }: Judged): string {
  return rule?.title ?? 'a store did not answer';
}

function describeRequest(request: ServiceRequest, certificates: readonly RequestCertificate[]): AuditRecord['request'] {
  const { requestId, contentDigest, originator, target, srv, serviceReference, commandVariant, schemaVersion, executionDateTime } = request;
  return {
    requestId,
    requestKey: requestKey(request),
    contentDigest,
    originator,
    target,
    srv,
    serviceReference,
    commandVariant,
    schemaVersion,
    remotePartyRole: request.remotePartyRole ?? null,
    executionDateTime: executionDateTime === undefined ? null : new Date(executionDateTime).toISOString(),
    certificates: certificates.map(describeCertificate),
  };
}

function describeCertificate({ use, reading, owner }: RequestCertificate): AuditedCertificate {
  const read = reading.readable ? reading.certificate : undefined;
  return {
    use,
    thumbprint: reading.thumbprint ?? null,
    remotePartyRoleCode: read?.remotePartyRoleCode ?? null,
    entityId: read?.entityId ?? null,
    keyUsage: read?.keyUsage ?? null,
    owner: owner?.id ?? null,
    cause: reading.readable ? null : reading.cause,
  };
}

function describeEvidence({ settled }: LookUps): Evidence {
  const { sender, device, meterPoint, responsibleOperator } = settled;
  return {
    userRole: sender?.role ?? null,
    deviceType: device?.type ?? null,
    deviceStatus: device?.status ?? null,
    mpxn: meterPoint?.mpxn ?? null,
    registeredOperator: responsibleOperator?.registeredAs ?? null,
    responsibleParty: responsibleOperator?.party?.id ?? null,
  };
}
