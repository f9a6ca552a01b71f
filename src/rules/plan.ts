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

/** `day`: `YYYY-MM-DD` in Great Britain. */
export function planOn(ruleSet: RuleSet, day: string, vocabulary: FactVocabulary): Plan {
  const inForce = rulesInForce(ruleSet.rules, day);
  const bySrv = new Map<string, readonly RuleGroup[]>();
  const groupsFor = (srv: string) => {
    const groups = bySrv.get(srv) ?? inOrderOfAsking(inForce.filter((rule) => canApplyTo(rule.applies, srv)), ruleSet.policy, vocabulary).map(createRuleGroup);
    bySrv.set(srv, groups);
    return groups;
  };
  let apart: readonly RuleGroup[] | undefined;
  return { ruleSet, inForce, apart: () => (apart ??= inForce.map((rule) => createRuleGroup([rule]))), notInForce: ruleSet.rules.filter((rule) => !inForce.includes(rule)), groupsFor };
}

export function rulesInForce(rules: readonly Rule[], day: string): Rule[] {
  const effective = rules.filter((rule) => isInForce(rule, day));
  const replaced = new Set(effective.map((rule) => rule.replaces));
  return effective.filter((rule) => !replaced.has(rule.id));
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
