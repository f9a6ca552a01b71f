// json-rules-engine alone: one engine, one run after the other, which stops at the first row that holds; the most frequent are asked first.
import { Engine } from 'json-rules-engine';
import { rowsOf } from '../policy.mjs';

export function decider({ policy }) {
  const engine = new Engine([], { allowUndefinedFacts: false });
  const rows = rowsOf(policy);
  rows.forEach(({ decision, reason, tests }, index) => engine.addRule({
    priority: rows.length - index,
    conditions: {
      all: tests.map(({ fact, is, values }) => (values.length === 1
        ? { fact, operator: is === 'in' ? 'equal' : 'notEqual', value: values[0] }
        : { fact, operator: is === 'in' ? 'in' : 'notIn', value: values })),
    },
    event: { type: reason, params: { decision } },
  }));
  let found;
  engine.on('success', ({ type, params }) => {
    found ??= { decision: params.decision, reason: type };
    engine.stop();
  });
  return async (facts) => {
    found = undefined;
    await engine.run(facts);
    return found;
  };
}
