import type { FactValue } from '../domain/fact.js';

export type Condition = { all: readonly Condition[] } | { any: readonly Condition[] } | { not: Condition } | Comparison;

/** One comparison of a fact; what a value can be depends on the operator and the fact. */
export interface Comparison {
  fact: string;
  operator: OperatorName;
  value: FactValue | readonly FactValue[];
}

export const operatorNames = [
  'equal', 'notEqual', 'in', 'notIn', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive',
] as const;
export type OperatorName = (typeof operatorNames)[number];

/** What a rule says of one request. `not-effective`: not in force on the day. */
export const findings = ['passed', 'violated', 'not-applicable', 'not-effective'] as const;
export type Finding = (typeof findings)[number];

/** `observe`: tried on live requests; what it would decide is written down, and decides nothing. */
export const modes = ['enforce', 'observe'] as const;
export type Mode = (typeof modes)[number];

/** What a rule decides when it speaks: a requirement that is violated, or an exemption that applies. */
export interface RuleOutcome {
  decision: 'permit' | 'reject';
  reason: string;
}

export interface Source {
  document: string;
  clause: string;
  text: string;
}

export interface Rule {
  id: string;
  file: string;
  /** where what stands at `path` was written, `file:line:column`; the nearest place around it where nothing stands */
  placeOf(path: readonly (string | number)[]): string;
  title: string;
  source: Source;
  /** `YYYY-MM-DD`, days in Great Britain; `from` included, `to` excluded */
  effective: { from: string; to?: string | undefined };
  mode: Mode;
  rationale: string;
  stage: string;
  /** the rule that this one takes the place of while it is in force */
  replaces: string | undefined;
  /** invariants, and scopes of them, that are not held where this rule makes the difference */
  excepts: readonly string[];
  applies: Condition;
  /** undefined: the rule speaks whenever it applies */
  requires: Condition | undefined;
  outcome: RuleOutcome;
  cases: RuleCases;
}

export interface RuleCases {
  given: Readonly<Record<string, FactValue>>;
  expect: readonly RuleCase[];
}

export interface RuleCase {
  name: string;
  /** `file:line:column` */
  place: string;
  with: Readonly<Record<string, FactValue>>;
  /** `YYYY-MM-DD`; undefined: a day on which the rule is in force */
  at: string | undefined;
  finding: Finding;
}

export interface Stage {
  id: string;
  title: string;
}

export interface Reason {
  decision: 'permit' | 'reject';
  /** whether the SEC Panel's report counts it */
  counted: boolean;
  meaning: string;
}

export interface Policy {
  id: string;
  title: string;
  /** in order of precedence: the first stage in which a rule speaks decides */
  stages: readonly Stage[];
  reasons: Readonly<Record<string, Reason>>;
}

/** What a decision can be held to: the decision, and any of the reasons. */
export interface DecisionPattern {
  decision?: RuleOutcome['decision'] | undefined;
  reasons?: readonly string[] | undefined;
  /** whether the SEC Panel counts it */
  counted?: boolean | undefined;
}

/** A promise that holds whatever the rules are: of every request that it is about, the decision must, or must never, be so. */
export interface Invariant {
  id: string;
  /** one sentence, as the clause promises it */
  says: string;
  /** `file:line:column` */
  at: string;
  source: Source;
  /** the scopes that it is within, the narrowest first */
  scopes: readonly string[];
  /** `YYYY-MM-DD`, days in Great Britain on which it is held; undefined: always */
  effective: { from?: string | undefined; to?: string | undefined } | undefined;
  /** the requests of which all of these hold: those of its scopes, and its own; none: every request */
  about: readonly Condition[];
  then: { must: DecisionPattern } | { never: DecisionPattern };
}

export interface RuleSet {
  /** `sha256:` and the digest of every file's name and text */
  version: string;
  policy: Policy;
  rules: readonly Rule[];
  invariants: readonly Invariant[];
  /** the files as they were read, so that a record's rules can be shown later */
  files: readonly RuleFile[];
}

export interface RuleFile {
  /** relative to the rules directory, with `/` */
  path: string;
  text: string;
}

/** Every fact that a condition names. */
function factsOf(condition: Condition): string[] {
  return [...new Set(comparisonsOf(condition).map((comparison) => comparison.fact))];
}

export function comparisonsOf(condition: Condition): Comparison[] {
  if ('all' in condition) return condition.all.flatMap(comparisonsOf);
  if ('any' in condition) return condition.any.flatMap(comparisonsOf);
  if ('not' in condition) return comparisonsOf(condition.not);
  return [condition];
}

/** Every comparison of the rule, and where it stands in the rule's file. */
export function comparisonsWithPaths({ applies, requires }: Rule): PlacedComparison[] {
  return [...comparisonsAt(applies, ['applies']), ...(requires === undefined ? [] : comparisonsAt(requires, ['requires']))];
}

export interface PlacedComparison {
  comparison: Comparison;
  path: readonly (string | number)[];
}

function comparisonsAt(condition: Condition, path: PlacedComparison['path']): PlacedComparison[] {
  if ('all' in condition) return condition.all.flatMap((part, index) => comparisonsAt(part, [...path, 'all', index]));
  if ('any' in condition) return condition.any.flatMap((part, index) => comparisonsAt(part, [...path, 'any', index]));
  if ('not' in condition) return comparisonsAt(condition.not, [...path, 'not']);
  return [{ comparison: condition, path }];
}

export function conditionsOf(rule: Pick<Rule, 'applies' | 'requires'>): Condition[] {
  return rule.requires === undefined ? [rule.applies] : [rule.applies, rule.requires];
}

export function factsOfRule(rule: Rule): string[] {
  return [...new Set(conditionsOf(rule).flatMap(factsOf))];
}

export function isInForce(rule: Rule, day: string): boolean {
  return rule.effective.from <= day && (rule.effective.to === undefined || day < rule.effective.to);
}
