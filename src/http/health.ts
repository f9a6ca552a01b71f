import type { z } from 'zod';
import { problemMediaType } from './answer-problem.js';
import type { healthAnswer, notReadyAnswer, readyAnswer, Told } from './answers.js';
import type { Answerer, HttpParts, Readiness } from './http-parts.js';
import { problemOf, Refusal } from './problems.js';
import { shareReadings } from './share-readings.js';
import { sendAnswer, sendJson } from './send-answer.js';

/** GET /healthz: the process answers. */
export function answerHealth(): Answerer {
  const alive: Told<z.infer<typeof healthAnswer>> = { status: 'alive' };
  return (_, response) => sendJson(response, alive);
}

/** GET /readyz: it can decide, or what it lacks; why it lacks that, which may name files, is told to those who look after it. */
export function answerReadiness(parts: HttpParts): Answerer {
  const read = shareReadings(() => Promise.resolve(parts.readiness()));
  return async (_, response, { scopes }) => {
    const { ready, checks: all } = await read();
    const checks = scopes.has('admin') ? all : withoutDetails(all);
    if (ready) sendJson(response, { ready, checks } satisfies Told<z.infer<typeof readyAnswer>>);
    else sendAnswer(response, { status: 503, type: problemMediaType, text: JSON.stringify(tellNotReady(checks)), headers: { 'Retry-After': '1' } });
  };
}

function withoutDetails(checks: Readiness['checks']): Readiness['checks'] {
  return Object.fromEntries(Object.entries(checks).map(([name, { ok }]) => [name, { ok }]));
}

function tellNotReady(checks: Readiness['checks']): Told<z.infer<typeof notReadyAnswer>> {
  const failing = Object.entries(checks).filter(([, { ok }]) => !ok).map(([name, { detail }]) => (detail === undefined ? name : `${name}: ${detail}`));
  return { ...problemOf(new Refusal('not-ready', failing.join('; '))), status: 503, code: 'not-ready', ready: false, checks };
}

/** GET /metrics */
export function answerMetrics({ metrics }: HttpParts): Answerer {
  return async (_, response) => sendAnswer(response, { status: 200, ...(await metrics.read()) });
}
