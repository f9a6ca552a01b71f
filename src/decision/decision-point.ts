import { orNothing } from '../domain/answer.js';
import { type ServiceRequest, requestKey } from '../domain/service-request.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { AttemptRecord, AuditRecord, AuditStore } from '../audit/record.js';
import { createFactSheet } from '../facts/fact-sheet.js';
import { createLookUps, type LookUpSources, readCertificates } from '../facts/look-ups.js';
import type { RuleBook } from '../rules/rule-book.js';
import { createExplainer, type Explain, type Explanation } from './explanation.js';
import { createTurns } from './turns.js';
import { judgeRequest, type WhenUnavailable } from './judge-request.js';
import { tryRules } from './try-rules.js';
import { writeAttempt } from './write-attempt.js';
import { type RecordParts, writeRecord } from './write-record.js';

/** Everything that a decision is made of. */
export interface DecisionParts extends RecordParts {
  sources: LookUpSources;
  rules: RuleBook;
  records: Pick<AuditStore, 'findEarlier'>;
  audit: Pick<AuditLog, 'write'>;
  whenUnavailable: WhenUnavailable;
  /** epoch milliseconds */
  now: () => number;
}

export interface Asking {
  via: AuditRecord['via'];
  explain: boolean;
}

export interface Decided {
  record: AuditRecord;
  /** answered from the record of an earlier, equal request: this attempt's own record */
  attempt: AttemptRecord | undefined;
  explanation: Explanation | undefined;
}

export type DecisionPoint = (request: ServiceRequest, asking: Asking) => Promise<Decided>;

/**
 * The whole way of one Service Request, and the only way in: request, facts, rules, decision, audit, answer. It rejects, with no
 * decision made and nothing to answer, with `Fault` `fact-unavailable`, `fact-malformed`, `no-rule-decides` or `audit-unavailable`.
 */
export function createDecisionPoint(parts: DecisionParts): DecisionPoint {
  const takeTurns = createTurns();
  const deciding = { ...parts, explain: createExplainer() };
  return (request, asking) => takeTurns(requestKey(request), () => decide(deciding, request, asking));
}

type Deciding = DecisionParts & { explain: Explain };

/** Where another process decided the same request in the meantime, its record is there to be answered from the next time. */
async function decide(parts: Deciding, request: ServiceRequest, asking: Asking): Promise<Decided> {
  for (;;) {
    const decided = await decideUnlessOvertaken(parts, request, asking);
    if (decided !== undefined) return decided;
  }
}

async function decideUnlessOvertaken(parts: Deciding, request: ServiceRequest, asking: Asking): Promise<Decided | undefined> {
  const now = parts.now();
  const rules = parts.rules.at(now);
  const { firstDecisionId, same } = await parts.records.findEarlier(requestKey(request), request.contentDigest);
  const lookUps = createLookUps(parts.sources, request, now);
  const facts = createFactSheet(lookUps, same?.facts);

  let record = same;
  if (record === undefined) {
    const judged = await judgeRequest(rules, facts, parts.whenUnavailable);
    const decidedOn = { ...lookUps, settled: { ...lookUps.settled } };
    const { responseCodes, sources: { settings: { factDeadlineMilliseconds } } } = parts;
    const tried = await tryRules({ rules, facts, judged, srv: request.srv, responseCodes, factDeadlineMilliseconds });
    if ('device' in lookUps.settled) await orNothing(lookUps.registrationAsOf);
    const certificates = lookUps.settled.certificates ?? await readCertificates(parts.sources, request);
    record = writeRecord(parts, { request, lookUps, decidedOn, judged, tried, certificates, facts: facts.asked(), via: asking.via, firstDecisionId });
  }
  const attempt = same && writeAttempt(same, request, { at: now, via: asking.via });
  if (!(await parts.audit.write(attempt ?? record))) return undefined;
  const explanation = asking.explain ? await parts.explain(rules, facts, lookUps, record) : undefined;
  return { record, attempt, explanation };
}
