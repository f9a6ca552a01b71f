import type { ExplainedFinding, Explanation } from '../decision/explanation.js';

/** What every rule found and every fact that was asked for, for a person at a terminal. */
export function describeExplanation({ facts, findings, counterfactual }: Explanation): string[] {
  return [
    '  rules, in order of precedence:',
    ...findings.map((finding) => `    ${(finding.finding ?? 'no finding').padEnd(15)} ${finding.rule}${finding.mode === 'observe' ? ', only tried' : ''}${why(finding)}`),
    ...(counterfactual.length === 0 ? [] : ['  what would turn the decision:', ...counterfactual.map(({ words }) => `    it ${words}`)]),
    '  facts:',
    ...Object.entries(facts).map(([name, value]) => `    ${name.padEnd(22)} ${String(value)}`),
  ];
}

function why({ condition, cause }: ExplainedFinding): string {
  if (cause !== null) return ` (${cause})`;
  if (condition === null) return '';
  const expected = Array.isArray(condition.value) ? condition.value.join(', ') : String(condition.value);
  return ` (${condition.fact} ${condition.operator} ${expected}; it is ${String(condition.actual)}, from ${condition.provider})`;
}
