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
}

/** The whole HTTP interface (INTERFACE section 4). The first path that fits is taken. */
export const routes: readonly Route[] = [
  { path: '/v1/decisions', post: decideOne, get: listDecisions },
  { path: '/v1/decisions/batch', post: decideBatch },
  { path: '/v1/decisions/:decisionId', get: findDecision },
  { path: '/v1/reports/panel', get: readPanelReport },
  { path: '/v1/rules', get: listRules },
  { path: '/v1/rules/reload', post: reloadRules },
  { path: '/v1/rules/:id', get: findRule },
  { path: '/healthz', get: answerHealth },
  { path: '/readyz', get: answerReadiness },
  { path: '/metrics', get: answerMetrics },
  { path: '/openapi.json', get: answerOpenApi },
];
