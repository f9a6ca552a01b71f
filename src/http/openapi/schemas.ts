import { z } from 'zod';
import { serviceRequestJson } from '../../duis/read-service-request-json.js';
import { panelReport } from '../../report/panel-report.js';
import { auditRecord, badLine, batchLine, decisionAnswer, decisionPage, foundRecord, healthAnswer, notReadyAnswer, problemAnswer, readyAnswer } from '../answers.js';
import { conditionAnswer, reloadAnswer, ruleAnswer, ruleListAnswer } from '../rule-answers.js';

const named = {
  ServiceRequest: serviceRequestJson,
  Decision: decisionAnswer,
  AuditRecord: auditRecord,
  FoundRecord: foundRecord,
  DecisionPage: decisionPage,
  PanelReport: panelReport,
  RuleList: ruleListAnswer,
  Rule: ruleAnswer,
  Condition: conditionAnswer,
  Reload: reloadAnswer,
  BatchLine: batchLine,
  BadLine: badLine,
  Problem: problemAnswer,
  Ready: readyAnswer,
  NotReady: notReadyAnswer,
  Health: healthAnswer,
} as const;

export type SchemaName = keyof typeof named;

export function refTo(name: SchemaName): { $ref: string } {
  return { $ref: uriOf(name) };
}

/** `components.schemas`, each as JSON Schema 2020-12. */
export function componentSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: uriOf, io: 'input' });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, embedded(schema)]));
}

/** As part of a document, a schema is what the document says and stands where it stands. */
function embedded(schema: object): object {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
}

function uriOf(name: string): string {
  return `#/components/schemas/${name}`;
}
