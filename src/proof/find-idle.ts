import { rulesInForce } from '../rules/plan.js';
import type { Rule } from '../rules/rule.js';
import { joined } from './cube.js';
import { type Diagram, no } from './diagram.js';
import type { ProofFault } from './fault.js';
import { type LeftOut, leavingOut } from './left-out.js';
import { type Mapping, type PeriodMap, type PolicyMap, whereApplying, whereSpeaking } from './policy-map.js';
import { tabulateRule } from './tabulate.js';

/** What is written and makes no difference to any possible request, on any day that is to come. */
export interface Idle {
  faults: ProofFault[];
  /** rules that were in force and never will be again */
  over: Rule[];
  /** conditions on `srv` that an earlier stage repeats: they only spare look-ups */
  gates: string[];
  runs: number;
}

/** `whole` has the rules in observe mode as if they were enforced, which is where those are looked at; `map` is without them, as requests are decided. */
export async function findIdle(whole: PolicyMap, map: PolicyMap, onProgress?: Mapping['onProgress']): Promise<Idle> {
  const idle: Idle = { faults: [], over: [], gates: [], runs: 0 };
  const { rules } = whole.ruleSet;
  for (const [index, rule] of rules.entries()) {
    const on = rule.mode === 'observe' ? whole : map;
    if (periodsOf(on, rule).length > 0) await findIdleIn(on, rule, idle);
    else if (wasInForce(on, rule)) idle.over.push(rule);
    else idle.faults.push(fault('never-applies', rule, ['effective'], `${rule.id} is never in force: ${replacersOf(on, rule)} on every day: delete one of them`));
    onProgress?.(index + 1, rules.length, 'leaving out conditions');
  }
  return idle;
}

function periodsOf({ periods }: PolicyMap, rule: Rule): PeriodMap[] {
  return periods.filter(({ rules }) => rules.includes(rule));
}

/** What a rule decided before it ended or was replaced is in the records. */
function wasInForce({ ruleSet }: PolicyMap, rule: Rule): boolean {
  const days = ruleSet.rules.flatMap(({ effective }) => [effective.from, effective.to ?? effective.from]);
  return days.some((day) => rulesInForce(ruleSet.rules, day).includes(rule));
}

function replacersOf({ ruleSet }: PolicyMap, { id }: Rule): string {
  const by = ruleSet.rules.filter(({ replaces }) => replaces === id).map((rule) => rule.id);
  return `${joined(by, 'or')} takes its place`;
}

async function findIdleIn(map: PolicyMap, rule: Rule, idle: Idle): Promise<void> {
  const found = findIdleRule(map, rule);
  if (found === undefined) await findIdleConditions(map, rule, idle);
  else idle.faults.push(found);
}

function findIdleRule(map: PolicyMap, rule: Rule): ProofFault | undefined {
  const { diagrams, possible } = map.space;
  const applies = diagrams.and(possible, whereApplying(diagrams, map.findings.get(rule) ?? no));
  if (applies === no) return fault('never-applies', rule, ['applies'], `${rule.id} can never apply: no possible request meets its \`applies\`: mend the condition, or delete the rule`);
  const speaks = diagrams.and(possible, map.speaks.get(rule) ?? no);
  if (speaks === no) return fault('never-decides', rule, ['requires'], `${rule.id} can never be violated: every request to which it applies has what it requires: mend the condition, or delete the rule`);
  const deciding = decidersWhere(map, periodsOf(map, rule), speaks);
  if (deciding.includes(rule)) return undefined;
  const shadows = joined(deciding.map(({ id }) => id), 'or');
  return fault('never-decides', rule, ['stage'], `${rule.id} never decides: whatever it would speak of is decided by ${shadows} before it: move it to an earlier stage, or delete it`);
}

function decidersWhere({ space: { diagrams }, ruleSet }: PolicyMap, periods: readonly PeriodMap[], there: Diagram): Rule[] {
  const ends = new Set(periods.flatMap(({ decided }) => [...diagrams.endsOf(diagrams.choose(there, decided, diagrams.end(0)))]));
  return ruleSet.rules.filter((_, index) => ends.has(index + 1));
}

async function findIdleConditions(map: PolicyMap, rule: Rule, idle: Idle): Promise<void> {
  for (const leftOut of leavingOut(rule)) {
    const { diagram, runs } = await tabulateRule(leftOut.rule, map.space);
    idle.runs += runs;
    const why = whyIdle(map, rule, leftOut, diagram);
    if (why === undefined) continue;
    if (why === 'earlier' && leftOut.fact === 'srv' && !leftOut.isValue) idle.gates.push(`${leftOut.what} in ${rule.id}`);
    else idle.faults.push(fault('never-matters', rule, leftOut.path, `${quoted(leftOut)} in ${rule.id} never matters: ${reasons[why]}`));
  }
}

const reasons = {
  always: 'without it the rule finds the same of every possible request: mend it, or leave it out',
  earlier: 'the requests that it tells apart are decided by an earlier stage: mend it, or leave it out',
};

/** undefined: it matters to some request. */
function whyIdle(map: PolicyMap, rule: Rule, leftOut: LeftOut, without: Diagram): 'always' | 'earlier' | undefined {
  const { diagrams, possible } = map.space;
  if (diagrams.and(possible, diagrams.differ(map.findings.get(rule) ?? no, without)) === no) return 'always';
  const changed = diagrams.differ(map.speaks.get(rule) ?? no, whereSpeaking(map.space, leftOut.rule, without));
  const isSeen = periodsOf(map, rule).some(({ reached }) => diagrams.and(reached.get(rule.stage) ?? no, changed) !== no);
  return isSeen ? undefined : 'earlier';
}

function quoted({ what }: LeftOut): string {
  return what.startsWith('the value') ? what : `\`${what}\``;
}

function fault(kind: ProofFault['kind'], rule: Rule, path: readonly (string | number)[], problem: string): ProofFault {
  return { kind, at: rule.placeOf(path), problem, rule: rule.id };
}
