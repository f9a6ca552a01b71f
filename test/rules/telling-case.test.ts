import { expect } from 'chai';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { Condition, Rule } from '../../src/rules/rule.js';
import { adviseCase } from '../../src/rules/telling-case.js';
import { equal, oneOf, rule } from './conditions.js';

const is: Condition = { all: [equal('srv', '6.21'), equal('userRole', 'IS')] };

type Parts = Partial<Rule> & Pick<Rule, 'applies'>;

describe('the case that would tell two rules apart', () => {
  const ways: readonly (readonly [what: string, given: Rule['cases']['given'], one: Parts, other: Parts, advice: string])[] = [
    ['is the request as it is given, where that does', { srv: '6.21', userRole: 'IS' }, { applies: is }, { applies: equal('srv', '8.2') }, 'add a case of the request as it is given, finding passed'],
    ['changes one fact', { srv: '6.21', userRole: 'IS' }, { applies: is }, { applies: equal('srv', '6.21') }, 'add a case with userRole ES, finding not-applicable'],
    ['changes two where one will not do', { srv: '8.2', userRole: 'ED' }, { applies: is }, { applies: { all: [equal('srv', '6.21'), oneOf('userRole', 'IS', 'GS')] } }, 'add a case with srv 6.21, userRole GS, finding not-applicable'],
    ['takes a party that no rule names', { responsibleParty: 'epn' }, { applies: equal('responsibleParty', 'epn') }, { applies: { any: [equal('responsibleParty', 'epn'), { not: equal('responsibleParty', 'epn') }] } }, 'add a case with responsibleParty any other responsibleParty, finding not-applicable'],
    ['says what is violated', { srv: '6.21', userRole: 'IS' }, { applies: equal('srv', '6.21'), requires: equal('userRole', 'IS') }, { applies: equal('srv', '6.21'), requires: oneOf('userRole', 'IS', 'GS') }, 'add a case with userRole GS, finding violated'],
    ['is no request that there cannot be', { deviceType: 'ESME', fuel: 'electricity' }, { applies: { all: [equal('deviceType', 'ESME'), equal('fuel', 'electricity')] } }, { applies: equal('fuel', 'electricity') }, 'add a case of which the two find different things'],
  ];
  for (const [what, given, one, other, advice] of ways) {
    it(what, () => {
      expect(adviseCase(rule({ ...one, cases: { given, expect: [] } }), rule(other), factVocabulary)).to.equal(advice);
    });
  }
});
