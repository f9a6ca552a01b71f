import { z } from 'zod';
import { certificateUses } from '../domain/service-request.js';
import { configuration, id, sayingSchema, words } from './world-schema.js';

const clause = z.string().regex(/^(D([1-9]|1[0-7])|A([1-9]|[1-3][0-9]|40))$/, 'write D1 to D17 or A1 to A40, of the domain reference');
const factValue = z.union([z.string(), z.number(), z.boolean()]);
const outcome = z.enum(['permit', 'reject']);
const nullable = z.string().nullable();
const byUse = z.partialRecord(z.enum(certificateUses), nullable);

const record = z.strictObject({
  supplierParty: nullable,
  counted: z.boolean(),
  userRole: nullable.optional(),
  deviceType: nullable.optional(),
  deviceStatus: nullable.optional(),
  mpxn: nullable.optional(),
  registeredOperator: nullable.optional(),
  responsibleParty: nullable.optional(),
  registrationAsOf: nullable.optional(),
  decidedAt: z.string().optional(),
  requestId: z.string().optional(),
  originator: z.string().optional(),
  owners: byUse.optional(),
  roles: byUse.optional(),
  facts: z.record(z.string(), factValue).optional(),
  asked: z.array(z.string()).optional(),
});

const decided = z.strictObject({
  decision: outcome,
  reason: id,
  responseCode: z.string(),
  rule: id.nullable(),
  advice: z.array(id),
  enforcement: z.enum(['enforce', 'observe', 'off']).default('enforce'),
  observed: z.strictObject({ decision: outcome, reason: id, responseCode: z.string() }).nullable().default(null),
  trial: z.strictObject({ rule: id, decision: outcome, reason: id, responseCode: z.string() }).nullable().default(null),
  repeated: z.boolean().default(false),
  requestIdReused: z.boolean().default(false),
  message: z.string().optional(),
  audit: record,
});

const refused = z.strictObject({ problem: z.strictObject({ status: z.int(), code: id }) });

const step = z.strictObject({ when: sayingSchema, then: z.union([decided, refused]) });

const scenario = z.strictObject({
  id,
  title: words,
  also: z.array(clause).optional(),
  given: z.strictObject({ configuration: configuration.optional(), referenceData: z.literal('lost').optional() }).optional(),
  when: sayingSchema.optional(),
  then: z.union([decided, refused]).optional(),
  steps: z.array(step).min(2, 'with one step only, write `when` and `then`').optional(),
});

export const scenarioFileSchema = z.strictObject({
  clause,
  title: words,
  says: words,
  world: z.string().regex(/^[a-z0-9-]+$/, 'write the name of a file in worlds/, without .yaml'),
  scenarios: z.array(scenario.superRefine(requireOneForm)).min(1, 'write at least one scenario'),
});
export type WrittenScenario = z.infer<typeof scenario>;
export type WrittenScenarioFile = z.infer<typeof scenarioFileSchema>;

function requireOneForm({ when, then, steps }: WrittenScenario, context: z.core.$RefinementCtx): void {
  const isOne = steps === undefined ? when !== undefined && then !== undefined : then === undefined;
  if (!isOne) context.addIssue({ code: 'custom', message: 'a scenario has `when` and `then`, or `steps` that each have both' });
}
