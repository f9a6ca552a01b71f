// json-logic-engine, with the policy compiled once into one chain of conditions.
import { LogicEngine } from 'json-logic-engine';

export function decider({ policy }) {
  const test = ({ fact, is, values }) => {
    const found = values.length === 1 ? { '===': [{ var: fact }, values[0]] } : { in: [{ var: fact }, values] };
    return is === 'in' ? found : { '!': [found] };
  };
  const chain = policy.cases.flatMap(({ rows }, index) => [{ or: rows.map((tests) => ({ and: tests.map(test) })) }, index]);
  const answers = policy.cases.map(({ decision, reason }) => ({ decision, reason }));
  const run = new LogicEngine().build({ if: [...chain, -1] });
  return (facts) => answers[run(facts)];
}
