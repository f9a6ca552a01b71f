import { Almanac, Engine, Rule as EngineRule, type NestedCondition, type RuleResult } from 'json-rules-engine';
import type { Answer } from '../domain/answer.js';
import type { FactValue } from '../domain/fact.js';
import { Fault } from '../domain/fault.js';
import type { Path } from './condition.js';
import type { Comparison, Condition, Finding, Rule } from './rule.js';

/** The value of a fact as rules see it; throws where there is none. */
export type ValueOf = (fact: string) => Answer<FactValue>;

/** What the engine asks of a rule. */
export type AskedRule = Pick<Rule, 'id' | 'applies' | 'requires'>;

export interface RuleFinding<Asked extends AskedRule = Rule> {
  rule: Asked;
  finding: Exclude<Finding, 'not-effective'>;
  /** the comparison that settled it, with what the fact was */
  settledBy: (Comparison & { actual: FactValue }) | undefined;
}

/** One comparison that the engine made, at `path` of its rule; what a gate before it decided was not compared. */
export interface MadeComparison {
  path: Path;
  holds: boolean;
  actual: FactValue;
}

/** Told what each rule found and what was compared for it; costs only those who watch. */
export type Watch<Asked extends AskedRule = Rule> = (found: RuleFinding<Asked>, made: readonly MadeComparison[]) => void;

/**
 * Rules that are asked together, one after the other in their order, so that facts are always asked in the same order.
 * json-rules-engine keeps its state in the Engine: each run has its own, and a rule that did not answer is a fault.
 */
export interface RuleGroup<Asked extends AskedRule = Rule> {
  rules: readonly Asked[];
  run(valueOf: ValueOf, watch?: Watch<Asked>): Promise<RuleFinding<Asked>[]>;
}

export function createRuleGroup<Asked extends AskedRule>(rules: readonly Asked[]): RuleGroup<Asked> {
  const engine = new Engine([], { pathResolver: refusePath });
  rules.forEach((rule, index) => {
    engine.addRule(toEngineRule(rule, rules.length - index));
  });
  return { rules, run: (valueOf, watch) => runApart(engine, rules, valueOf, watch) };
}

async function runApart<Asked extends AskedRule>(
  engine: Engine,
  rules: readonly Asked[],
  valueOf: ValueOf,
  watch: Watch<Asked> | undefined,
): Promise<RuleFinding<Asked>[]> {
  const run = Object.create(engine) as Engine;
  const { results, failureResults } = await run.run({}, { almanac: new AskingAlmanac(valueOf) });
  const answered = new Map([...results, ...failureResults].map((result) => [result.name, result]));
  return rules.map((rule) => {
    const result = answered.get(rule.id);
    if (result === undefined) throw new Fault('no-rule-decides', `rule ${rule.id} did not answer`);
    const found = readFinding(rule, result);
    watch?.(found, comparisonsMade(result));
    return found;
  });
}

/** Behind its rejection the engine goes on with the other rules: once a fact cannot be had, nothing more is asked. */
class AskingAlmanac extends Almanac {
  readonly #valueOf: ValueOf;
  #isOver = false;

  constructor(valueOf: ValueOf) {
    super({ pathResolver: refusePath });
    this.#valueOf = valueOf;
  }

  override async factValue<T>(fact: string): Promise<T> {
    if (this.#isOver) throw new Fault('fact-unavailable', `fact ${fact} was not asked for: one before it could not be had`);
    try {
      return (await this.#valueOf(fact)) as T;
    } catch (cause) {
      this.#isOver = true;
      throw cause;
    }
  }
}

function refusePath(): never {
  throw new Fault('rules-invalid', 'a condition has no path here: facts are single values');
}

/** The engine's event is "the rule speaks": it applies, and what it requires does not hold. */
function toEngineRule(rule: AskedRule, priority: number): EngineRule {
  const applies = toEngineCondition(rule.applies, 2);
  const conditions = rule.requires === undefined ? [applies] : [applies, { not: toEngineCondition(rule.requires), priority: 1 }];
  return new EngineRule({ name: rule.id, priority, conditions: { all: conditions }, event: { type: rule.id } });
}

/** Falling priorities keep the order in which the author wrote the conditions: cheap gates first, and no look-up too many. */
function toEngineCondition(condition: Condition, priority = 1): NestedCondition {
  if ('all' in condition) return { all: inOrder(condition.all), priority };
  if ('any' in condition) return { any: inOrder(condition.any), priority };
  if ('not' in condition) return { not: toEngineCondition(condition.not), priority };
  return { fact: condition.fact, operator: condition.operator, value: condition.value, priority };
}

function inOrder(conditions: readonly Condition[]): NestedCondition[] {
  return conditions.map((condition, index) => toEngineCondition(condition, conditions.length - index));
}

interface Answered {
  all?: Answered[];
  any?: Answered[];
  not?: Answered;
  result?: boolean;
  fact?: string;
  operator?: Comparison['operator'];
  value?: Comparison['value'];
  factResult?: FactValue;
}

function readFinding<Asked extends AskedRule>(rule: Asked, result: RuleResult): RuleFinding<Asked> {
  const [applies, refuted] = (result.conditions as Answered).all ?? [];
  if (applies?.result !== true) return { rule, finding: 'not-applicable', settledBy: settledBy(applies) };
  if (rule.requires === undefined) return { rule, finding: 'passed', settledBy: settledBy(applies) };
  const finding = refuted?.result === true ? 'violated' : 'passed';
  return { rule, finding, settledBy: settledBy(refuted?.not) };
}

function comparisonsMade(result: RuleResult): MadeComparison[] {
  const [applies, refuted] = (result.conditions as Answered).all ?? [];
  return [...madeIn(applies, ['applies']), ...madeIn(refuted?.not, ['requires'])];
}

function madeIn(condition: Answered | undefined, path: Path): MadeComparison[] {
  if (condition?.result === undefined) return [];
  if (condition.not !== undefined) return madeIn(condition.not, [...path, 'not']);
  const kind = condition.all === undefined ? 'any' : 'all';
  const parts = condition[kind];
  if (parts !== undefined) return parts.flatMap((part, index) => madeIn(part, [...path, kind, index]));
  return condition.factResult === undefined ? [] : [{ path, holds: condition.result, actual: condition.factResult }];
}

/** The first comparison that made the condition what it is: the failing one of an `all`, the holding one of an `any`, else the last. */
function settledBy(condition: Answered | undefined): RuleFinding['settledBy'] {
  if (condition?.result === undefined) return undefined;
  if (condition.not !== undefined) return settledBy(condition.not);
  const parts = condition.all ?? condition.any;
  if (parts === undefined) return readComparison(condition);
  const answered = parts.filter((part) => part.result !== undefined);
  const decisive = condition.all !== undefined ? answered.find((part) => part.result === false) : answered.find((part) => part.result === true);
  return settledBy(decisive ?? answered.at(-1));
}

function readComparison({ fact, operator, value, factResult }: Answered): RuleFinding['settledBy'] {
  if (fact === undefined || operator === undefined || value === undefined || factResult === undefined) return undefined;
  return { fact, operator, value, actual: factResult };
}

/** Whether a rule that found this decides: a requirement when violated, an exemption when it applies. */
export function isSpeaking({ rule, finding }: RuleFinding): boolean {
  return finding === (rule.requires === undefined ? 'passed' : 'violated');
}
