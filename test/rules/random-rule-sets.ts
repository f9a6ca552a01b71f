import fc from 'fast-check';
import type { Policy, RuleSet } from '../../src/rules/rule.js';
import { conditions, rule } from './conditions.js';

export const policy: Policy = {
  id: 'tried',
  title: 'Tried',
  stages: [{ id: 'first', title: 'First?' }, { id: 'second', title: 'Second?' }],
  reasons: { 'let-through': { decision: 'permit', counted: false, meaning: 'may pass' }, 'held-back': { decision: 'reject', counted: true, meaning: 'may not' } },
};

/** About the days on which clocks change in Great Britain, and a turn of the year. */
export const days = ['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26', '2026-12-31', '2027-01-01'] as const;

const effective = fc.tuple(fc.constantFrom(...days), fc.option(fc.constantFrom(...days), { nil: undefined }))
  .map(([from, to]) => ({ from, to: to !== undefined && to > from ? to : undefined }));

const ruleParts = fc.record({
  applies: conditions,
  requires: fc.option(conditions, { nil: undefined }),
  stage: fc.constantFrom('first', 'second'),
  mode: fc.constantFrom('enforce', 'observe'),
  effective,
  outcome: fc.constantFrom({ decision: 'permit', reason: 'let-through' }, { decision: 'reject', reason: 'held-back' }),
  replaced: fc.option(fc.nat({ max: 5 }), { nil: undefined, freq: 2 }),
});

/** Any rules that a directory can hold, but that they may disagree: replacements go backwards, so that there is no circle. */
export const ruleSets: fc.Arbitrary<RuleSet> = fc.tuple(fc.uuid(), fc.array(ruleParts, { minLength: 1, maxLength: 7 })).map(([version, parts]) => {
  const rules = parts.map(({ replaced, ...each }, index) => rule({ id: `r${index}`, replaces: replaced !== undefined && replaced < index ? `r${replaced}` : undefined, ...each }));
  return { version, policy, rules, invariants: [], files: [] };
});
