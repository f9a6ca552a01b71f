import { z } from 'zod';
import type { FactVocabulary } from '../domain/fact.js';
import type { Place } from '../domain/fault.js';
import { readTyped } from '../yaml/read-typed.js';
import type { YamlDocument } from '../yaml/read-yaml.js';
import { type ConditionReading, type Path, readCondition, suggest } from './condition.js';
import type { DecisionPattern, Invariant } from './invariant.js';
import type { Policy } from './rule.js';
import { condition, day, id, sentence, source } from './rule-schema.js';

const reason = id.meta({ term: 'reason' });
const pattern = z
  .strictObject({
    decision: z.enum(['permit', 'reject']).describe('what is decided').optional(),
    reason: z.union([reason, z.array(reason).min(1, 'name at least one reason')]).describe('why: one reason, or any of a list').optional(),
  })
  .refine(({ decision, reason }) => decision !== undefined || reason !== undefined, 'write { decision: permit }, { decision: reject }, or { reason: REASON }')
  .meta({ minProperties: 1 });

const invariant = z.strictObject({
  id: id.describe('what a rule writes in `excepts`'),
  says: sentence.describe('the promise, in one sentence'),
  source: source.describe('the clause that promises it'),
  effective: z
    .strictObject({ from: day.describe('the first day, in Great Britain').optional(), to: day.describe('the first day on which it is no longer held').optional() })
    .describe('the days on which it is held; leave it out for always')
    .optional(),
  when: condition.describe('which requests it is about; leave it out for all of them').optional(),
  then: z
    .strictObject({ must: pattern.describe('every decision is so').optional(), never: pattern.describe('no decision is so').optional() })
    .refine(({ must, never }) => (must === undefined) !== (never === undefined), 'write one of { must: ... } and { never: ... }')
    .meta({ minProperties: 1, maxProperties: 1, description: 'what is promised of the decision' }),
});

/** `invariants.yaml` but for its conditions, which are read against the fact catalogue. */
export const invariantsFileSchema = z.strictObject({ invariants: z.array(invariant).min(1, 'write at least one invariant, or delete the file').describe('promises that hold whatever the rules are') });
type Written = z.infer<typeof invariant>;

/** Reads `invariants.yaml` against the facts and the policy; every problem has its `file:line:column`. */
export function readInvariants(document: YamlDocument, vocabulary: FactVocabulary, policy: Policy): { invariants: Invariant[]; problems: Place[] } {
  const typed = readTyped<z.infer<typeof invariantsFileSchema>>(document, invariantsFileSchema);
  if ('problems' in typed) return { invariants: [], problems: typed.problems };
  const problems: Place[] = [];
  const report = (path: Path, problem: string, atKey = false) => {
    problems.push({ at: atKey ? document.placeOfKey(path) : document.placeOf(path), problem });
  };
  const reading: ConditionReading = { document, vocabulary, report };
  const invariants = typed.value.invariants.flatMap((written, index) => readInvariant(reading, written, ['invariants', index], policy) ?? []);
  reportTwice(reading, typed.value.invariants);
  return { invariants, problems };
}

function readInvariant(reading: ConditionReading, written: Written, path: Path, policy: Policy): Invariant | undefined {
  const { id, says, source, effective, then } = written;
  const when = 'when' in written ? readCondition(reading, written.when, [...path, 'when']) : undefined;
  if (effective?.from !== undefined && effective.to !== undefined && effective.to <= effective.from) {
    reading.report([...path, 'effective', 'to'], `\`to\` is the first day on which it is no longer held: it must be later than ${effective.from}`);
  }
  const key = then.must === undefined ? 'never' : 'must';
  const held = readPattern(reading, then[key] ?? {}, [...path, 'then', key], policy);
  if ('when' in written && when === undefined) return undefined;
  return { id, says, source, effective, when, at: reading.document.placeOf([...path, 'id']), then: key === 'must' ? { must: held } : { never: held } };
}

function readPattern(reading: ConditionReading, { decision, reason }: z.infer<typeof pattern>, path: Path, { reasons }: Policy): DecisionPattern {
  const named = reason === undefined ? undefined : [reason].flat();
  for (const [index, each] of (named ?? []).entries()) {
    const at = Array.isArray(reason) ? [...path, 'reason', index] : [...path, 'reason'];
    const declared = Object.hasOwn(reasons, each) ? reasons[each] : undefined;
    if (declared === undefined) reading.report(at, `there is no reason \`${each}\`${suggest(each, Object.keys(reasons))}; policy.yaml names them`);
    else if (decision !== undefined && declared.decision !== decision) reading.report(at, `\`${each}\` is a reason to ${declared.decision}, so that no decision is both`);
  }
  return { decision, reasons: named };
}

function reportTwice({ report }: ConditionReading, written: readonly Written[]): void {
  const ids = written.map(({ id }) => id);
  ids.forEach((id, index) => {
    if (ids.indexOf(id) < index) report(['invariants', index, 'id'], `there is an invariant \`${id}\` already: give one of them another id`);
  });
}
