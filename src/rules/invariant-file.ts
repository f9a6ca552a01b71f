import { z } from 'zod';
import type { FactVocabulary } from '../domain/fact.js';
import type { Place } from '../domain/fault.js';
import { readTyped } from '../yaml/read-typed.js';
import type { YamlDocument } from '../yaml/read-yaml.js';
import { type ConditionReading, type Path, readCondition, suggest } from './condition.js';
import type { Condition, DecisionPattern, Invariant, Policy } from './rule.js';
import { condition, day, id, sentence, source } from './rule-schema.js';

const reason = z.string().meta({ term: 'reason' });
const pattern = z
  .strictObject({
    decision: z.enum(['permit', 'reject']).describe('what is decided').optional(),
    reason: z.union([reason, z.array(reason).min(1, 'name at least one reason')]).describe('why: one reason, or any of a list').optional(),
    counted: z.boolean().describe('whether the SEC Panel counts it').optional(),
  })
  .refine(({ decision, reason, counted }) => decision !== undefined || reason !== undefined || counted !== undefined, 'write { decision: permit }, { decision: reject }, { reason: REASON } or { counted: true }')
  .meta({ minProperties: 1 });

const within = id.describe('a scope of this file: it is about requests of that scope only');
const scope = z.strictObject({ within: within.optional(), when: condition.describe('which requests are in the scope') });

const invariant = z.strictObject({
  id: id.describe('what a rule writes in `excepts`'),
  says: sentence.describe('the promise, in one sentence'),
  source: source.describe('the clause that promises it'),
  effective: z
    .strictObject({ from: day.describe('the first day, in Great Britain').optional(), to: day.describe('the first day on which it is no longer held').optional() })
    .describe('the days on which it is held; leave it out for always')
    .optional(),
  within: within.optional(),
  when: condition.describe('which requests it is about; leave it out for all of them, or all of the scope').optional(),
  then: z
    .strictObject({ must: pattern.describe('every decision is so').optional(), never: pattern.describe('no decision is so').optional() })
    .refine(({ must, never }) => (must === undefined) !== (never === undefined), 'write one of { must: ... } and { never: ... }')
    .meta({ minProperties: 1, maxProperties: 1, description: 'what is promised of the decision' }),
});

/** `invariants.yaml` but for its conditions, which are read against the fact catalogue. */
export const invariantsFileSchema = z.strictObject({
  scopes: z.record(id, scope).describe('requests that several invariants are about, each with a name for `within`').optional(),
  invariants: z.array(invariant).min(1, 'write at least one invariant, or delete the file').describe('promises that hold whatever the rules are'),
});
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
  const scopes = readScopes(reading, typed.value.scopes ?? {});
  const invariants = typed.value.invariants.map((written, index) => readInvariant(reading, written, ['invariants', index], policy, scopes));
  reportTwice(reading, typed.value.invariants, scopes);
  return { invariants, problems };
}

interface Scope {
  /** itself, and those that it is within */
  names: readonly string[];
  /** of all of them */
  about: readonly Condition[];
}

type Scopes = ReadonlyMap<string, Scope>;

/** A scope is within one that stands before it. */
function readScopes(reading: ConditionReading, written: NonNullable<z.infer<typeof invariantsFileSchema>['scopes']>): Scopes {
  const scopes = new Map<string, Scope>();
  for (const [name, each] of Object.entries(written)) {
    const { names, about } = readAbout(reading, each, ['scopes', name], scopes);
    scopes.set(name, { names: [name, ...names], about });
  }
  return scopes;
}

/** A condition in which there is a problem, which was reported, is left out. */
function readAbout(reading: ConditionReading, written: { within?: string | undefined; when?: unknown }, path: Path, scopes: Scopes): Scope {
  const { within } = written;
  const outer = within === undefined ? undefined : scopes.get(within);
  if (within !== undefined && outer === undefined) {
    reading.report([...path, 'within'], `there is no scope \`${within}\` before this${suggest(within, scopes.keys())}; \`scopes\` names them`);
  }
  const own = 'when' in written ? readCondition(reading, written.when, [...path, 'when']) : undefined;
  return { names: outer?.names ?? [], about: [...(outer?.about ?? []), ...(own === undefined ? [] : [own])] };
}

function readInvariant(reading: ConditionReading, written: Written, path: Path, policy: Policy, scopes: Scopes): Invariant {
  const { id, says, source, effective, then } = written;
  const { names, about } = readAbout(reading, written, path, scopes);
  if (effective?.from !== undefined && effective.to !== undefined && effective.to <= effective.from) {
    reading.report([...path, 'effective', 'to'], `\`to\` is the first day on which it is no longer held: it must be later than ${effective.from}`);
  }
  const key = then.must === undefined ? 'never' : 'must';
  const held = readPattern(reading, then[key] ?? {}, [...path, 'then', key], policy);
  return { id, says, source, scopes: names, effective, about, at: reading.document.placeOf([...path, 'id']), then: key === 'must' ? { must: held } : { never: held } };
}

function readPattern(reading: ConditionReading, { decision, reason, counted }: z.infer<typeof pattern>, path: Path, { reasons }: Policy): DecisionPattern {
  const named = reason === undefined ? undefined : [reason].flat();
  for (const [index, each] of (named ?? []).entries()) {
    const at = Array.isArray(reason) ? [...path, 'reason', index] : [...path, 'reason'];
    const declared = Object.hasOwn(reasons, each) ? reasons[each] : undefined;
    if (declared === undefined) reading.report(at, `there is no reason \`${each}\`${suggest(each, Object.keys(reasons))}; policy.yaml names them`);
    else if (decision !== undefined && declared.decision !== decision) reading.report(at, `\`${each}\` is a reason to ${declared.decision}, so that no decision is both`);
  }
  return { decision, reasons: named, counted };
}

function reportTwice({ report }: ConditionReading, written: readonly Written[], scopes: Scopes): void {
  const ids = written.map(({ id }) => id);
  ids.forEach((id, index) => {
    if (scopes.has(id)) report(['invariants', index, 'id'], `there is a scope \`${id}\`, and a rule could not say which it is an exception from: give one of them another name`);
    if (ids.indexOf(id) < index) report(['invariants', index, 'id'], `there is an invariant \`${id}\` already: give one of them another id`);
  });
}
