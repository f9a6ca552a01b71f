import { maskDigits } from '../domain/mpxn.js';
import { wellFormed } from '../domain/printable.js';
import { callerGone } from './body-chunks.js';
import type { Answering, HttpParts } from './http-parts.js';
import { type Problem, problemKinds, problemOf, Refusal } from './problems.js';
import { isBearable, sendAnswer } from './send-answer.js';

export const problemMediaType = 'application/problem+json';

/**
 * Answers what went wrong, if the caller is still there; counts it and, where it is slotguard's own fault, logs it. Who sends too often keeps
 * his connection: to agree on TLS again for each of his requests would take more time from others than to decide them.
 */
export function answerProblem(parts: Pick<HttpParts, 'metrics' | 'log' | 'maxBodyBytes'>, response: Answering, cause: unknown): void {
  if (response.destroyed || cause === callerGone) return;
  const problem = tellProblem(parts, cause);
  response.locals.problem = problem.code;
  const { retryAfter } = problemKinds[problem.code];
  const headers = { ...(cause instanceof Refusal && cause.headers), ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }) };
  sendAnswer(response, { status: problem.status, type: problemMediaType, text: JSON.stringify(problem), headers }, { passOver: problem.code === 'too-many-requests' && isBearable(response.req, parts) });
}

/** The problem that a cause is told as, counted and logged. */
export function tellProblem({ metrics, log }: Pick<HttpParts, 'metrics' | 'log'>, cause: unknown): Problem {
  const problem = wellFormed(problemOf(cause));
  metrics.countProblem(problem.code);
  if (problem.status === 503) log.warn({ code: problem.code, cause: causesOf(cause) }, 'not decided');
  if (problem.status === 500) log.error({ code: problem.code, stack: maskDigits(stackOf(cause)) }, 'internal error');
  return problem;
}

/** The words of a strange error may hold anything. */
function causesOf(cause: unknown): string {
  if (!(cause instanceof Error)) return maskDigits(String(cause));
  return maskDigits(cause.cause === undefined ? cause.message : `${cause.message}: ${causesOf(cause.cause)}`);
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
