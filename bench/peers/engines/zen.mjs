// Zen: a decision table, first hit, the most frequent rows on top.
import { ZenEngine } from '@gorules/zen-engine';
import { rowsOf } from '../policy.mjs';

export function decider({ policy }) {
  const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(tableOf(policy))));
  return async (facts) => (await decision.evaluate(facts)).result;
}

function tableOf(policy) {
  const inputs = policy.facts.map(({ name }) => ({ id: `in-${name}`, name, field: name }));
  const outputs = ['decision', 'reason'].map((name) => ({ id: `out-${name}`, name, field: name }));
  const rules = rowsOf(policy).map(({ decision, reason, tests }, index) => ({
    _id: String(index),
    ...Object.fromEntries(inputs.map(({ id }) => [id, ''])),
    ...Object.fromEntries(tests.map(({ fact, is, values }) => [`in-${fact}`, `${is === 'in' ? '' : 'not '}in [${values.map((value) => JSON.stringify(value)).join(', ')}]`])),
    'out-decision': JSON.stringify(decision),
    'out-reason': JSON.stringify(reason),
  }));
  const node = (id, type, content) => ({ id, type, name: id, position: { x: 0, y: 0 }, ...(content && { content }) });
  const edge = (sourceId, targetId) => ({ id: `${sourceId}-${targetId}`, type: 'edge', sourceId, targetId });
  return {
    nodes: [node('request', 'inputNode'), node('table', 'decisionTableNode', { hitPolicy: 'first', inputs, outputs, rules }), node('answer', 'outputNode')],
    edges: [edge('request', 'table'), edge('table', 'answer')],
  };
}
