import { z } from 'zod';
import { isCalendarDay } from '../domain/calendar.js';
import { type Finding, findings, type Mode, modes } from './rule.js';

export const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'write lower-case words joined by hyphens, such as load-controller-exempt');
export const sentence = z.string().trim().min(1, 'say it in words');
export const day = z.string().refine(isCalendarDay, 'write a day that the calendar has, as YYYY-MM-DD').meta({ format: 'date' });
export const source = z.strictObject({
  document: sentence.describe('the document, with its version'),
  clause: sentence.describe('number or heading, as somebody would look it up'),
  text: sentence.describe('the words themselves'),
});
/** read against the fact catalogue (condition.ts) */
export const condition = z.unknown().meta({ term: 'condition' });
const factValue = z.union([z.string(), z.number(), z.boolean()]);
const factValues = z.record(z.string(), factValue).meta({ term: 'factValues' });

const outcome = z
  .strictObject({ permit: z.string().meta({ term: 'reasonToPermit' }).optional(), reject: z.string().meta({ term: 'reasonToReject' }).optional() })
  .refine(({ permit, reject }) => (permit === undefined) !== (reject === undefined), 'write one of { permit: REASON } and { reject: REASON }')
  .meta({ minProperties: 1, maxProperties: 1 });

const meaningOfFinding = {
  passed: 'it applies, and what it requires holds; an exemption that applies has passed',
  violated: 'it applies, and what it requires does not hold',
  'not-applicable': 'it is not about this request',
  'not-effective': 'it is not in force that day',
} satisfies Record<Finding, string>;

const meaningOfMode = {
  enforce: 'it decides',
  observe: 'it is tried: what it would decide is recorded beside each decision, which comes from the other rules',
} satisfies Record<Mode, string>;

const ruleCase = z.strictObject({
  name: sentence.describe('what is different in this request'),
  with: factValues.describe('what is different from `given`').optional(),
  at: day.describe('the day on which it is asked; otherwise the first on which the rule is in force').optional(),
  finding: z.enum(findings).meta({ enumDescriptions: findings.map((finding) => meaningOfFinding[finding]) }),
});

/** the two forms, in JSON Schema: what `readOutcome` (rule-file.ts) wants beside `requires`, and without it */
const forms = {
  if: { required: ['requires'] },
  then: { required: ['otherwise'], properties: { then: false } },
  else: { required: ['then'], properties: { otherwise: false } },
};

/** A rule file but for its conditions. */
export const ruleFileSchema = z.strictObject({
  id: id.describe('the name of the file without .yaml'),
  title: sentence.describe('one sentence; callers see it'),
  source: source.describe('the clause that the rule comes from'),
  effective: z
    .strictObject({ from: day.describe('the first day in force, in Great Britain'), to: day.describe('the first day out of force').optional() })
    .describe('when the rule is in force'),
  mode: z.enum(modes).default('enforce').meta({ description: 'whether the rule decides, or is only tried', enumDescriptions: modes.map((mode) => meaningOfMode[mode]) }),
  rationale: sentence.describe('why, for whoever reads it in five years'),
  stage: z.string().meta({ term: 'stage' }),
  replaces: z.string().describe('the rule that this one takes the place of while it is in force').optional(),
  excepts: z.array(id).min(1, 'name at least one invariant, or leave `excepts` out').describe('invariants, or scopes of them, that are not held where this rule makes the difference, by their ids').optional(),
  applies: condition.describe('when the rule is about a request').refine((value) => value !== undefined, 'say in `applies` when the rule is about a request: { fact: ..., operator: ..., value: ... }, or all, any or not'),
  requires: condition.describe('what must hold then, as the clause says it; leave it out and the rule speaks whenever it applies').optional(),
  otherwise: outcome.describe('what is decided when `requires` does not hold').optional(),
  then: outcome.describe('what is decided when the rule applies; only without `requires`').optional(),
  cases: z
    .strictObject({
      given: factValues.describe('one request, by every fact that the rule reads'),
      expect: z.array(ruleCase).min(1, 'write at least one case').describe('what the rule finds of that request, and of others like it'),
    })
    .describe('proof that the rule does what it says; every condition and value needs a case that would fail without it'),
}).meta(forms);

export type RuleFileContent = z.infer<typeof ruleFileSchema>;

const reason = z
  .strictObject({
    decision: z.enum(['permit', 'reject']).describe('what it is a reason for'),
    counted: z.boolean().describe("whether the SEC Panel's report counts it; only rejections are counted"),
    meaning: sentence.describe('why a request is decided so; editors show it'),
  })
  .refine(({ decision, counted }) => decision === 'reject' || !counted, 'only rejections are counted: write `counted: false`')
  .meta({ if: { properties: { decision: { const: 'permit' } } }, then: { properties: { counted: { const: false } } } });

export const policyFileSchema = z.strictObject({
  id: id.describe('the name of the policy'),
  title: sentence.describe('what the policy is about, in one sentence'),
  stages: z
    .array(z.strictObject({ id: id.describe('what a rule writes as its `stage`'), title: sentence.describe('what is asked in this stage') }))
    .min(1, 'name at least one stage')
    .superRefine(refuseSameId)
    .describe('precedence: stages are asked from top to bottom, and the first in which a rule speaks decides'),
  reasons: z.record(id, reason).describe('why a request is permitted or rejected, by the word that rules and records use'),
});

function refuseSameId(stages: readonly { id: string }[], context: z.core.$RefinementCtx): void {
  const ids = stages.map((stage) => stage.id);
  ids.forEach((each, index) => {
    if (ids.indexOf(each) < index) context.addIssue({ code: 'custom', path: [index, 'id'], message: `there is a stage \`${each}\` already: a stage stands once` });
  });
}
