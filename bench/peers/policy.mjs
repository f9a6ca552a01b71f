// The one policy that all of them decide by: the decision table that the product says its rules amount to.
import { mix } from '../inputs/mix.mjs';
import { slotguard } from '../inputs/estate.mjs';

/**
 * `facts`: each with its name and values; `impossible`: combinations that no request has; `cases`: decision, reason and the rows under which
 * it holds, most frequent first. A row holds where each of its tests does: `{ fact, is: 'in' | 'not-in', values }`. Rows never contradict
 * each other, so that any order decides the same.
 */
export function readPolicy() {
  const day = new Date().toISOString().slice(0, 10);
  const { facts, impossible, periods } = JSON.parse(slotguard({}, 'rules', 'table', '--format', 'json', '--at', day));
  const valuesOf = new Map(facts.map(({ name, values }) => [name, values]));
  const cases = new Map();
  for (const { decision, reason, when } of periods.at(-1).rows) {
    const rows = cases.get(reason) ?? { decision, reason, rows: [] };
    rows.rows.push(Object.entries(when).map(([fact, values]) => shortest(fact, values, valuesOf.get(fact))));
    cases.set(reason, rows);
  }
  const frequency = (reason) => mix.reduce((sum, each) => sum + (each.reason === reason ? each.perMille : 0), 0);
  return { facts, impossible, cases: [...cases.values()].sort((a, b) => frequency(b.reason) - frequency(a.reason)) };
}

/** The cases as one list of rows, each with its decision. */
export const rowsOf = ({ cases }) => cases.flatMap(({ decision, reason, rows }) => rows.map((tests) => ({ decision, reason, tests })));

/** The table read plainly, row by row. */
export function decideByTable(policy, facts) {
  const found = policy.cases.find(({ rows }) => rows.some((tests) => tests.every(({ fact, is, values }) => values.includes(facts[fact]) === (is === 'in'))));
  return found && { decision: found.decision, reason: found.reason };
}

/** Finished facts of any possible request, drawn at random; `random(below)`. */
export function randomFacts({ facts, impossible }, random) {
  for (;;) {
    const drawn = Object.fromEntries(facts.map(({ name, values }) => [name, values[random(values.length)]]));
    if (!impossible.some((combination) => Object.entries(combination).every(([fact, values]) => values.includes(drawn[fact])))) return drawn;
  }
}

/** What is left out is named where that is shorter. */
function shortest(fact, values, all) {
  const others = all.filter((value) => !values.includes(value));
  return others.length < values.length ? { fact, is: 'not-in', values: others } : { fact, is: 'in', values };
}
