import { expect } from 'chai';
import type { Decided } from '../../src/decision/decision-point.js';
import { noteDecision } from '../../src/http/note-decision.js';
import type { Metrics } from '../../src/http/metrics.js';

describe('a decision that was given without a check', () => {
  const noted = (rule: object | null, repeated = false): string[] => {
    const lines: string[] = [];
    const log = { info: () => undefined, error: () => undefined, warn: (told: object, message: string) => lines.push(`${message} ${JSON.stringify(told)}`) };
    const decided = { record: { decisionId: 'one', decision: 'permit', reason: 'unavailable', rule }, attempt: repeated ? {} : undefined } as unknown as Decided;
    noteDecision({ metrics: { countDecision: () => lines.push('counted') } as unknown as Metrics, log }, decided);
    return lines;
  };

  it('is counted, and logged as a warning', () => {
    const [counted, warning] = noted(null);
    expect(counted).to.equal('counted');
    expect(warning).to.contain('given without a check').and.contain('"decisionId":"one"').and.contain('unavailable');
  });

  it('is not warned of again when it is answered from its record, nor is a checked one', () => {
    expect(noted(null, true)).to.deep.equal(['counted']);
    expect(noted({ id: 'verified' })).to.deep.equal(['counted']);
  });
});
