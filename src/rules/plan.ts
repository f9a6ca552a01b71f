import { factProviders, type FactProvider, type FactVocabulary } from '../domain/fact.js';
import { createRuleGroup, type RuleGroup } from './engine.js';
import { truthOf } from './partial-truth.js';
import { type Condition, factsOfRule, isInForce, type Policy, type Rule, type RuleSet } from './rule.js';

/** The rules in force on one day, in the order in which they are asked. */
export interface Plan {
  ruleSet: RuleSet;
  inForce: readonly Rule[];
  notInForce: readonly Rule[];
  /** groups of one stage and one provider each: nothing is looked up for a later group before an earlier one has spoken */
  groupsFor(srv: string): readonly RuleGroup[];
  /** every rule in force by itself, to be asked whatever the others found */
  apart(): readonly RuleGroup[];
}

/** What decides on a day, `YYYY-MM-DD` in Great Britain: the enforced rules, as if the observing ones were not there. */
export function planOn(ruleSet: RuleSet, day: string, vocabulary: FactVocabulary): Plan {
  return planOf(ruleSet, rulesInForce(ruleSet.rules.filter(({ mode }) => mode === 'enforce'), day), vocabulary);
}

/** What would decide, were every observing rule enforced; undefined where none is in force. */
export function trialPlanOn(ruleSet: RuleSet, day: string, vocabulary: FactVocabulary): Plan | undefined {
  const inForce = rulesInForce(ruleSet.rules, day);
  return inForce.some(({ mode }) => mode === 'observe') ? planOf(ruleSet, inForce, vocabulary) : undefined;
}

/** Every rule that one of the plans asks: for explaining, not for deciding. */
export function mergePlans(plan: Plan, other: Plan, vocabulary: FactVocabulary): Plan {
  const { ruleSet } = plan;
  return planOf(ruleSet, ruleSet.rules.filter((rule) => plan.inForce.includes(rule) || other.inForce.includes(rule)), vocabulary);
}

function planOf(ruleSet: RuleSet, inForce: readonly Rule[], vocabulary: FactVocabulary): Plan {
  const bySrv = new Map<string, readonly RuleGroup[]>();
  const groupsFor = (srv: string) => {
    const groups = bySrv.get(srv) ?? inOrderOfAsking(inForce.filter((rule) => canApplyTo(rule.applies, srv)), ruleSet.policy, vocabulary).map(createRuleGroup);
    bySrv.set(srv, groups);
    return groups;
  };
  let apart: readonly RuleGroup[] | undefined;
  return {
    ruleSet,
    inForce,
    apart: () => (apart ??= inForce.map((rule) => createRuleGroup([rule]))),
    notInForce: ruleSet.rules.filter((rule) => !inForce.includes(rule)),
    groupsFor,
  };
}

/** Those that are effective and that no other effective one replaces, whatever their modes. */
export function rulesInForce(rules: readonly Rule[], day: string): Rule[] {
  const effective = rules.filter((rule) => isInForce(rule, day));
  const replaced = new Set(effective.map((rule) => rule.replaces));
  return effective.filter((rule) => !replaced.has(rule.id));
}

/** The same rules as if every day were `day`: those effective on it always are, the others never. */
export function asOn(ruleSet: RuleSet, day: string): RuleSet {
  return { ...ruleSet, rules: ruleSet.rules.filter((rule) => isInForce(rule, day)).map((rule) => ({ ...rule, effective: { from: '0001-01-01' } })) };
}

/** Rules that are asked together, in the order of asking: by stage, and inside a stage by what it costs to ask their facts. */
export function inOrderOfAsking(rules: readonly Rule[], { stages }: Policy, vocabulary: FactVocabulary): Rule[][] {
  return stages.flatMap((stage) =>
    factProviders.flatMap((provider) => {
      const group = rules.filter((rule) => rule.stage === stage.id && dearestProvider(rule, vocabulary) === provider);
      return group.length === 0 ? [] : [group];
    }),
  );
}

function dearestProvider(rule: Rule, vocabulary: FactVocabulary): FactProvider {
  const ranks = factsOfRule(rule).map((name) => factProviders.indexOf(vocabulary.findFact(name)?.provider ?? 'request'));
  return factProviders[Math.max(0, ...ranks)] ?? 'request';
}

/** False only where the condition itself rules the SRV out: such a rule need not be asked. */
export function canApplyTo(condition: Condition, srv: string): boolean {
  return truthOf(condition, { srv }) !== false;
}
