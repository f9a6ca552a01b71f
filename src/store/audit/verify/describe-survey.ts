import type { Survey } from './survey-chain.js';

/** Every problem in a sentence; none where the chain holds. */
export function describeSurvey({ problem, otherProblems }: Survey): string[] {
  const first = problem && `${problem.problem}${problem.decisionId === null ? '' : ` (${problem.decisionId}${problem.at === null ? '' : `, ${problem.at}`})`}`;
  return [...(first === undefined ? [] : [first]), ...otherProblems];
}
