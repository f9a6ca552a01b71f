import { z } from 'zod';
import { certificateUses } from '../domain/service-request.js';
import { configuration, id, sayingSchema, words } from './world-schema.js';

const clause = z.string().regex(/^(D([1-9]|1[0-7])|A([1-9]|[1-3][0-9]|40))$/, 'write D1 to D17 or A1 to A40, of the domain reference');
const factValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).meta({ term: 'factValues' });
const reason = id.meta({ term: 'reason' });
const ruleId = id.meta({ term: 'rule' });
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
  facts: factValues.describe('facts that were asked for, with their values').optional(),
  asked: z.array(z.string().meta({ term: 'fact' })).describe('every fact that was asked for, in order').optional(),
});

const decided = z.strictObject({
  decision: outcome.describe('what the caller must do'),
  reason: reason.describe('why'),
  responseCode: z.string().describe('I0 for a permit'),
  rule: ruleId.nullable().describe('the rule that decided; null where it was given without a check'),
  advice: z.array(id).describe('the codes of what was noticed beside'),
  enforcement: z.enum(['enforce', 'observe', 'off']).default('enforce'),
  observed: z.strictObject({ decision: outcome, reason, responseCode: z.string() }).nullable().default(null),
  trial: z.strictObject({ rule: ruleId, decision: outcome, reason, responseCode: z.string() }).nullable().default(null),
  repeated: z.boolean().default(false),
  requestIdReused: z.boolean().default(false),
  message: z.string().optional(),
  audit: record.describe('what the audit record says, beside what every scenario proves'),
});

const refused = z.strictObject({ problem: z.strictObject({ status: z.int(), code: id }) });

const answer = z.union([decided, refused]).describe('what is decided and recorded, or `{ problem: ... }`');
const when = sayingSchema.describe('what the request says, where it differs from that of the world');
const step = z.strictObject({ when, then: answer });

const given = z.strictObject({
  configuration: configuration.describe('laid over the default configuration and that of the world').optional(),
  referenceData: z.literal('lost').describe('the reference data is lost while the service runs').optional(),
});

/** `requireOneForm`, in JSON Schema */
const oneForm = { if: { required: ['steps'] }, then: { properties: { then: false } }, else: { required: ['when', 'then'] } };

const scenario = z
  .strictObject({
    id: id.describe('its name, unlike any other'),
    title: words.describe('what is different here'),
    also: z.array(clause).describe('other clauses that it is about').optional(),
    given: given.describe('what is different in the service').optional(),
    when: when.optional(),
    then: answer.optional(),
    steps: z.array(step).min(2, 'with one step only, write `when` and `then`').describe('several requests with one RequestID').optional(),
  })
  .meta(oneForm);

export const scenarioFileSchema = z.strictObject({
  clause: clause.describe('D1 to D17 or A1 to A40 of the domain reference; the name of the file begins with it'),
  title: words.describe('what must be decided, in one sentence'),
  says: words.describe('the words of the clause'),
  world: z.string().regex(/^[a-z0-9-]+$/, 'write the name of a file in worlds/, without .yaml').meta({ term: 'world', description: 'the file in worlds/, without .yaml, in which they play' }),
  scenarios: z.array(scenario.superRefine(requireOneForm)).min(1, 'write at least one scenario'),
});
export type WrittenScenario = z.infer<typeof scenario>;
export type WrittenScenarioFile = z.infer<typeof scenarioFileSchema>;

function requireOneForm({ when, then, steps }: WrittenScenario, context: z.core.$RefinementCtx): void {
  const isOne = steps === undefined ? when !== undefined && then !== undefined : then === undefined;
  if (!isOne) context.addIssue({ code: 'custom', message: 'a scenario has `when` and `then`, or `steps` that each have both' });
}
