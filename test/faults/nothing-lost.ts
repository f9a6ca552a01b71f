import { isDeepStrictEqual } from 'node:util';
import type { AuditRecord } from '../../src/audit/record.js';
import { tellDecision } from '../../src/http/tell-decision.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { verifyStore } from '../../src/store/audit/verify/verify-store.js';
import { openStore, readPath, type Store } from '../../src/store/open-store.js';
import type { Answer, House } from '../serve/house.js';
import { decisionsOfRequest } from '../store/audit-records.js';
import { send, type Seen } from './callers.js';

type Body = Answer['body'];

/** What of the answers is not in the audit exactly once and equal to it: a sentence for each. */
export function findLost(storeUrl: string, answers: readonly Answer[]): string[] {
  const store = openStore(storeUrl);
  try {
    return answers.flatMap(({ body }) => whatIsLostOf(store, body) ?? []);
  } finally {
    store.close();
  }
}

function whatIsLostOf({ audit }: Store, body: Body): string | undefined {
  const { requestId, decisionId, attemptId } = body as Record<string, string>;
  const of = `RequestID ${requestId ?? ''}`;
  const records = decisionsOfRequest(audit, requestId ?? '');
  const [record] = records;
  if (record === undefined) return `${of}: no record`;
  if (records.length > 1) return `${of}: ${records.length} records`;
  if (record.decisionId !== decisionId) return `${of}: another decision`;
  const attempts = audit.findAttempts(record).attempts.filter((attempt) => attempt.attemptId === attemptId);
  if (attempts.length !== (attemptId === undefined ? 0 : 1)) return `${of}: ${attempts.length} records of the attempt`;
  const told = tellDecision(record.request as unknown as ServiceRequest, { record, attempt: attempts[0], explanation: undefined });
  return isDeepStrictEqual(JSON.parse(JSON.stringify(told)), body) ? undefined : `${of}: the record says something else`;
}

/** Which requests of those that were refused are in the audit all the same. */
export function findDecidedThoughRefused(storeUrl: string, seen: readonly Seen[]): AuditRecord[] {
  const recorded = new Set(seen.filter(({ answer }) => answer?.status === 200).map(({ counter }) => counter));
  const refused = seen.filter(({ answer, counter }) => answer !== undefined && answer.status !== 200 && !recorded.has(counter));
  const counters = new Set(refused.map(({ counter }) => String(counter)));
  const store = openStore(storeUrl);
  try {
    return store.audit.listDecisions({ limit: 10_000 }).decisions.filter(({ request }) => counters.has(request.requestId.split(':')[2] ?? ''));
  } finally {
    store.close();
  }
}

/** What `slotguard audit verify` finds wrong: a sentence for each. */
export async function findBroken(storeUrl: string): Promise<string[]> {
  const { problem, otherProblems } = await verifyStore(readPath(storeUrl), { files: [], checkpoint: undefined });
  return [...(problem === null ? [] : [JSON.stringify(problem)]), ...otherProblems];
}

/** Which requests, sent again, are not answered from the record that they were answered from before. */
export async function findForgotten(url: string, house: House, seen: readonly Seen[]): Promise<string[]> {
  const forgotten: string[] = [];
  for (const { name, counter, answer } of seen) {
    const again = await send(url, house, name, counter);
    const isSame = again?.body.repeated === true && isDeepStrictEqual(asFirstAnswered(again), asFirstAnswered(answer));
    if (!isSame) forgotten.push(`${name} ${counter}`);
  }
  return forgotten;
}

function asFirstAnswered(answer: Answer | undefined): Body {
  return Object.fromEntries(Object.entries(answer?.body ?? {}).filter(([key]) => key !== 'attemptId' && key !== 'repeated'));
}
