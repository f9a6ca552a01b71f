import type { Room } from './admission.js';
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
  get?: (parts: HttpParts) => Answerer;
  post?: (parts: HttpParts) => Answerer;
  /** in which room those that ask for it must find place; absent: it is always answered */
  rooms?: { get?: Room; post?: Room };
}

/** The whole HTTP interface (INTERFACE section 4). The first path that fits is taken. */
export const routes: readonly Route[] = [
  { path: '/v1/decisions', post: decideOne, get: listDecisions, rooms: { post: 'decisions', get: 'readings' } },
  { path: '/v1/decisions/batch', post: decideBatch, rooms: { post: 'batches' } },
  { path: '/v1/decisions/:decisionId', get: findDecision, rooms: { get: 'readings' } },
  { path: '/v1/reports/panel', get: readPanelReport, rooms: { get: 'readings' } },
  { path: '/v1/rules', get: listRules, rooms: { get: 'readings' } },
  { path: '/v1/rules/reload', post: reloadRules, rooms: { post: 'reloads' } },
  { path: '/v1/rules/:id', get: findRule, rooms: { get: 'readings' } },
  { path: '/healthz', get: answerHealth },
  { path: '/readyz', get: answerReadiness },
  { path: '/metrics', get: answerMetrics },
  { path: '/openapi.json', get: answerOpenApi },
];
