import type { Invariant, RuleSet } from '../rules/rule.js';

/** What another rule set promises more, less or otherwise, in words: no request need be decided differently for that. */
export function comparePromises(before: RuleSet, after: RuleSet): string[] {
  const [old, young] = [byId(before), byId(after)];
  const gone = [...old.keys()].filter((id) => !young.has(id)).map((id) => `the promise \`${id}\` is gone`);
  const changed = [...young].flatMap(([id, promise]) => {
    const was = old.get(id);
    if (was === undefined) return [`the promise \`${id}\` is new`];
    return saying(was) === saying(promise) ? [] : [`the promise \`${id}\` is another`];
  });
  return [...gone, ...changed, ...compareExceptions(before, after), ...compareCounting(before, after)];
}

function byId({ invariants }: RuleSet): Map<string, Invariant> {
  return new Map(invariants.map((invariant) => [invariant.id, invariant]));
}

function saying({ about, then, effective }: Invariant): string {
  return JSON.stringify([about, then, effective ?? {}]);
}

function compareExceptions(before: RuleSet, after: RuleSet): string[] {
  const exceptions = ({ rules }: RuleSet) => rules.flatMap(({ id, excepts }) => excepts.map((name) => `${id} is an exception from \`${name}\``));
  const [old, young] = [exceptions(before), exceptions(after)];
  return [...young.filter((each) => !old.includes(each)), ...old.filter((each) => !young.includes(each)).map((each) => `no longer: ${each}`)];
}

/** Of reasons that both give: a request for which a new one is given is decided differently. */
function compareCounting({ policy: { reasons: old } }: RuleSet, { policy: { reasons: young } }: RuleSet): string[] {
  return Object.entries(young).flatMap(([reason, { counted }]) => {
    const was = old[reason]?.counted;
    return was === undefined || was === counted ? [] : [`the SEC Panel's report ${counted ? 'counts' : 'no longer counts'} \`${reason}\``];
  });
}
