import type { AnsweredRecord, Reply, Told } from './ask-service.js';
import type { ExpectedDecision, ExpectedRecord, Expectation, Saying } from './scenario.js';

/** What is compared, by the names that a scenario file has for it. */
export type Compared = Readonly<Record<string, unknown>>;

export interface Answered {
  reply: Reply;
  /** decisions that the request added to the audit */
  recorded: number;
  /** what the answer, the record and the request say differently of the same thing */
  contradictions: readonly string[];
}

/** What a request said, and to whom. */
export interface Sent {
  saying: Saying;
  requestId: string;
  /** epoch milliseconds */
  now: number;
  ruleSetVersion: string;
  /** answered from an earlier record */
  isRepeated: boolean;
}

export function expectedOf(expected: Expectation): Compared {
  if ('problem' in expected) return { ...expected.problem, recorded: 0 };
  const { audit, message, ...stated } = expected;
  return {
    status: 200,
    ...stated,
    ...(message !== undefined && { message }),
    ...expectedOfRecord(audit),
    recorded: expected.repeated ? 0 : 1,
    contradictions: [],
  };
}

function expectedOfRecord({ owners, roles, facts, ...plain }: ExpectedRecord): Compared {
  const entries = Object.entries({ ...plain, ...spread('owner of', owners), ...spread('role of', roles), ...spread('fact', facts) });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

export function gotOf({ reply, recorded, contradictions }: Answered): Compared {
  if ('problem' in reply) return { status: reply.status, code: reply.problem.code, detail: reply.problem.detail, recorded };
  const { told, record } = reply;
  const { decision, reason, responseCode, enforcement, observed, trial, message } = record;
  const stated: Omit<ExpectedDecision, 'audit'> = {
    decision,
    reason,
    responseCode,
    rule: record.rule?.id ?? null,
    advice: record.advice.map(({ code }) => code),
    enforcement,
    observed,
    trial,
    repeated: told.repeated ?? recorded === 0,
    requestIdReused: record.requestIdReused,
    message,
  };
  return { status: 200, ...stated, ...gotOfRecord(record), recorded, contradictions };
}

function gotOfRecord({ supplierParty, counted, evidence, registrationAsOf, decidedAt, request, facts }: AnsweredRecord): Compared {
  const { requestId, originator, certificates } = request;
  const byUse = (tell: (certificate: (typeof certificates)[number]) => unknown) => Object.fromEntries(certificates.map((each) => [each.use, tell(each)]));
  return {
    supplierParty,
    counted,
    ...evidence,
    registrationAsOf,
    decidedAt,
    requestId,
    originator,
    asked: Object.keys(facts),
    ...spread('owner of', byUse(({ owner }) => owner)),
    ...spread('role of', byUse(({ remotePartyRoleCode }) => remotePartyRoleCode)),
    ...spread('fact', facts),
  };
}

function spread(prefix: string, values: Compared = {}): Compared {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix} ${key}`, value]));
}

/** The names of what is not as expected. */
export function differing(expected: Compared, got: Compared): string[] {
  return Object.keys(expected).filter((name) => JSON.stringify(expected[name]) !== JSON.stringify(got[name]));
}

/**
 * Whether the answer says what the record says, and the record what was sent: of every scenario, whatever it is about. The record of
 * a repeated request is that of the first, in its spelling and at its time.
 */
export function contradictionsIn({ requestId, ...answered }: Told, record: AnsweredRecord, sent: Sent): string[] {
  const { request, attempts } = record;
  const recorded: Compared = { ...record, requestId: request.requestId, srv: request.srv, repeated: answered.repeated, attemptId: attempts.at(-1)?.attemptId };
  return [
    ...differing(sent.isRepeated ? answered : { ...answered, requestId }, recorded).map((name) => `the answer and the record differ in ${name}`),
    ...(sent.isRepeated && attempts.length === 0 ? ['the request was sent again, and no attempt is recorded'] : []),
    ...(sent.isRepeated ? [] : differing(meantBy(sent), { ...record, ...request }).map((name) => `the request and the record differ in ${name}`)),
  ];
}

function meantBy({ saying, requestId, now, ruleSetVersion }: Sent): Compared {
  const { originator, target, srv, commandVariant, schemaVersion } = saying;
  const said = Object.entries({ commandVariant, schemaVersion }).filter(([, value]) => value !== undefined);
  const fields: Compared = { requestId, originator: originator?.toUpperCase(), target: target?.toUpperCase(), srv, ...Object.fromEntries(said) };
  return { ...(saying.message === undefined && fields), decidedAt: new Date(now).toISOString(), ruleSetVersion, via: 'http' };
}
