import { Fault, type Place } from '../domain/fault.js';
import { canApplyTo } from '../rules/plan.js';
import type { RuleOutcome, RuleSet } from '../rules/rule.js';

/** reason -> SRV -> code */
export type ResponseCodes = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const permitted = 'I0';

/** Throws `Fault('no-rule-decides')` where configuration has no code for a rejection. */
export function responseCodeFor(responseCodes: ResponseCodes, { decision, reason }: RuleOutcome, srv: string): string {
  if (decision === 'permit') return permitted;
  const code = responseCodes[reason]?.[srv];
  if (code === undefined) throw new Fault('no-rule-decides', `configuration has no response code for ${reason} on ${srv}: add it under responseCodes`);
  return code;
}

/** Rules that could reject a Service Request for which configuration has no response code: found at load, not at the first rejection. */
export function findMissingCodes(ruleSet: RuleSet, responseCodes: ResponseCodes, srvs: readonly string[]): Place[] {
  return ruleSet.rules
    .filter((rule) => rule.outcome.decision === 'reject')
    .flatMap((rule) => {
      const missing = srvs.filter((srv) => canApplyTo(rule.applies, srv) && responseCodes[rule.outcome.reason]?.[srv] === undefined);
      return missing.length === 0 ? [] : [{ at: `${rule.file}:1:1`, problem: sayMissing(rule.outcome.reason, missing) }];
    });
}

function sayMissing(reason: string, srvs: readonly string[]): string {
  const some = srvs.length > 3 ? `${srvs.slice(0, 3).join(', ')} and ${srvs.length - 3} more` : srvs.join(', ');
  return `it can reject ${some} as ${reason}, for which configuration has no response code: let the rule apply to fewer SRVs, or add responseCodes.${reason}`;
}
