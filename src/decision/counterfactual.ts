import { orNothing } from '../domain/answer.js';
import type { FactValue } from '../domain/fact.js';
import { factVocabulary } from '../facts/catalogue.js';
import type { LookUps } from '../facts/look-ups.js';
import { describeValues, joined } from '../proof/cube.js';
import { endFor, mapPolicy, type PolicyMap, ruleAt } from '../proof/policy-map.js';
import { nearestOther, type Turn } from '../proof/nearest-other.js';
import type { Plan } from '../rules/plan.js';
import type { RuleOutcome } from '../rules/rule.js';
import { fillIn } from './wording.js';

/** A smallest change of facts that would turn the decision, and what would be decided then. */
export interface Counterfactual {
  /** each fact that would have to change, with the values that would do */
  changes: Readonly<Record<string, readonly FactValue[]>>;
  decision: RuleOutcome['decision'];
  reason: string;
  /** id of the rule that would decide */
  rule: string;
  /** `would be permitted as verified if ...` */
  words: string;
}

/** Beyond these, a person reads no further. */
const mostTold = 12;
/** What a plan decides of facts is always the same: it is worked out once, and remembered for the facts that were explained last. */
interface Known {
  map: Promise<PolicyMap>;
  turns: Map<string, Turn[]>;
}

const knownOf = new WeakMap<Plan, Known>();
const mostRemembered = 10_000;

/** `reason`: what was decided; none where the plan now gives another, as of a request that is answered from an old record. */
export async function findCounterfactuals(plan: Plan, facts: Readonly<Record<string, FactValue>>, reason: string, lookUps: LookUps): Promise<Counterfactual[]> {
  const known = knownOf.get(plan) ?? { map: mapPolicy(always(plan), { vocabulary: factVocabulary, from: someDay }), turns: new Map<string, Turn[]>() };
  knownOf.set(plan, known);
  const map = await known.map;
  const [today] = map.periods;
  const outcome = today && ruleAt(map, endFor(map, today.decided, facts))?.outcome;
  if (today === undefined || outcome?.reason !== reason) return [];
  await orNothing(lookUps.responsibleOperator);
  const key = JSON.stringify(map.space.axes.map(({ fact }) => facts[fact.name] ?? null));
  const turns = known.turns.get(key) ?? nearestOther(map, today, facts, outcome.decision, mostTold);
  if (known.turns.size >= mostRemembered) known.turns.clear();
  known.turns.set(key, turns);
  return turns.map((turn) => tell(map, turn, lookUps));
}

const someDay = '2000-01-01';

/** The rules of the plan as the only ones, on every day. */
function always({ ruleSet, inForce }: Plan) {
  return { ...ruleSet, invariants: [], rules: inForce.map((rule) => ({ ...rule, effective: { from: someDay }, replaces: undefined })) };
}

function tell({ space }: PolicyMap, { changes, cube, outcome, rule }: Turn, lookUps: LookUps): Counterfactual {
  const parts = space.axes.flatMap((axis, index) => {
    const [value, ...others] = changes[axis.fact.name] ?? [];
    if (value === undefined) return [];
    const declared = axis.fact.values === 'open' || others.length > 0 ? undefined : axis.fact.values.find((each) => each.value === value);
    if (declared?.were !== undefined) return [fillIn(declared.were, lookUps)];
    return [`${axis.fact.called} were ${describeValues(axis, cube[index] ?? [])}${declared === undefined ? '' : ` (${declared.meaning})`}`];
  });
  const words = `would be ${outcome.decision === 'permit' ? 'permitted' : 'rejected'} as ${outcome.reason} if ${joined(parts, 'and')}`;
  return { changes, decision: outcome.decision, reason: outcome.reason, rule, words };
}
