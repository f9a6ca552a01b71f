import type { Decided } from '../decision/decision-point.js';
import type { ServiceRequest } from '../domain/service-request.js';
import type { DecisionAnswer } from './answers.js';

/** The decision as JSON tells it: what is absent is left out (INTERFACE section 4). */
export function tellDecision(request: ServiceRequest, { record, attempt, explanation }: Decided): DecisionAnswer {
  return {
    decisionId: record.decisionId,
    decision: record.decision,
    reason: record.reason,
    responseCode: record.responseCode,
    enforcement: record.enforcement,
    ...(record.observed !== null && { observed: record.observed }),
    ...(record.trial !== null && { trial: record.trial }),
    rule: record.rule,
    message: record.message,
    advice: record.advice,
    requestId: request.requestId,
    srv: request.srv,
    decidedAt: record.decidedAt,
    ruleSet: { version: record.ruleSetVersion },
    registrationAsOf: record.registrationAsOf,
    ...(attempt !== undefined && { repeated: true, attemptId: attempt.attemptId }),
    ...(record.requestIdReused && { requestIdReused: true }),
    ...explanation,
  };
}
