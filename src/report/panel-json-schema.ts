import { z } from 'zod';
import { panelReport } from './panel-report.js';

/** JSON Schema 2020-12 of the report in JSON, for whoever reads it by a program. */
export function panelReportJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(panelReport);
  return { $schema, title: "The SEC Panel's report on Network Operator certificates", ...rest };
}
