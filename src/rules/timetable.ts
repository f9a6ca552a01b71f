import { isInForce, type Rule } from './rule.js';

/** What has become of a rule on a day. `replaced`: by another that is in force; by an observing one only where it is observing itself. */
export const ruleStatuses = ['in-force', 'not-yet', 'no-longer', 'replaced'] as const;
export type RuleStatus = (typeof ruleStatuses)[number];

export interface Standing {
  status: RuleStatus;
  /** id of the rule that stands in its place; only where it is replaced */
  replacedBy: string | undefined;
}

/** What changes on a day, `YYYY-MM-DD` in Great Britain: ids of rules. */
export interface Change {
  on: string;
  goesLive: string[];
  ends: string[];
}

/** `rules`: the whole set, or those of it that replace the rule; `day`: `YYYY-MM-DD` in Great Britain. */
export function standingOn(rule: Rule, rules: readonly Rule[], day: string): Standing {
  if (day < rule.effective.from) return { status: 'not-yet', replacedBy: undefined };
  if (!isInForce(rule, day)) return { status: 'no-longer', replacedBy: undefined };
  const replacing = rules.find((other) => other.replaces === rule.id && isInForce(other, day) && (rule.mode === 'observe' || other.mode === 'enforce'));
  return { status: replacing === undefined ? 'in-force' : 'replaced', replacedBy: replacing?.id };
}

/** Every later day on which some rule comes into force or goes out of it, by its own dates or by those of one that replaces it. */
export function changesAfter(rules: readonly Rule[], day: string): Change[] {
  const days = rules.flatMap(({ effective: { from, to } }) => [from, ...(to === undefined ? [] : [to])]).filter((each) => each > day);
  const idsInForce = idsByDay(rules);
  let before = idsInForce(day);
  return [...new Set(days)].sort().flatMap((on) => {
    const now = idsInForce(on);
    const change = { on, goesLive: without(now, before), ends: without(before, now) };
    before = now;
    return change.goesLive.length + change.ends.length === 0 ? [] : [change];
  });
}

/** Which rules are in force on a day; for what replaces a rule only those are looked through that ever do. */
function idsByDay(rules: readonly Rule[]): (day: string) => ReadonlySet<string> {
  const replacing = new Map<string, Rule[]>();
  for (const rule of rules) {
    const { replaces } = rule;
    if (replaces !== undefined) replacing.set(replaces, [...(replacing.get(replaces) ?? []), rule]);
  }
  return (day) => new Set(rules.filter((rule) => standingOn(rule, replacing.get(rule.id) ?? [], day).status === 'in-force').map(({ id }) => id));
}

function without(ids: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...ids].filter((id) => !others.has(id));
}
