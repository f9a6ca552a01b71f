import { z } from 'zod';
import { factProviders } from '../domain/fact.js';
import { certificateUses } from '../domain/service-request.js';
import { findings, modes, operatorNames } from '../rules/rule.js';
import { problemKinds, problemType, type ProblemCode } from './problems.js';

/** The shapes of every answer: what the OpenAPI document shows, and what the code that answers is held to. */

/** An answer as code builds it: nothing in it is changed any more. */
export type Told<T> = T extends object ? { readonly [Key in keyof T]: Told<T[Key]> } : T;

const decisionId = z.uuidv7().meta({ description: 'UUIDv7 of the decision, under which its audit record is kept' });
const instant = z.iso.datetime({ precision: 3 });
const outcome = z.enum(['permit', 'reject']);
const reason = z.string().meta({ description: 'why, in one word of the policy, such as `wrong-network-operator`' });
const responseCode = z.string().meta({ description: '`I0` for a permit, else the code that configuration has for reason and SRV', examples: ['I0', 'E062106'] });
const enforcement = z.enum(['enforce', 'observe', 'off']).meta({ description: 'how the check is switched for this SRV and device type' });
const factValue = z.union([z.string(), z.number(), z.boolean()]);
const facts = z.record(z.string(), factValue).meta({ description: 'every fact that was asked for, with its value; `unknown` is a known absence' });
const observed = z.strictObject({ decision: outcome, reason, responseCode }).meta({ description: 'a rejection that was not answered: the check is switched to observe, or only a rule in observe mode rejects' });
const trial = z.strictObject({ rule: z.string().meta({ description: 'id of the rule in observe mode' }), decision: outcome, reason, responseCode })
  .meta({ description: 'what a rule in observe mode would have decided, were all of them enforced; it decided nothing' });
const rule = z.strictObject({ id: z.string(), title: z.string(), source: z.string().meta({ description: 'document and clause', examples: ['SECMP0063 PIA v0.3, 3.2 DSP Solution'] }) });
const ruleThatDecided = rule.nullable().meta({ description: 'the rule that decided; null: given without a check, because data could not be looked up' });
const advice = z.array(z.strictObject({ code: z.string(), message: z.string() })).meta({ description: 'what the decision did not turn on, and somebody should look at' });
const registrationAsOf = instant.nullable().meta({ description: 'when registration data was last imported; null: not looked at, or never imported' });
const requestId = z.string().meta({ description: 'RequestID', examples: ['90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1001'] });
const srv = z.string().meta({ description: 'Service Reference Variant', examples: ['6.21'] });
const via = z.enum(['http', 'batch', 'cli']).meta({ description: 'how the request came' });
const version = z.string().meta({ description: 'digest of the rules that decided' });
const message = z.string().meta({ description: 'one sentence for a person' });

const settledBy = z.strictObject({
  fact: z.string(),
  operator: z.enum(operatorNames),
  value: z.union([factValue, z.array(factValue)]).meta({ description: 'what the rule compares with' }),
  actual: factValue.meta({ description: 'what the fact was' }),
  provider: z.enum(factProviders).meta({ description: 'who told it' }),
});

const finding = z.strictObject({
  rule: z.string(),
  title: z.string(),
  stage: z.string(),
  mode: z.enum(modes).meta({ description: '`observe`: the rule is only tried, and decides nothing' }),
  finding: z.enum(findings).nullable().meta({ description: 'what the rule says of the request; null: a fact that it needs cannot be had' }),
  condition: settledBy.nullable().meta({ description: 'the comparison that settled it' }),
  cause: z.string().nullable().meta({ description: 'why there is no finding' }),
});

const counterfactual = z.strictObject({
  changes: z.record(z.string(), z.array(factValue)).meta({ description: 'each fact that would have to change, with the values that would do' }),
  decision: outcome,
  reason,
  rule: z.string().meta({ description: 'id of the rule that would decide' }),
  words: z.string().meta({ examples: ['would be permitted as verified if every Network Operator certificate belonged to Eastern Networks'] }),
});

export const decisionAnswer = z.strictObject({
  decisionId,
  decision: outcome.meta({ description: 'what the caller must do' }),
  reason,
  responseCode,
  enforcement,
  observed: observed.optional(),
  trial: trial.optional(),
  rule: ruleThatDecided,
  message,
  advice,
  requestId,
  srv,
  decidedAt: instant,
  ruleSet: z.strictObject({ version }),
  registrationAsOf,
  repeated: z.literal(true).optional().meta({ description: 'answered from the record of an earlier, equal request' }),
  attemptId: z.uuidv7().optional().meta({ description: 'UUIDv7 of this attempt, where it was answered from that record: it has a record of its own, linked to the decision' }),
  requestIdReused: z.literal(true).optional().meta({ description: 'the RequestID was used before, for a request that said something else' }),
  facts: facts.optional().meta({ description: 'with `explain=true`: every fact that was asked for' }),
  counterfactual: z.array(counterfactual).optional().meta({ description: 'with `explain=true`: the smallest changes of facts that would turn the decision, those nearest to the end of the policy first' }),
  findings: z.array(finding).optional().meta({ description: 'with `explain=true`: what every rule says, in order of precedence' }),
});
export type DecisionAnswer = Told<z.infer<typeof decisionAnswer>>;

const placedCertificate = z.strictObject({
  use: z.enum(certificateUses),
  thumbprint: z.string().nullable().meta({ description: 'SHA-256 of the DER bytes, hex' }),
  remotePartyRoleCode: z.string().nullable(),
  entityId: z.string().nullable().meta({ description: 'EUI-64' }),
  keyUsage: z.enum(['digitalSignature', 'keyAgreement']).nullish().meta({ description: 'absent in the records of earlier versions' }),
  owner: z.string().nullable().meta({ description: 'party id' }),
  cause: z.string().nullable().meta({ description: 'why it could not be read' }),
});

export const auditRecord = z.strictObject({
  kind: z.literal('decision'),
  decisionId,
  decidedAt: instant,
  via,
  request: z.strictObject({
    requestId,
    requestKey: z.string().meta({ description: 'the RequestID with its EUI-64s in upper case' }),
    contentDigest: z.string(),
    originator: z.string(),
    target: z.string(),
    srv,
    serviceReference: z.string(),
    commandVariant: z.int().min(1).max(9),
    schemaVersion: z.string(),
    remotePartyRole: z.string().nullable(),
    executionDateTime: z.string().nullable(),
    certificates: z.array(placedCertificate),
  }),
  supplierParty: z.string().nullable().meta({ description: 'id of the party that sent the request' }),
  decision: outcome,
  reason,
  responseCode,
  enforcement,
  observed: observed.nullable(),
  trial: trial.nullable(),
  counted: z.boolean().meta({ description: "whether the SEC Panel's report counts it" }),
  rule: ruleThatDecided,
  ruleSetVersion: version,
  message,
  advice,
  facts,
  evidence: z.strictObject({
    userRole: z.string().nullable(),
    deviceType: z.string().nullable(),
    deviceStatus: z.string().nullable(),
    mpxn: z.string().nullable().meta({ description: 'MPAN or MPRN, all but its last three digits masked unless asked for by `?mpxn=clear`', examples: ['**********907'] }),
    registeredOperator: z.string().nullable().meta({ description: 'as it stands in registration data' }),
    responsibleParty: z.string().nullable().meta({ description: 'party id' }),
  }).meta({ description: 'what lies behind the facts' }),
  registrationAsOf,
  requestIdReused: z.boolean(),
  firstDecisionId: decisionId.nullable().meta({ description: 'the first decision of the RequestID, where it was used before for a request that said something else' }),
});

export const foundRecord = z.strictObject({
  ...auditRecord.shape,
  attempts: z.array(z.strictObject({ attemptId: z.uuidv7(), attemptedAt: instant, via })).meta({ description: 'when the same request was sent again, and answered from this record; oldest first' }),
  hasEarlierAttempts: z.boolean().meta({ description: 'whether its RequestID was sent again more than 1,000 times: only the last of these are looked through, and an export of the audit has all' }),
});

export const decisionPage = z.strictObject({
  decisions: z.array(auditRecord).meta({ description: 'newest first' }),
  nextCursor: z.string().optional().meta({ description: 'give it as `cursor` for the next page; absent: there is no more. Of one requestId a page may hold few decisions, or none, and have one' }),
});

const codes = Object.keys(problemKinds) as [ProblemCode, ...ProblemCode[]];

export const problemAnswer = z.strictObject({
  type: z.enum(codes.map(problemType)),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().optional().meta({ description: 'what, where, and what to do instead' }),
  code: z.enum(codes).meta({ description: codes.map((code) => `\`${code}\` (${problemKinds[code].status}): ${problemKinds[code].meaning}`).join('; ') }),
  errors: z.array(z.strictObject({
    at: z.string().meta({ examples: ['line 12, element sr:RequestID'] }),
    problem: z.string(),
  })).optional(),
}).meta({ description: 'RFC 9457' });

export const badLine = z.strictObject({ line: z.int().min(1).meta({ description: 'counted from 1, blank lines too' }), problem: problemAnswer });
export const batchLine = z.union([decisionAnswer, badLine]).meta({ description: 'one line of the answer to a batch' });

const checks = z.record(z.string(), z.strictObject({ ok: z.boolean(), detail: z.string().optional() }));
export const readyAnswer = z.strictObject({ ready: z.literal(true), checks });
export const notReadyAnswer = z.strictObject({ ...problemAnswer.shape, status: z.literal(503), code: z.literal('not-ready'), ready: z.literal(false), checks });
export const healthAnswer = z.strictObject({ status: z.literal('alive') });
