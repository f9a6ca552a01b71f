import { expect } from 'chai';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { Condition, Rule } from '../../src/rules/rule.js';
import { adviseCase } from '../../src/rules/telling-case.js';
import { equal, oneOf, rule } from './conditions.js';

const is: Condition = { all: [equal('srv', '6.21'), equal('userRole', 'IS')] };

function advised(given: Rule['cases']['given'], one: Partial<Rule> & Pick<Rule, 'applies'>, other: Partial<Rule> & Pick<Rule, 'applies'>): string {
  return adviseCase(rule({ ...one, cases: { given, expect: [] } }), rule(other), factVocabulary);
}

describe('the case that would tell two rules apart', () => {
  const ways: readonly (readonly [what: string, advice: string, expected: string])[] = [
    ['is the request as it is given, where that does', advised({ srv: '6.21', userRole: 'IS' }, { applies: is }, { applies: equal('srv', '8.2') }), 'add a case of the request as it is given, finding passed'],
    ['changes one fact', advised({ srv: '6.21', userRole: 'IS' }, { applies: is }, { applies: equal('srv', '6.21') }), 'add a case with userRole ES, finding not-applicable'],
    ['changes two where one will not do', advised({ srv: '8.2', userRole: 'ED' }, { applies: is }, { applies: { all: [equal('srv', '6.21'), oneOf('userRole', 'IS', 'GS')] } }), 'add a case with srv 6.21, userRole GS, finding not-applicable'],
    ['takes a party that no rule names', advised({ responsibleParty: 'epn' }, { applies: equal('responsibleParty', 'epn') }, { applies: { any: [equal('responsibleParty', 'epn'), { not: equal('responsibleParty', 'epn') }] } }), 'add a case with responsibleParty any other responsibleParty, finding not-applicable'],
    ['says what is violated', advised({ srv: '6.21', userRole: 'IS' }, { applies: equal('srv', '6.21'), requires: equal('userRole', 'IS') }, { applies: equal('srv', '6.21'), requires: oneOf('userRole', 'IS', 'GS') }), 'add a case with userRole GS, finding violated'],
    ['is no request that there cannot be', advised({ deviceType: 'ESME', fuel: 'electricity' }, { applies: { all: [equal('deviceType', 'ESME'), equal('fuel', 'electricity')] } }, { applies: equal('fuel', 'electricity') }), 'add a case of which the two find different things'],
  ];
  for (const [what, advice, expected] of ways) {
    it(what, () => {
      expect(advice).to.equal(expected);
    });
  }
});
