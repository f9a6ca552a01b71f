import { Fault, type FaultCode, type Place } from '../domain/fault.js';

type RefusalCode = 'not-well-formed' | 'not-identified' | 'scope-missing' | 'too-many-requests' | 'not-acceptable' | 'method-not-allowed' | 'request-timeout' | 'headers-too-large' | 'expectation-failed' | 'not-ready' | 'overloaded';

/** What HTTP itself refuses, beside what the floors below refuse as a `Fault`. */
export class Refusal extends Error {
  constructor(readonly code: RefusalCode, message: string, readonly headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Faults that no request can cause; should one come here all the same, it is an internal error. */
type NeverOfRequest = 'not-recorded' | 'not-written' | 'configuration-invalid' | 'data-invalid' | 'usage';

export type ProblemCode = Exclude<FaultCode, NeverOfRequest> | RefusalCode | 'internal-error';

interface ProblemKind {
  status: number;
  title: string;
  /** for the reader of the OpenAPI document */
  meaning: string;
  /** seconds after which it is worth trying again */
  retryAfter?: number;
}

/** Every problem that can be answered, and the one place where a fault's code becomes a status. */
export const problemKinds: Readonly<Record<ProblemCode, ProblemKind>> = {
  'malformed-value': { status: 400, title: 'A value cannot be read', meaning: 'a header, a query parameter or a part of the path is not what it must be; `errors` names each' },
  'not-well-formed': { status: 400, title: 'The message cannot be read', meaning: 'the body is no well-formed XML or JSON, or is XML of a kind that is not read here, or the HTTP message itself is broken' },
  'not-identified': { status: 401, title: 'Nobody knows who you are', meaning: 'the path needs a scope that only a known caller has, or what was shown is not believed; the header `WWW-Authenticate` names what to show' },
  'scope-missing': { status: 403, title: 'You may not do this', meaning: 'the caller is known and lacks the scope that `detail` names' },
  'not-found': { status: 404, title: 'There is no such thing', meaning: 'no such path, no decision or rule with that id, or no such rule set' },
  'method-not-allowed': { status: 405, title: 'The path does not know this method', meaning: 'the header `Allow` names those that it knows' },
  'not-acceptable': { status: 406, title: 'There is no answer in a form that you accept', meaning: 'the header `Accept` leaves none of the forms in which this path answers; nothing was decided' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive', meaning: 'headers or body were not complete in time; nothing was decided' },
  'too-large': { status: 413, title: 'The message is too large', meaning: 'larger than `server.maxBodyBytes`, or than any Service Request can be' },
  'unsupported-type': { status: 415, title: 'The message has a type that is not read', meaning: 'the headers `Content-Type` or `Content-Encoding` name something that is not read here' },
  'expectation-failed': { status: 417, title: 'The expectation cannot be met', meaning: 'the header `Expect` asks for something else than `100-continue`' },
  'not-decidable': { status: 422, title: 'This is no Service Request that can be decided', meaning: 'well-formed, but not a Service Request, or one that contradicts itself; nothing was decided, and nothing counted' },
  'signature-required': { status: 422, title: 'The message is not signed', meaning: 'configuration asks for signed Service Requests (`signature: verify`), and only XML can carry a signature; nothing was decided' },
  'signature-invalid': { status: 422, title: 'The signature of the message is refused', meaning: 'it does not show that the originator sent this message; `errors` says why, nothing was decided' },
  'fact-malformed': { status: 422, title: 'What is known about the request makes no sense', meaning: 'a fact that the rules need has a value that it cannot have; nothing was decided' },
  'rules-invalid': { status: 422, title: 'The rules are not sound', meaning: 'the rule files have the problems that `errors` names, each with file, line and column; the rules before stay in force' },
  'too-many-requests': { status: 429, title: 'You send too many requests', meaning: 'more than configuration lets this caller send; nothing was done' },
  'headers-too-large': { status: 431, title: 'The headers are too many or too large', meaning: 'more than 100 headers, or more than 16 kB of them' },
  'internal-error': { status: 500, title: 'Something went wrong here', meaning: 'a fault of slotguard itself; nothing was decided, and the log says more' },
  'fact-unavailable': { status: 503, title: 'It cannot be decided now', meaning: 'data that the rules need could not be looked up; nothing was decided', retryAfter: 1 },
  'store-unavailable': { status: 503, title: 'The store does not answer', meaning: 'nothing was decided', retryAfter: 1 },
  'audit-unavailable': { status: 503, title: 'The audit cannot be written or read now', meaning: 'a decision that cannot be recorded is not made', retryAfter: 1 },
  overloaded: { status: 503, title: 'There are too many requests', meaning: 'more came than can be answered in time: this one was turned away, and nothing was decided', retryAfter: 1 },
  'not-ready': { status: 503, title: 'slotguard is not ready', meaning: 'of /readyz: it cannot decide now, and `checks` says what is missing; of /metrics: not every worker told what it counts', retryAfter: 1 },
  'no-rule-decides': { status: 503, title: 'No rule decides this request', meaning: 'the rules in force have no answer for it, or configuration has no response code for their answer; nothing was decided', retryAfter: 60 },
};

/** RFC 9457 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: ProblemCode;
  errors?: readonly Place[];
}

/** What a cause is told as: one that was not thrown on purpose keeps its detail to itself. */
export function problemOf(cause: unknown): Problem {
  if (!(cause instanceof Fault || cause instanceof Refusal) || !isOfRequest(cause.code)) return problem('internal-error');
  const places = cause instanceof Fault ? cause.places : [];
  return { ...problem(cause.code), detail: cause.message, ...(places.length > 0 && { errors: places }) };
}

export function problemType(code: ProblemCode): string {
  return `urn:slotguard:problem:${code}`;
}

function problem(code: ProblemCode): Problem {
  const { status, title } = problemKinds[code];
  return { type: problemType(code), title, status, code };
}

function isOfRequest(code: string): code is ProblemCode {
  return code in problemKinds;
}
