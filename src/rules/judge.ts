import type { Answer } from '../domain/answer.js';
import type { FactValue } from '../domain/fact.js';
import { Fault } from '../domain/fault.js';
import { isSpeaking, type RuleFinding, type ValueOf, type Watch } from './engine.js';
import type { Plan } from './plan.js';
import type { Rule, RuleOutcome } from './rule.js';

export interface Judgement {
  outcome: RuleOutcome;
  /** the rule that spoke */
  rule: Rule;
}

/**
 * Asks the rules in force, stage by stage, until one speaks. Where none does there is no decision:
 * `Fault('no-rule-decides')`, never a permit.
 */
export async function judge(plan: Plan, valueOf: ValueOf, watch?: Watch): Promise<Judgement> {
  return (await findJudgement(plan, valueOf, watch)) ?? refuseToDecide();
}

async function findJudgement(plan: Plan, valueOf: ValueOf, watch?: Watch): Promise<Judgement | undefined> {
  for (const group of plan.groupsFor(String(await valueOf('srv')))) {
    const speaking = (await group.run(valueOf, watch)).find(isSpeaking);
    if (speaking !== undefined) return { outcome: speaking.rule.outcome, rule: speaking.rule };
  }
  return undefined;
}

function refuseToDecide(): never {
  throw new Fault('no-rule-decides', 'no rule in force decides this request: the policy has no answer for it');
}

/** What every rule in force finds, each asked by itself once `mayGoOn` resolves; `cause`: a fact that it needs cannot be had. */
export async function findAll(plan: Plan, valueOf: ValueOf, mayGoOn: () => Promise<void>): Promise<(RuleFinding | { rule: Rule; cause: unknown })[]> {
  const all: (RuleFinding | { rule: Rule; cause: unknown })[] = [];
  for (const group of plan.apart()) {
    await mayGoOn();
    all.push(...(await group.run(valueOf).catch((cause: unknown) => group.rules.map((rule) => ({ rule, cause })))));
  }
  return all;
}

/** undefined where no rule speaks */
interface End {
  judgement: Judgement | undefined;
}

type Branch = { fact: string; next: Map<FactValue, Branch> } | End;

/** How many steps are remembered before forgetting them all: far above what the default policy has. */
const mostSteps = 100_000;

/**
 * Judges like `judge`, and remembers: facts are asked in an order that only earlier facts decide, so a judgement is known as soon
 * as one before it saw the same facts. A fact is still asked for each request; only the engine is spared, also where the request
 * then fails by a fact that cannot be had. Sound because the facts walked are exactly the facts that the engine asked, typed, for one plan.
 */
export function rememberJudgements(plan: Plan): (valueOf: ValueOf) => Promise<Judgement> {
  let root: Branch | undefined;
  let steps = 0;

  async function judgeAnew(valueOf: ValueOf): Promise<Judgement | undefined> {
    const asked: [string, FactValue][] = [];
    let hasFailed = false;
    const judgement = await findJudgement(plan, async (fact) => {
      try {
        const value = await valueOf(fact);
        if (!hasAsked(asked, fact)) asked.push([fact, value]);
        return value;
      } catch (cause) {
        if (!hasFailed && !hasAsked(asked, fact)) remember(asked, { fact, next: new Map() });
        hasFailed = true;
        throw cause;
      }
    });
    remember(asked, { judgement });
    return judgement;
  }

  function remember(asked: readonly [string, FactValue][], end: Branch): void {
    if (steps > mostSteps) [root, steps] = [undefined, 0];
    steps += asked.length;
    root = graft(root, asked, end);
  }

  return async (valueOf) => {
    const known = walk(root, valueOf);
    const end = known instanceof Promise ? await known : known;
    return (end === undefined ? await judgeAnew(valueOf) : end.judgement) ?? refuseToDecide();
  };
}

/** As far as the facts have been this way before; undefined: they have not. What is known at once is not waited for. */
function walk(from: Branch | undefined, valueOf: ValueOf): Answer<End | undefined> {
  let branch = from;
  while (branch !== undefined && 'fact' in branch) {
    const { next } = branch;
    const value = valueOf(branch.fact);
    if (value instanceof Promise) return value.then((known) => walk(next.get(known), valueOf));
    branch = next.get(value);
  }
  return branch;
}

function hasAsked(asked: readonly [string, FactValue][], fact: string): boolean {
  return asked.some(([name]) => name === fact);
}

function graft(branch: Branch | undefined, [step, ...rest]: readonly [string, FactValue][], end: Branch): Branch {
  if (step === undefined) return branch ?? end;
  const [fact, value] = step;
  // INVARIANT: the same values so far lead to the same next question, for rules are asked one after the other.
  if (branch !== undefined && (!('fact' in branch) || branch.fact !== fact)) throw new Fault('no-rule-decides', 'the rules asked for facts in another order than before');
  const grown = branch ?? { fact, next: new Map<FactValue, Branch>() };
  grown.next.set(value, graft(grown.next.get(value), rest, end));
  return grown;
}
