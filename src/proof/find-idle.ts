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
  /** conditions on `srv` that an earlier stage repeats: they only spare look-ups */
  gates: number;
  runs: number;
}

export async function findIdle(map: PolicyMap, onProgress?: Mapping['onProgress']): Promise<Idle> {
  const idle: Idle = { faults: [], gates: 0, runs: 0 };
  const { rules } = map.ruleSet;
  for (const [index, rule] of rules.entries()) {
    const fault = findIdleRule(map, rule);
    if (fault !== undefined) idle.faults.push(fault);
    else if (periodsOf(map, rule).length > 0) await findIdleConditions(map, rule, idle);
    onProgress?.(index + 1, rules.length, 'leaving out conditions');
  }
  return idle;
}

function periodsOf({ periods }: PolicyMap, rule: Rule): PeriodMap[] {
  return periods.filter(({ rules }) => rules.includes(rule));
}

/** A rule that is over is no fault: what it decided is in the records. */
function findIdleRule(map: PolicyMap, rule: Rule): ProofFault | undefined {
  const [today] = map.periods;
  if (rule.effective.to !== undefined && today !== undefined && rule.effective.to <= today.period.from) return undefined;
  const periods = periodsOf(map, rule);
  if (periods.length === 0) return fault('never-applies', rule, ['effective'], `${rule.id} is never in force: ${replacersOf(map, rule)}: delete one of them`);
  const { diagrams, possible } = map.space;
  const applies = diagrams.and(possible, whereApplying(diagrams, map.findings.get(rule) ?? no));
  if (applies === no) return fault('never-applies', rule, ['applies'], `${rule.id} can never apply: no possible request meets its \`applies\`: mend the condition, or delete the rule`);
  const speaks = diagrams.and(possible, map.speaks.get(rule) ?? no);
  if (speaks === no) return fault('never-decides', rule, ['requires'], `${rule.id} can never be violated: every request to which it applies has what it requires: mend the condition, or delete the rule`);
  const deciding = decidersWhere(map, periods, speaks);
  if (deciding.includes(rule)) return undefined;
  const shadows = joined(deciding.map(({ id }) => id), 'or');
  return fault('never-decides', rule, ['stage'], `${rule.id} never decides: whatever it would speak of is decided by ${shadows} before it: move it to an earlier stage, or delete it`);
}

function replacersOf({ ruleSet }: PolicyMap, { id }: Rule): string {
  const by = ruleSet.rules.filter(({ replaces }) => replaces === id).map((rule) => rule.id);
  return by.length === 0 ? 'no day is one of its own' : `${joined(by, 'and')} takes its place on every day`;
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
    if (why === 'earlier' && leftOut.fact === 'srv') idle.gates += 1;
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
