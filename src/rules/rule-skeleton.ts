import { blank } from './blanks.js';
import type { Policy } from './rule.js';

export interface RuleToBe {
  id: string;
  /** a check, `applies` + `requires` + `otherwise`; otherwise an exemption, `applies` + `then` */
  isCheck: boolean;
  /** undefined: left to the author */
  stage: string | undefined;
  decision: 'permit' | 'reject';
  /** undefined: left to the author */
  reason: string | undefined;
  /** scopes of the promises in `invariants.yaml`; undefined: there are no promises */
  scopes: readonly string[] | undefined;
}

/** A rule file in which all is said that is known, and a blank stands wherever `rules check` is to ask for more. */
export function ruleSkeleton(rule: RuleToBe, policy: Policy): string {
  return `${head(rule, policy)}${rule.isCheck ? checkForm(rule, policy) : exemptionForm(rule, policy)}`;
}

function head({ id, stage, scopes }: RuleToBe, { stages }: Policy): string {
  return `# yaml-language-server: $schema=../rule.schema.json
# Write over each <...>, and take out the comments: \`slotguard rules check\` names what is left. The guide is rules/README.md.
id: ${id}
title: ${blank('one sentence, which callers see')}
source:
  document: ${blank('the document, with its version')}
  clause: ${blank('its number or heading')}
  text: ${blank('the words themselves, as the clause says them')}
# where it ends, add \`to\`: the first day out of force
effective: { from: ${blank('the first day in force as YYYY-MM-DD')} }
rationale: ${blank('why, for whoever reads it in five years')}
${stage === undefined ? listed('asked in this order, and the first in which a rule speaks decides', stages.map((each) => each.id)) : ''}stage: ${stage ?? blank('one of the stages')}
${scopes === undefined ? '' : exceptions(scopes)}`;
}

function exceptions(scopes: readonly string[]): string {
  const named = scopes.length === 0 ? '' : `, or a scope of several: ${scopes.join(', ')}`;
  return `# the promise in invariants.yaml that is not held where the rule makes the difference${named}; take the line out where it breaks none
excepts: [${blank('a promise or a scope')}]
`;
}

function exemptionForm(rule: RuleToBe, policy: Policy): string {
  return `# when it speaks; of several conditions make all: [...], any: [...] or not: ..., one inside the other
applies: { fact: ${blank('a fact')}, operator: equal, value: ${blank('its value')} }
${reasons(rule, policy)}then: ${outcome(rule)}
cases:
  # one request, by every fact that the rule reads; each case changes something of it
  given: { ${blank('the fact')}: ${blank('its value')} }
  expect:
    - { name: ${blank('the request as given')}, finding: passed }
    - { name: ${blank('one that it leaves alone')}, with: { ${blank('the fact')}: ${blank('another value')} }, finding: not-applicable }
`;
}

function checkForm(rule: RuleToBe, policy: Policy): string {
  return `# which requests it is about; of several conditions make all: [...], any: [...] or not: ..., one inside the other
applies: { fact: ${blank('a fact')}, operator: equal, value: ${blank('its value')} }
# what must be true of them, as the clause says it
requires: { fact: ${blank('another fact')}, operator: equal, value: ${blank('the value that it must have')} }
# what is decided where that does NOT hold
${reasons(rule, policy)}otherwise: ${outcome(rule)}
cases:
  # one request, by every fact that the rule reads; each case changes something of it
  given: { ${blank('the fact of `applies`')}: ${blank('its value')}, ${blank('the fact of `requires`')}: ${blank('the value that it must have')} }
  expect:
    - { name: ${blank('the request as given')}, finding: passed }
    - { name: ${blank('one that is not as it must be')}, with: { ${blank('the fact of `requires`')}: ${blank('another value')} }, finding: violated }
    - { name: ${blank('one that it is not about')}, with: { ${blank('the fact of `applies`')}: ${blank('another value')} }, finding: not-applicable }
`;
}

function outcome({ decision, reason }: RuleToBe): string {
  return `{ ${decision}: ${reason ?? blank(`a reason to ${decision}`)} }`;
}

function reasons({ decision, reason }: RuleToBe, policy: Policy): string {
  const names = Object.entries(policy.reasons).filter(([, each]) => each.decision === decision).map(([name]) => name);
  return reason === undefined ? listed(`reasons to ${decision}`, names) : '';
}

function listed(what: string, names: readonly string[]): string {
  return `# ${what}: ${names.join(', ')}\n`;
}
