import type { Mapping } from '../proof/policy-map.js';
import { findUnsound } from '../proof/prove.js';
import type { RuleSet } from '../rules/rule.js';
import type { CommandContext } from './context.js';

/** What is told of rules that no service would take up may not be what somebody is looking for. `spec`: where they come from. */
export async function noteUnsound(context: CommandContext, spec: string, ruleSet: RuleSet, mapping: Mapping): Promise<void> {
  const faults = await findUnsound(ruleSet, { ...mapping, directory: spec });
  if (faults.length > 0) context.err(`note: a service would refuse ${spec}, a proof finds ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}: ${faults[0]?.problem ?? ''}`);
}
