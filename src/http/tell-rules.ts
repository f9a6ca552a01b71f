import type { z } from 'zod';
import { dayInBritain } from '../domain/calendar.js';
import type { Rule, RuleSet } from '../rules/rule.js';
import { changesAfter, standingOn } from '../rules/timetable.js';
import type { Told } from './answers.js';
import type { RefusedRules, RuleKeeping } from './http-parts.js';
import type { ruleAnswer, ruleListAnswer } from './rule-answers.js';

type ToldList = Told<z.infer<typeof ruleListAnswer>>;
type ToldRule = Told<z.infer<typeof ruleAnswer>>;

/** What is in force, since when, what comes next, and what was before. */
export function tellRules(keeping: RuleKeeping): ToldList {
  const { version, policy: { id, title, stages }, rules } = keeping.current();
  const [present, ...before] = keeping.periods();
  const today = dayInBritain(keeping.now());
  const refused = keeping.refused();
  return {
    version,
    since: tellInstant(present?.since ?? keeping.now()),
    policy: { id, title, stages },
    rules: rules.map((rule) => tellListed(rule, rules, today)),
    next: changesAfter(rules, today),
    earlier: before.map((each, index) => ({ version: each.version, since: tellInstant(each.since), until: tellInstant(untilOf(keeping, index + 1)) })),
    refused: refused === undefined ? null : tellRefused(refused),
  };
}

/** The rule whole; its status is that on the last day on which its rule set was in force, which may be today. */
export function tellRule(keeping: RuleKeeping, { version, rules, files }: RuleSet, rule: Rule): ToldRule {
  const day = dayInBritain(untilOf(keeping, keeping.periods().findIndex((period) => period.version === version)));
  const { rationale, replaces, excepts, applies, requires, cases: { given, expect } } = rule;
  return {
    version,
    ...tellListed(rule, rules, day),
    rationale,
    replaces,
    excepts,
    applies,
    requires,
    cases: { given, expect: expect.map(({ name, with: change, at, finding }) => ({ name, with: change, at, finding })) },
    text: files.find(({ path }) => rule.file.endsWith(`/${path}`))?.text ?? '',
  };
}

function tellListed(rule: Rule, rules: readonly Rule[], day: string): ToldList['rules'][number] {
  const { id, title, stage, mode, outcome, source, effective } = rule;
  return { id, title, stage, mode, outcome, source, effective, ...standingOn(rule, rules, day) };
}

/** When the rule set of that period was replaced; of the present one: now. */
function untilOf(keeping: RuleKeeping, index: number): number {
  return keeping.periods()[index - 1]?.since ?? keeping.now();
}

function tellRefused({ at, fault: { message, places } }: RefusedRules): NonNullable<ToldList['refused']> {
  return { at: tellInstant(at), problem: message, errors: places };
}

function tellInstant(instant: number): string {
  return new Date(instant).toISOString();
}
