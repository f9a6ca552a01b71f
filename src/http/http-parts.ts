import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../access/caller.js';
import type { Gate } from '../access/gate.js';
import type { AuditStore, RuleSetInForce } from '../audit/record.js';
import type { DecisionPoint } from '../decision/decision-point.js';
import type { Fault } from '../domain/fault.js';
import type { RuleSet } from '../rules/rule.js';
import type { RequestReader } from '../signature/request-reader.js';
import type { Admission } from './admission.js';
import type { Metrics } from './metrics.js';
import type { PanelReports } from './panel-reports.js';

/** Everything that the HTTP interface is made of. */
export interface HttpParts {
  decide: DecisionPoint;
  requests: RequestReader;
  records: Pick<AuditStore, 'findAttempts' | 'findDecision' | 'listDecisions'>;
  reports: PanelReports;
  rules: RuleKeeping;
  readiness(): Readiness;
  /** who may do what, as it is in force now */
  gate: () => Gate;
  /** of one Service Request, alone or as a line of a batch */
  maxBodyBytes: number;
  /** how long a caller may take to send one Service Request */
  requestTimeoutSeconds: number;
  /** lines of one batch that are worked on at the same time */
  batchMaxInFlight: number;
  admission: Admission;
  metrics: Metrics;
  log: Logger;
}

/** What keeps slotguard from deciding, if anything does: `detail` is for a person. */
export interface Readiness {
  ready: boolean;
  checks: Readonly<Record<string, { ok: boolean; detail?: string | undefined }>>;
}

/** The rules in force, those before, and what was refused. */
export interface RuleKeeping {
  current(): RuleSet;
  /** since when each rule set that is kept was in force, the present one first */
  periods(): readonly RuleSetInForce[];
  /** A rule set that is kept; undefined: there is none of that version. Throws `Fault('rules-invalid')` where it can no longer be read. */
  find(version: string): Promise<RuleSet | undefined>;
  /** the last change, where it was refused */
  refused(): RefusedRules | undefined;
  /** Reads the rule files again, one reload after the other; what is refused with a `Fault` leaves the rules before in force. */
  reload(): Promise<Reloaded>;
  /** epoch milliseconds */
  now(): number;
}

export interface RefusedRules {
  /** epoch milliseconds */
  at: number;
  fault: Fault;
}

export interface Reloaded {
  version: string;
  /** whether it is another rule set than before */
  changed: boolean;
  /** how many */
  rules: number;
}

export interface Logger {
  info(object: object, message: string): void;
  warn(object: object, message: string): void;
  error(object: object, message: string): void;
}

/** What is learnt about a request on its way, for its one line in the log. */
export type Notes = Partial<Record<'caller' | 'stranger' | 'decisionId' | 'decision' | 'reason' | 'mpxn' | 'problem', string>> & Partial<Record<'lines' | 'badLines', number>>;

type Parameters = Record<string, string>;
export type Asked = Request<Parameters, unknown, unknown, unknown, Notes>;
export type Answering = Response<unknown, Notes>;
export type Handler = RequestHandler<Parameters, unknown, unknown, unknown, Notes>;

/** Answers one request; what it throws is answered as a problem. */
export type Answerer = (request: Asked, response: Answering, caller: Caller) => void | Promise<void>;
