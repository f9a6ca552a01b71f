import { type Answer, withAnswer } from '../domain/answer.js';
import { openFact, textFact, whetherKnown } from './definition.js';
import type { LookUps } from './look-ups.js';

const day = 86_400_000;

/** What registration data says of the meter point, read as at max(now, ExecutionDateTime). */
export const registrationFacts = [
  textFact('registration', {
    meaning: 'whether a Network Operator is registered for the MPAN or MPRN on the day that counts',
    provider: 'registration',
    values: [['known', 'one is, or the MPAN prefix stands in where configuration allows it', 'a Network Operator were registered for it']],
    unknown: 'none is, or the MPxN itself is unknown',
    find: (lookUps) => withAnswer(lookUps.responsibleOperator(), whetherKnown),
  }),
  textFact('registrationData', {
    meaning: 'whether registration data is younger than `registrationMaxAgeDays`',
    provider: 'registration',
    values: [['current', 'it is, or no limit is configured'], ['stale', 'it is older than the limit, or was never imported', 'the registration data were too old']],
    find: (lookUps) => withAnswer(isStale(lookUps), (stale) => (stale ? 'stale' : 'current')),
  }),
  openFact('responsibleParty', {
    called: 'the responsible Network Operator',
    meaning: 'id of the SEC Party that is the responsible Network Operator',
    provider: 'registration',
    unknown: 'no operator is registered, or the one registered is not in the party directory',
    find: (lookUps) => withAnswer(lookUps.responsibleOperator(), (operator) => operator?.party?.id),
  }),
];

function isStale(lookUps: LookUps): Answer<boolean> {
  const limit = lookUps.settings.registrationMaxAgeDays;
  if (limit === null) return false;
  return withAnswer(lookUps.registrationAsOf(), (asOf) => asOf === undefined || lookUps.now - asOf > limit * day);
}
