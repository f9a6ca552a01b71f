import type { FactValue, FactVocabulary } from '../domain/fact.js';
import type { Path } from './condition.js';
import { describeCondition } from './describe-condition.js';
import type { Comparison, Condition, OperatorName, Rule } from './rule.js';

/** A rule in which one thing was changed. */
export interface Mutant {
  rule: Rule;
  /** in words: `userRole in [IS, GS]` without `GS` */
  what: string;
  /** `file:line:column` of what was changed */
  at: string;
}

interface Change<T> {
  changed: T;
  what: string;
  path: Path;
}

/** Always true. */
const always: Condition = { all: [] };

/**
 * The rule with one thing changed, for each thing: a condition dropped, `all` for `any`, a `not` removed, an operator negated or moved by
 * one, a value dropped from its list or replaced by another that the fact can have.
 */
export function mutantsOf(rule: Rule, vocabulary: FactVocabulary): Mutant[] {
  const givenBy = (fact: string) => rule.cases.expect.flatMap((each) => each.with[fact] ?? rule.cases.given[fact] ?? []);
  const changesOf = (condition: Condition, path: Path) =>
    changesIn(condition, path, (comparison) => replacements(comparison, vocabulary, givenBy(comparison.fact)));
  const mutant = (parts: Partial<Rule>, what: string, path: Path): Mutant => ({ rule: { ...rule, ...parts }, what, at: rule.placeOf(path) });
  const ofApplies = changesOf(rule.applies, ['applies']).map(({ changed, what, path }) => mutant({ applies: changed }, what, path));
  const whole = mutant({ applies: always }, `\`applies: ${describeCondition(rule.applies)}\` dropped`, ['applies']);
  if (rule.requires === undefined) return [whole, ...ofApplies];
  const ofRequires = changesOf(rule.requires, ['requires']).map(({ changed, what, path }) => mutant({ requires: changed }, what, path));
  return [whole, ...ofApplies, mutant({ requires: always }, `\`requires: ${describeCondition(rule.requires)}\` dropped`, ['requires']), ...ofRequires];
}

type ReplacementsFor = (comparison: Comparison) => FactValue[];

function changesIn(condition: Condition, path: Path, replacementsFor: ReplacementsFor): Change<Condition>[] {
  if ('all' in condition) return changesInList('all', condition.all, path, replacementsFor);
  if ('any' in condition) return changesInList('any', condition.any, path, replacementsFor);
  if (!('not' in condition)) return changesInComparison(condition, path, replacementsFor(condition));
  const inside = changesIn(condition.not, [...path, 'not'], replacementsFor);
  return [{ changed: condition.not, what: `\`${describeCondition(condition)}\` without \`not\``, path }, ...inside.map((each) => ({ ...each, changed: { not: each.changed } }))];
}

function changesInList(kind: 'all' | 'any', parts: readonly Condition[], path: Path, replacementsFor: ReplacementsFor): Change<Condition>[] {
  const other = kind === 'all' ? 'any' : 'all';
  const around = (changed: readonly Condition[]): Condition => (kind === 'all' ? { all: changed } : { any: changed });
  const swapped: Change<Condition> = { changed: kind === 'all' ? { any: parts } : { all: parts }, what: `\`${other}\` instead of \`${kind}\``, path: [...path, kind] };
  const inside = parts.flatMap((part, index) => {
    const partPath = [...path, kind, index];
    const changes = changesIn(part, partPath, replacementsFor).map((each) => ({ ...each, changed: around(parts.with(index, each.changed)) }));
    return parts.length === 1 ? changes : [{ changed: around(parts.toSpliced(index, 1)), what: `\`${describeCondition(part)}\` dropped`, path: partPath }, ...changes];
  });
  return parts.length === 1 ? inside : [swapped, ...inside];
}

const negated: Record<OperatorName, OperatorName> = {
  equal: 'notEqual',
  notEqual: 'equal',
  in: 'notIn',
  notIn: 'in',
  lessThan: 'greaterThanInclusive',
  greaterThanInclusive: 'lessThan',
  greaterThan: 'lessThanInclusive',
  lessThanInclusive: 'greaterThan',
};

const movedByOne: Partial<Record<OperatorName, OperatorName>> = {
  lessThan: 'lessThanInclusive',
  lessThanInclusive: 'lessThan',
  greaterThan: 'greaterThanInclusive',
  greaterThanInclusive: 'greaterThan',
};

function changesInComparison(comparison: Comparison, path: Path, others: readonly FactValue[]): Change<Condition>[] {
  const { operator, value } = comparison;
  const operators = [negated[operator], movedByOne[operator]].filter((each) => each !== undefined);
  const ofOperator = operators.map((each) => ({ changed: { ...comparison, operator: each }, what: `\`${describeCondition(comparison)}\` with \`${each}\``, path: [...path, 'operator'] }));
  const ofValue = typeof value === 'object' ? changesInValues(comparison, value, path, others) : others.map((other) => replaced(comparison, value, other, other, [...path, 'value']));
  return [...ofOperator, ...ofValue];
}

function changesInValues(comparison: Comparison, values: readonly FactValue[], path: Path, others: readonly FactValue[]): Change<Condition>[] {
  return values.flatMap((value, index) => {
    const valuePath = [...path, 'value', index];
    const swaps = others.map((other) => replaced(comparison, value, other, values.with(index, other), valuePath));
    if (values.length === 1) return swaps;
    return [{ changed: { ...comparison, value: values.toSpliced(index, 1) }, what: `\`${describeCondition(comparison)}\` without \`${String(value)}\``, path: valuePath }, ...swaps];
  });
}

function replaced(comparison: Comparison, value: FactValue, other: FactValue, changed: Comparison['value'], path: Path): Change<Condition> {
  return { changed: { ...comparison, value: changed }, what: `\`${describeCondition(comparison)}\` with \`${String(other)}\` instead of \`${String(value)}\``, path };
}

/**
 * What to put in a value's place: of a number its neighbours, else one other declared value. One that no case gives is noticed only by a case of
 * the value itself, as is then every other one.
 */
function replacements({ fact: name, operator, value }: Comparison, vocabulary: FactVocabulary, given: readonly FactValue[]): FactValue[] {
  const fact = vocabulary.findFact(name);
  if (fact === undefined || fact.values === 'open') return [`any other ${name}`];
  const mentioned: readonly FactValue[] = typeof value === 'object' ? value : [value];
  const others = fact.values.map((each) => each.value).filter((each) => !mentioned.includes(each));
  if (typeof value === 'number' && operator in movedByOne) return others.filter((each) => Math.abs(Number(each) - value) === 1);
  return [others.find((each) => !given.includes(each)) ?? others[0]].filter((each) => each !== undefined);
}
