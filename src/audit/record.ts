import type { Answer } from '../domain/answer.js';
import type { CertificateUse } from '../domain/service-request.js';
import type { Heading } from './heading.js';

/** What the caller must do. No decision is no record. */
export type Outcome = 'permit' | 'reject';

/**
 * One decision as it is written down before it is answered (SECMP0063 PIA 3.2, Service Audit Trail): enough to explain it
 * and to decide again from the record alone.
 */
export interface AuditRecord {
  kind: 'decision';
  /** UUIDv7 */
  decisionId: string;
  /** RFC 3339, UTC, milliseconds */
  decidedAt: string;
  /** how it came: over HTTP, in a batch, from the command line */
  via: 'http' | 'batch' | 'cli';
  request: {
    requestId: string;
    /** one spelling for one RequestID, EUI-64s in upper case */
    requestKey: string;
    contentDigest: string;
    /** Service User ID */
    originator: string;
    target: string;
    srv: string;
    serviceReference: string;
    commandVariant: number;
    schemaVersion: string;
    remotePartyRole: string | null;
    executionDateTime: string | null;
    certificates: readonly AuditedCertificate[];
  };
  /** SEC Party of the originator, where the directory knows one */
  supplierParty: string | null;
  decision: Outcome;
  reason: string;
  /** `I0` or the code that a rejection carries */
  responseCode: string;
  enforcement: 'enforce' | 'observe' | 'off';
  /** a rejection that was not answered, because the check is switched to observe or only an observing rule rejects */
  observed: { decision: Outcome; reason: string; responseCode: string } | null;
  /** what a rule in observe mode would have decided, by its id, were all of them enforced; null: none would have */
  trial: { rule: string; decision: Outcome; reason: string; responseCode: string } | null;
  /** whether the SEC Panel counts it (DOMAIN section 13) */
  counted: boolean;
  /** null when no rule could be asked: reason `unavailable` */
  rule: { id: string; title: string; source: string } | null;
  ruleSetVersion: string;
  message: string;
  advice: readonly Advice[];
  /** every fact that was asked for, in the order it was asked: for the decision, and then for the trial */
  facts: Readonly<Record<string, string | number | boolean>>;
  /** what lies behind the facts: MPxN, registered operator, certificate owners; MPxN in full */
  evidence: Evidence;
  registrationAsOf: string | null;
  requestIdReused: boolean;
  /** the first decision of the RequestID, where it was used before for a request that said something else */
  firstDecisionId: string | null;
}

/**
 * A request that was sent again and answered from its record: a new attempt, linked to the decision that was answered (DOMAIN 11, A30).
 * It is no new decision and counts no second time.
 */
export interface AttemptRecord {
  kind: 'attempt';
  /** UUIDv7 */
  attemptId: string;
  /** RFC 3339, UTC, milliseconds */
  attemptedAt: string;
  via: AuditRecord['via'];
  request: Pick<AuditRecord['request'], 'requestId' | 'requestKey' | 'originator' | 'target' | 'srv'>;
  /** of the decision that was answered again */
  decisionId: string;
  /** what it is counted under: as that decision, but `repeated` */
  countedAs: Heading;
}

/** Records that left the store: everything up to a place in the chain, after it was exported and the export was read back. */
export interface PruningRecord {
  kind: 'pruning';
  /** UUIDv7 */
  pruningId: string;
  /** what the chain of the store begins with: it cannot be told from the records any more */
  store: string;
  /** RFC 3339, UTC, milliseconds */
  prunedAt: string;
  /** the last record that left, by its number and its link in the chain */
  through: { seq: number; link: string };
  /** how many records left, by this and every pruning before */
  records: number;
  /** SHA-256, hex, of the exported files that hold what left with this pruning */
  exports: readonly string[];
  /** SHA-256, hex, of the counts that were kept of all that ever left */
  countsDigest: string;
}

/** Whatever is written into the chain. */
export type AuditEntry = AuditRecord | AttemptRecord | PruningRecord;

/** Something that the decision did not turn on, and that somebody should look at. */
export interface Advice {
  code: string;
  message: string;
}

export interface AuditedCertificate {
  use: CertificateUse;
  thumbprint: string | null;
  remotePartyRoleCode: string | null;
  entityId: string | null;
  /** absent in the records of earlier versions */
  keyUsage?: 'digitalSignature' | 'keyAgreement' | null;
  /** party id */
  owner: string | null;
  /** why it could not be read */
  cause: string | null;
}

export interface Evidence {
  userRole: string | null;
  deviceType: string | null;
  deviceStatus: string | null;
  mpxn: string | null;
  /** as it stands in registration data */
  registeredOperator: string | null;
  /** party id */
  responsibleParty: string | null;
}

/**
 * What became of entries: `busy`, nothing was written, as another process is writing just now; or those decisions that were not written, since
 * another process wrote one of the same RequestID first that they do not know of.
 */
export type Appended = 'busy' | readonly (AuditRecord | AttemptRecord)[];

/** What was decided before under a RequestID. */
export interface EarlierDecisions {
  /** null: nothing was */
  firstDecisionId: string | null;
  /** the first decision of the same content */
  same: AuditRecord | undefined;
}

export interface Attempts {
  /** oldest first */
  attempts: readonly AttemptRecord[];
  /** whether the RequestID was sent again more often, so that there may be earlier ones */
  hasEarlier: boolean;
}

/** What the decision point asks of a store for its records. */
export interface AuditStore {
  /** All of them durably, in this order, but for decisions that were overtaken; or none of them. Throws `Fault('audit-unavailable')`. */
  append(entries: readonly (AuditRecord | AttemptRecord)[]): Answer<Appended>;
  findDecision(decisionId: string): AuditRecord | undefined | Promise<AuditRecord | undefined>;
  findEarlier(requestKey: string, contentDigest: string): Answer<EarlierDecisions>;
  /** What was answered from the decision, of the last 1,000 times that its RequestID was sent again. */
  findAttempts(decision: AuditRecord): Attempts | Promise<Attempts>;
  /** Newest first, by the order of writing, never by time. */
  listDecisions(query: DecisionQuery): DecisionPage | Promise<DecisionPage>;
  /** Keeps the text of a rule set by its version, so that a record's rules can be read later. */
  keepRuleSet(version: string, text: string): void | Promise<void>;
  /** The text that was kept: `RuleFile[]` as JSON. */
  findRuleSet(version: string): string | undefined | Promise<string | undefined>;
  /** Writes down that a rule set, kept before, is in force from `since` on; nothing where it is the last that was. */
  noteRuleSetInForce(version: string, since: number): void | Promise<void>;
  /** Which rule sets were in force, the present one first; by the order of writing, never by time. */
  listRuleSetsInForce(limit: number): readonly RuleSetInForce[] | Promise<readonly RuleSetInForce[]>;
}

/** What reading through the records asks of a store. */
export interface AuditReader {
  /** Every decision of the span that is there when the reading begins, in the order of writing, some at a time. */
  readDecisions(span: Span): Iterable<SomeRecords>;
}

export interface Span {
  /** epoch milliseconds, included */
  from?: number;
  /** epoch milliseconds, excluded */
  to?: number;
}

export interface SomeRecords {
  records: readonly AuditRecord[];
  /** how much of all there is to read has been read by then, 0 to 1 */
  progress: number;
}

export interface RuleSetInForce {
  version: string;
  /** epoch milliseconds */
  since: number;
}

export interface DecisionQuery extends Span {
  /** party id or Service User ID */
  supplier?: string;
  reason?: string;
  decision?: Outcome;
  requestKey?: string;
  limit: number;
  cursor?: string;
}

export interface DecisionPage {
  decisions: readonly AuditRecord[];
  /** undefined: no more */
  nextCursor: string | undefined;
}
