import type { Decided } from '../decision/decision-point.js';
import type { HttpParts } from './http-parts.js';

/** What every decision leaves behind beside its record, however it came; one given without a check is never silent (DOMAIN 13, `unavailable`). */
export function noteDecision({ metrics, log }: Pick<HttpParts, 'metrics' | 'log'>, decided: Decided): void {
  metrics.countDecision(decided);
  const { record, attempt } = decided;
  if (record.rule !== null || attempt !== undefined) return;
  const { decisionId, decision, reason } = record;
  log.warn({ decisionId, decision, reason }, 'given without a check: data that the rules need could not be looked up');
}
