import type { FactVocabulary } from '../domain/fact.js';
import { Fault } from '../domain/fault.js';
import { judge } from '../rules/judge.js';
import { planOn } from '../rules/plan.js';
import { inputIn } from './cube.js';
import { type Diagram, indexes, no } from './diagram.js';
import { type PeriodMap, type PolicyMap, ruleAt } from './policy-map.js';

/** Enough to see that map and judge put rules together alike, and few enough to be quick with many rules. */
const mostPeriods = 5;
const mostRules = 30;
const mostInputs = 300;

/**
 * Decides inputs from all over the map by the judge that serves requests: some for each of the rules that decide in a period, or of some dozens of
 * them, in a few of the periods. Throws `Fault('no-rule-decides')` where map and judge differ, which would be a mistake of slotguard's own. Answers how many were compared.
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
    const finer = parts.flatMap((part) => {
      if (diagrams.exists(part, (each) => each === axis) === part) return [part];
      return indexes(diagrams.arities[axis] ?? 0).map((klass) => diagrams.and(part, diagrams.isOneOf(axis, [klass]))).filter((each) => each !== no);
    });
    if (finer.length <= most) parts = finer;
  }
  return parts;
}
