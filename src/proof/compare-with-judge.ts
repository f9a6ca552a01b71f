import { setImmediate } from 'node:timers/promises';
import type { FactVocabulary } from '../domain/fact.js';
import { Fault } from '../domain/fault.js';
import { judge } from '../rules/judge.js';
import { planOn } from '../rules/plan.js';
import { inputIn } from './cube.js';
import { type Diagram, type Diagrams, indexes, no } from './diagram.js';
import { type PeriodMap, type PolicyMap, ruleAt } from './policy-map.js';

/** Enough to see that map and judge put rules together alike, and few enough to be quick with many rules. */
const mostPeriods = 5;
const mostRules = 30;
const mostInputs = 300;
/** Comparisons between which others get their turn. */
const comparedAtOnce = 20;

/**
 * Decides inputs from all over the map by the judge that serves requests: some for each of the rules that decide in a period, or of some
 * dozens of them, in a few of the periods. Throws `Fault('no-rule-decides')` where map and judge differ, which would be a mistake of
 * slotguard's own. Answers how many were compared.
 */
export async function compareWithJudge(map: PolicyMap, vocabulary: FactVocabulary): Promise<number> {
  let compared = 0;
  const step = Math.ceil(map.periods.length / mostPeriods);
  for (const period of map.periods.filter((_, index) => index % step === 0)) {
    const plan = planOn(map.ruleSet, period.period.from, vocabulary);
    for (const { input, end } of someInputs(map, period)) {
      const rule = await judge(plan, (fact) => input[fact] ?? '').then((judged) => judged.rule, () => undefined);
      if (rule !== ruleAt(map, end)) throw new Fault('no-rule-decides', `the proof says that ${ruleAt(map, end)?.id ?? 'no rule'} decides, and the service says ${rule?.id ?? 'no rule'}: ${JSON.stringify(input)}`);
      compared += 1;
      if (compared % comparedAtOnce === 0) await setImmediate();
    }
  }
  return compared;
}

function* someInputs({ space }: PolicyMap, { decided }: PeriodMap): Generator<{ input: ReturnType<typeof inputIn>; end: number }> {
  const { and, choose, end: endOf, endsOf, where } = space.diagrams;
  const ends = [...endsOf(choose(space.possible, decided, endOf(-1)))].filter((end) => end >= 0);
  const step = Math.ceil(ends.length / mostRules);
  for (const end of ends.filter((_, index) => index % step === 0)) {
    const there = and(space.possible, where(decided, (each) => each === end));
    for (const part of partsOf(space, there, Math.ceil((mostInputs * step) / ends.length))) yield { input: inputIn(space, part), end };
  }
}

/** The condition, cut by the values of each fact that makes a difference to it, as long as that makes no more than `most` parts. */
function partsOf({ diagrams, axes }: PolicyMap['space'], condition: Diagram, most: number): Diagram[] {
  let parts = [condition].filter((part) => part !== no);
  for (const axis of indexes(axes.length)) {
    parts = cut(diagrams, parts, axis, most) ?? parts;
  }
  return parts;
}

/** Undefined: that would make more than `most`. */
function cut(diagrams: Diagrams, parts: readonly Diagram[], axis: number, most: number): Diagram[] | undefined {
  const finer: Diagram[] = [];
  for (const part of parts) {
    const classes = diagrams.exists(part, (each) => each === axis) === part ? undefined : classesIn(diagrams, part, axis);
    if (finer.length + (classes?.length ?? 1) > most) return undefined;
    finer.push(...(classes?.map((klass) => diagrams.and(part, diagrams.isOneOf(axis, [klass]))) ?? [part]));
  }
  return finer;
}

/** Those that the axis has somewhere in the condition. */
function classesIn(diagrams: Diagrams, condition: Diagram, axis: number): number[] {
  const ofAxis = diagrams.exists(condition, (each) => each !== axis);
  return indexes(diagrams.arities[axis] ?? 0).filter((klass) => diagrams.at(ofAxis, axis, klass) !== no);
}
