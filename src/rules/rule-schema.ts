import { z } from 'zod';
import { isCalendarDay } from '../domain/calendar.js';
import { findings } from './rule.js';

export const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'write lower-case words joined by hyphens, such as load-controller-exempt');
export const sentence = z.string().trim().min(1, 'say it in words');
export const day = z.string().refine(isCalendarDay, 'write a day that the calendar has, as YYYY-MM-DD');
export const source = z.strictObject({ document: sentence, clause: sentence, text: sentence });
const factValue = z.union([z.string(), z.number(), z.boolean()]);
const factValues = z.record(z.string(), factValue);

const outcome = z
  .strictObject({ permit: id.optional(), reject: id.optional() })
  .refine(({ permit, reject }) => (permit === undefined) !== (reject === undefined), 'write one of { permit: REASON } and { reject: REASON }');

/** A rule file but for its conditions, which are read against the fact catalogue (condition.ts). */
export const ruleFileSchema = z.strictObject({
  id,
  title: sentence,
  source,
  effective: z.strictObject({ from: day, to: day.optional() }),
  rationale: sentence,
  stage: id,
  replaces: id.optional(),
  excepts: z.array(id).min(1, 'name at least one invariant, or leave `excepts` out').optional(),
  applies: z.unknown().refine((value) => value !== undefined, 'say in `applies` when the rule is about a request: { fact: ..., operator: ..., value: ... }, or all, any or not'),
  requires: z.unknown().optional(),
  otherwise: outcome.optional(),
  then: outcome.optional(),
  cases: z.strictObject({
    given: factValues,
    expect: z
      .array(z.strictObject({ name: sentence, with: factValues.optional(), at: day.optional(), finding: z.enum(findings) }))
      .min(1, 'write at least one case'),
  }),
});

export type RuleFileContent = z.infer<typeof ruleFileSchema>;

const reason = z
  .strictObject({ decision: z.enum(['permit', 'reject']), counted: z.boolean(), meaning: sentence })
  .refine(({ decision, counted }) => decision === 'reject' || !counted, 'only rejections are counted: write `counted: false`');

export const policyFileSchema = z.strictObject({
  id,
  title: sentence,
  stages: z.array(z.strictObject({ id, title: sentence })).min(1, 'name at least one stage').superRefine(refuseSameId),
  reasons: z.record(id, reason),
});

function refuseSameId(stages: readonly { id: string }[], context: z.core.$RefinementCtx): void {
  const ids = stages.map((stage) => stage.id);
  ids.forEach((each, index) => {
    if (ids.indexOf(each) < index) context.addIssue({ code: 'custom', path: [index, 'id'], message: `there is a stage \`${each}\` already: a stage stands once` });
  });
}
