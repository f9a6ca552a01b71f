import type { Advice, AuditRecord } from '../audit/record.js';
import { inTime } from '../domain/deadline.js';
import { Fault } from '../domain/fault.js';
import type { FactSheet } from '../facts/fact-sheet.js';
import type { RulesOfTheDay } from '../rules/rule-book.js';
import type { Judged } from './judge-request.js';
import { responseCodeFor, type ResponseCodes } from './response-codes.js';

/** What trying the observing rules came to; advice where that could not be told. */
export interface Tried {
  trial: AuditRecord['trial'];
  advice: readonly Advice[];
}

export interface Trying {
  rules: RulesOfTheDay;
  facts: FactSheet;
  /** what was decided */
  judged: Pick<Judged, 'decision' | 'reason' | 'rule'>;
  srv: string;
  responseCodes: ResponseCodes;
  factDeadlineMilliseconds: number;
}

/**
 * Tries the observing rules on a request that is decided already: there is a trial where one of them would have decided, or where, as one of them
 * takes another rule's place, something else would have been decided. It never rejects, and takes no longer than one fact may.
 */
export async function tryRules({ rules, facts, judged, srv, responseCodes, factDeadlineMilliseconds: milliseconds }: Trying): Promise<Tried> {
  if (rules.judgeTrial === undefined) return { trial: null, advice: [] };
  try {
    const late = () => new Fault('fact-unavailable', `it took longer than ${milliseconds} ms`);
    const { rule, outcome } = await inTime(rules.judgeTrial(facts.valueOf), milliseconds, late);
    const isOther = rule.mode === 'observe' || (judged.rule !== undefined && (outcome.decision !== judged.decision || outcome.reason !== judged.reason));
    const trial = isOther ? { rule: rule.id, ...outcome, responseCode: responseCodeFor(responseCodes, outcome, srv) } : null;
    return { trial, advice: [] };
  } catch (cause) {
    const problem = cause instanceof Fault ? cause.message : 'an internal error';
    return { trial: null, advice: [{ code: 'trial-unavailable', message: `the rules in observe mode could not be tried: ${problem}` }] };
  }
}
