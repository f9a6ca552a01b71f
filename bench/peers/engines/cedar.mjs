// Cedar: a policy for each reason, read once; the policy that determined the decision says the reason.
import { createRequire } from 'node:module';

const { preparsePolicySet, statefulIsAuthorized } = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs');
const policySetId = 'slotguard';
const uid = (type, id) => ({ type, id });

export function decider({ policy }) {
  const staticPolicies = Object.fromEntries(policy.cases.map(({ decision, reason, rows }) => [
    reason,
    `${decision === 'permit' ? 'permit' : 'forbid'} (principal, action, resource) when { ${rows.map((tests) => `(${tests.map(test).join(' && ')})`).join(' || ')} };`,
  ]));
  const parsed = preparsePolicySet(policySetId, { staticPolicies });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed.errors));
  const call = { principal: uid('Originator', 'one'), action: uid('Action', 'place'), resource: uid('Device', 'one'), preparsedPolicySetId: policySetId, entities: [] };
  return (facts) => {
    const answer = statefulIsAuthorized({ ...call, context: facts });
    if (answer.type !== 'success' || answer.response.diagnostics.errors.length > 0) throw new Error(JSON.stringify(answer));
    return { decision: answer.response.decision === 'allow' ? 'permit' : 'reject', reason: answer.response.diagnostics.reason[0] };
  };
}

function test({ fact, is, values }) {
  const found = values.length === 1 ? `context.${fact} == ${JSON.stringify(values[0])}` : `${JSON.stringify(values)}.contains(context.${fact})`;
  return is === 'in' ? found : `!(${found})`;
}
