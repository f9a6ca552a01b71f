import { expect } from 'chai';
import { findMissingCodes } from '../../src/decision/response-codes.js';
import { loadTried, ruleFile, type RuleParts } from '../rules/rule-files.js';

const rejecting = (applies: string): RuleParts => ({ applies, then: '{ reject: held-back }' });
const srvs = ['6.15.1', '6.21', '6.23', '8.2', '11.2'];

function missing(applies: string, codes: Readonly<Record<string, string>>): string[] {
  const ruleSet = loadTried(ruleFile('tried', rejecting(applies)));
  return findMissingCodes(ruleSet, { 'held-back': codes }, srvs).map(({ at, problem }) => `${at} ${problem}`);
}

describe('response codes that configuration lacks', () => {
  it('are found for every SRV that a rule can reject', () => {
    expect(missing('{ fact: srv, operator: in, value: ["6.15.1", "6.21"] }', { '6.21': 'E1' })).to.deep.equal([
      'r/tried/tried.yaml:1:1 it can reject 6.15.1 as held-back, for which configuration has no response code: let the rule apply to fewer SRVs, or add responseCodes.held-back',
    ]);
  });

  it('are none where each has one', () => {
    expect(missing('{ fact: srv, operator: in, value: ["6.15.1", "6.21"] }', { '6.21': 'E1', '6.15.1': 'E2' })).to.deep.equal([]);
  });

  it('are told of a rule that names no SRV', () => {
    const [problem] = missing('{ fact: userRole, operator: equal, value: IS }', {});
    expect(problem).to.contain('it can reject 6.15.1, 6.21, 6.23 and 2 more as held-back');
  });

  it('are not asked of a rule that permits', () => {
    expect(findMissingCodes(loadTried(ruleFile('tried')), {}, srvs)).to.deep.equal([]);
  });
});
