import { setImmediate } from 'node:timers/promises';
import type { FactValue, FactVocabulary } from '../domain/fact.js';
import { inOrderOfAsking, rulesInForce } from '../rules/plan.js';
import { conditionsOf, type Condition, type Rule, type RuleOutcome, type RuleSet } from '../rules/rule.js';
import { type Diagram, type Diagrams, no } from './diagram.js';
import { classOf, createFactSpace, type FactSpace } from './fact-space.js';
import { type Period, periodsOf } from './periods.js';
import { foundEnds, tabulateRule } from './tabulate.js';

/** What the rules decide of every input, on every day. */
export interface PolicyMap {
  ruleSet: RuleSet;
  space: FactSpace;
  /** ends: the index of `foundEnds` */
  findings: ReadonlyMap<Rule, Diagram>;
  /** where the rule would decide, were it asked */
  speaks: ReadonlyMap<Rule, Diagram>;
  periods: readonly PeriodMap[];
  vocabulary: FactVocabulary;
  /** how often the engine was run */
  runs: number;
}

/** The days on which one and the same rules are in force, and what they decide. */
export interface PeriodMap {
  period: Period;
  /** in the order of asking */
  rules: readonly Rule[];
  /** ends: 0 where no rule speaks, else one more than the index in `ruleSet.rules` of the rule that does */
  decided: Diagram;
  /** by rule: the possible inputs that it decides */
  decides: ReadonlyMap<Rule, Diagram>;
  /** by rule, with the ends of `decided`: what those that are asked behind it would decide */
  behind: ReadonlyMap<Rule, Diagram>;
  /** by stage: the inputs that no earlier stage decides */
  reached: ReadonlyMap<string, Diagram>;
}

export interface Mapping {
  vocabulary: FactVocabulary;
  /** first day that counts, `YYYY-MM-DD` in Great Britain; what was before is past */
  from: string;
  /** called as rules are done; `what` says with what */
  onProgress?: ((done: number, of: number, what: string) => void) | undefined;
}

/** Rules in observe mode decide nothing. */
export function decidingRules(ruleSet: RuleSet): RuleSet {
  return { ...ruleSet, rules: ruleSet.rules.filter(({ mode }) => mode !== 'observe') };
}

/** Maps one rule set, over the facts that it and its invariants mention. */
export async function mapPolicy(ruleSet: RuleSet, mapping: Mapping): Promise<PolicyMap> {
  return mapRules(ruleSet, createFactSpace(conditionsInOrder(ruleSet, mapping.vocabulary), mapping.vocabulary), mapping);
}

/** Every condition of the rules, in the order of asking, and then those of the invariants. */
export function conditionsInOrder({ rules, policy, invariants }: RuleSet, vocabulary: FactVocabulary): Condition[] {
  return [...inOrderOfAsking(rules, policy, vocabulary).flat().flatMap(conditionsOf), ...invariants.flatMap(({ about }) => about)];
}

/** Maps a rule set over a space that knows all of its conditions. */
export async function mapRules(ruleSet: RuleSet, space: FactSpace, mapping: Mapping): Promise<PolicyMap> {
  const findings = new Map<Rule, Diagram>();
  let runs = 0;
  for (const rule of ruleSet.rules) {
    const tabulated = await tabulateRule(rule, space);
    findings.set(rule, tabulated.diagram);
    runs += tabulated.runs;
    mapping.onProgress?.(findings.size, ruleSet.rules.length, 'deciding');
    await setImmediate();
  }
  const speaks = new Map<Rule, Diagram>();
  for (const [rule, found] of findings) {
    speaks.set(rule, whereSpeaking(space, rule, found));
    await setImmediate();
  }
  const periods: PeriodMap[] = [];
  const decider: Decider = { ruleSet, space, speaks, vocabulary: mapping.vocabulary };
  for (const period of periodsOf([...ruleSet.rules, ...ruleSet.invariants], mapping.from)) periods.push(await mapPeriod(decider, period));
  return { ruleSet, space, findings, speaks, periods, vocabulary: mapping.vocabulary, runs };
}

/** `found`: the rule's findings. */
export function whereSpeaking({ diagrams }: FactSpace, rule: Rule, found: Diagram): Diagram {
  const speaking = foundEnds.indexOf(rule.requires === undefined ? 'passed' : 'violated');
  return diagrams.where(found, (end) => end === speaking);
}

export function whereApplying({ where }: Diagrams, found: Diagram): Diagram {
  return where(found, (end) => end !== foundEnds.indexOf('not-applicable'));
}

type Decider = Pick<PolicyMap, 'ruleSet' | 'space' | 'speaks' | 'vocabulary'>;

async function mapPeriod(decider: Decider, period: Period): Promise<PeriodMap> {
  const { space: { diagrams, possible }, speaks } = decider;
  const { rules, decided, behind } = await decideBy(decider, decider.ruleSet.rules, period);
  const reached = new Map<string, Diagram>();
  const decides = new Map<Rule, Diagram>();
  let left = possible;
  for (const rule of rules) {
    if (!reached.has(rule.stage)) reached.set(rule.stage, left);
    const speaking = speaks.get(rule) ?? no;
    decides.set(rule, diagrams.and(left, speaking));
    left = diagrams.and(left, diagrams.not(speaking));
    await setImmediate();
  }
  return { period, rules, decided, decides, behind, reached };
}

/** What some of the rules would decide in the period, were they all there are. */
export async function decideBy({ ruleSet, space: { diagrams }, speaks, vocabulary }: Decider, some: readonly Rule[], { from }: Period): Promise<Pick<PeriodMap, 'rules' | 'decided' | 'behind'>> {
  const rules = inOrderOfAsking(rulesInForce(some, from), ruleSet.policy, vocabulary).flat();
  const behind = new Map<Rule, Diagram>();
  let decided = diagrams.end(0);
  for (const rule of rules.toReversed()) {
    behind.set(rule, decided);
    decided = diagrams.choose(speaks.get(rule) ?? no, diagrams.end(ruleSet.rules.indexOf(rule) + 1), decided);
    await setImmediate();
  }
  return { rules, decided, behind };
}

/** The possible inputs that a rule decides, and that would be decided otherwise by those that are asked behind it. */
export function otherwiseWithout(map: PolicyMap, { decides, behind }: PeriodMap, rule: Rule): Diagram {
  const { choose, end, where } = map.space.diagrams;
  const own = outcomeKey(rule.outcome);
  const without = choose(decides.get(rule) ?? no, behind.get(rule) ?? no, end(map.ruleSet.rules.indexOf(rule) + 1));
  return where(without, (each) => outcomeKey(ruleAt(map, each)?.outcome) !== own);
}

/** The rule behind an end of `decided`; undefined: none speaks. */
export function ruleAt({ ruleSet }: Pick<PolicyMap, 'ruleSet'>, end: number): Rule | undefined {
  return ruleSet.rules[end - 1];
}

/** The end of `decided` for one input, given as facts. */
export function endFor({ space: { axes, diagrams } }: PolicyMap, decided: Diagram, input: Readonly<Record<string, FactValue>>): number {
  let node = decided;
  for (let value = diagrams.valueOf(node); value === undefined; value = diagrams.valueOf(node)) {
    const axis = diagrams.axisOf(node);
    const { fact, classes } = axes[axis] ?? { fact: { name: '' }, classes: [] };
    node = diagrams.at(node, axis, classOf(classes, input[fact.name]));
  }
  return diagrams.valueOf(node) ?? 0;
}

export function outcomeKey(outcome: RuleOutcome | undefined): string {
  return outcome === undefined ? 'no decision' : `${outcome.decision} ${outcome.reason}`;
}
