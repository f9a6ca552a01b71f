import type { Room } from './admission.js';
import type { Needs } from './admit-caller.js';
import { decideBatch } from './batch.js';
import { decideOne } from './decisions.js';
import { answerHealth, answerMetrics, answerReadiness } from './health.js';
import type { Answerer, HttpParts } from './http-parts.js';
import { answerOpenApi } from './openapi/document.js';
import { findDecision, listDecisions } from './records.js';
import { readPanelReport } from './reports.js';
import { findRule, listRules, reloadRules } from './rules.js';

export interface Route {
  path: string;
  get?: Way;
  post?: Way;
}

/** What is done by one method on one path, and by whom. */
export interface Way {
  needs: Needs;
  /** where those that ask for it must find place; absent: it is always answered */
  room?: Room;
  answer: (parts: HttpParts) => Answerer;
}

/** The whole HTTP interface (INTERFACE section 4). The first path that fits is taken. */
export const routes: readonly Route[] = [
  {
    path: '/v1/decisions',
    post: { needs: 'decide', room: 'decisions', answer: decideOne },
    get: { needs: 'read-decisions', room: 'readings', answer: listDecisions },
  },
  { path: '/v1/decisions/batch', post: { needs: 'decide', room: 'batches', answer: decideBatch } },
  { path: '/v1/decisions/:decisionId', get: { needs: 'read-decisions', room: 'readings', answer: findDecision } },
  { path: '/v1/reports/panel', get: { needs: 'report', room: 'readings', answer: readPanelReport } },
  { path: '/v1/rules', get: { needs: 'rules', room: 'readings', answer: listRules } },
  { path: '/v1/rules/reload', post: { needs: 'admin', room: 'reloads', answer: reloadRules } },
  { path: '/v1/rules/:id', get: { needs: 'rules', room: 'readings', answer: findRule } },
  { path: '/healthz', get: { needs: 'anybody', answer: answerHealth } },
  { path: '/readyz', get: { needs: 'anybody', answer: answerReadiness } },
  { path: '/metrics', get: { needs: 'admin', answer: answerMetrics } },
  { path: '/openapi.json', get: { needs: 'anybody', answer: answerOpenApi } },
];
