import type { Answerer } from '../http-parts.js';
import { byScope, securitySchemes } from './security.js';
import { decide, decideBatch, listDecisions, readDecision, readHealth, readMetrics, readOpenApi, readReadiness } from './operations.js';
import { responseOf } from './problems.js';
import { readPanelReport } from './report-operations.js';
import { listRules, readRule, reloadRules } from './rule-operations.js';
import { componentSchemas } from './schemas.js';
import { sendAnswer } from '../send-answer.js';

const description = [
  'Decides whether the Network Operator certificates in a DUIS Service Request belong to the Network Operator registered for the meter (SECMP0063), records every decision,',
  'and answers with it.',
  'HEAD answers as GET does, without the body. OPTIONS answers 204 with `Allow`. A path that is not here answers as `NoSuchPath`, a method that a path does not know as',
  '`NoSuchMethod`.',
].join(' ');

/** The OpenAPI 3.1 document; its schemas are those of `answers.ts`. */
export function openApiDocument(): object {
  return {
    openapi: '3.1.1',
    info: { title: 'slotguard', version: '1.0.0', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/' }],
    paths: {
      '/v1/decisions': { post: byScope('decide', decide), get: byScope('read-decisions', listDecisions) },
      '/v1/decisions/batch': { post: byScope('decide', decideBatch) },
      '/v1/decisions/{decisionId}': { get: byScope('read-decisions', readDecision) },
      '/v1/reports/panel': { get: byScope('report', readPanelReport) },
      '/v1/rules': { get: byScope('rules', listRules) },
      '/v1/rules/reload': { post: byScope('admin', reloadRules) },
      '/v1/rules/{id}': { get: byScope('rules', readRule) },
      '/healthz': { get: readHealth },
      '/readyz': { get: readReadiness },
      '/metrics': { get: byScope('admin', readMetrics) },
      '/openapi.json': { get: readOpenApi },
    },
    components: {
      securitySchemes,
      schemas: componentSchemas(),
      responses: { NoSuchPath: responseOf(404, ['not-found']), NoSuchMethod: responseOf(405, ['method-not-allowed']) },
    },
  };
}

/** GET /openapi.json */
export function answerOpenApi(): Answerer {
  const text = Buffer.from(JSON.stringify(openApiDocument()));
  return (_, response) => sendAnswer(response, { status: 200, type: 'application/json', text });
}
