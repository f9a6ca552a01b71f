import type { Path } from './condition.js';
import { describeCondition } from './describe-condition.js';
import type { MadeComparison, RuleFinding, Watch } from './engine.js';
import { type Comparison, comparisonsWithPaths, type Finding, type Rule } from './rule.js';

/** Who saw it: the rules' own cases, which speak in facts, or the scenarios, which speak in requests. */
export type Seer = 'cases' | 'scenarios';

/** Something that can be seen of a rule, and how often it was. */
export interface Sight {
  /** a finding of a rule, an outcome of one of its comparisons, one value of such a list, or a reason that the policy gives */
  kind: 'finding' | 'outcome' | 'value' | 'reason';
  /** the rule's id; null of a reason */
  rule: string | null;
  /** in words: `violated`, `userRole in [IS, GS] holds`, `userRole in [IS, GS] with GS` */
  what: string;
  /** `file:line:column` */
  at: string;
  seen: Record<Seer, number>;
}

/** Notes what is seen of the rules. Findings of rules that are not among them are passed over. */
export interface Coverage {
  watchAs(seer: Seer): Watch;
  noteReason: (reason: string) => void;
  sights(): readonly Sight[];
}

/** `reasons`: those that are to be seen, each with the place where it is declared. */
export function createCoverage(rules: readonly Rule[], reasons: ReadonlyMap<string, string>): Coverage {
  const byRule = new Map(rules.map((rule) => [rule.id, sightsOf(rule)]));
  const byReason = new Map([...reasons].map(([reason, at]) => [reason, sight('reason', null, reason, at)]));
  return {
    watchAs: (seer) => (found, made) => {
      for (const each of seenIn(byRule.get(found.rule.id), found, made)) each.seen[seer] += 1;
    },
    noteReason: (reason) => {
      const each = byReason.get(reason);
      if (each !== undefined) each.seen.scenarios += 1;
    },
    sights: () => {
      const ofRules = [...byRule.values()].flatMap(({ findings, comparisons }) => [
        ...findings.values(),
        ...[...comparisons.values()].flatMap(sightsOfComparison),
      ]);
      return [...ofRules, ...byReason.values()];
    },
  };
}

interface SightsOfRule {
  findings: ReadonlyMap<Finding, Sight>;
  /** by path */
  comparisons: ReadonlyMap<string, SightsOfComparison>;
}

interface SightsOfComparison {
  holds: Sight;
  fails: Sight;
  values: ReadonlyMap<unknown, Sight>;
}

function sightsOf(rule: Rule): SightsOfRule {
  const possible: Finding[] = rule.requires === undefined ? ['passed', 'not-applicable'] : ['passed', 'violated', 'not-applicable'];
  const comparisons = comparisonsWithPaths(rule);
  return {
    findings: new Map(possible.map((finding) => [finding, sight('finding', rule.id, finding, rule.placeOf(['cases', 'expect']))])),
    comparisons: new Map(comparisons.map(({ comparison, path }) => [path.join(), sightsOn(rule, comparison, path)])),
  };
}

function sightsOn(rule: Rule, comparison: Comparison, path: Path): SightsOfComparison {
  const what = describeCondition(comparison);
  const values = typeof comparison.value === 'object' ? comparison.value : [];
  return {
    holds: sight('outcome', rule.id, `${what} holds`, rule.placeOf(path)),
    fails: sight('outcome', rule.id, `${what} fails`, rule.placeOf(path)),
    values: new Map(values.map((value, index) => [value, sight('value', rule.id, `${what} with ${String(value)}`, rule.placeOf([...path, 'value', index]))])),
  };
}

function sight(kind: Sight['kind'], rule: string | null, what: string, at: string): Sight {
  return { kind, rule, what, at, seen: { cases: 0, scenarios: 0 } };
}

function seenIn(sights: SightsOfRule | undefined, { finding }: RuleFinding, made: readonly MadeComparison[]): Sight[] {
  if (sights === undefined) return [];
  const compared = made.flatMap(({ path, holds, actual }) => {
    const on = sights.comparisons.get(path.join());
    return on === undefined ? [] : [holds ? on.holds : on.fails, on.values.get(actual)];
  });
  return [sights.findings.get(finding), ...compared].filter((each) => each !== undefined);
}

function sightsOfComparison({ holds, fails, values }: SightsOfComparison): Sight[] {
  return [holds, fails, ...values.values()];
}
