import { expect } from 'chai';
import type { Explanation } from '../../src/decision/explanation.js';
import { certificate, request, spd } from '../facts/estate.js';
import { loadTried, ruleFile } from '../rules/rule-files.js';
import { asking, createKept, decideOver } from './decision-parts.js';

const explaining = { ...asking, explain: true };
const wrong = request({ certificates: [certificate('DigitalSigning', { owner: spd })] });
const wordsOf = (explanation: Explanation | undefined) => explanation?.counterfactual.map(({ words }) => words);

describe('what would turn a decision', () => {
  it('is told of each request by itself, one after the other', async () => {
    const { decide } = decideOver();
    const [rejected, permitted] = [await decide(wrong, explaining), await decide(request(), explaining)];
    expect(wordsOf(rejected.explanation)?.[0]).to.equal('would be permitted as verified if every Network Operator certificate belonged to EPN');
    expect(wordsOf(permitted.explanation)?.[0]).to.equal('would be rejected as wrong-network-operator if a Network Operator certificate belonged to a known party that is not the responsible operator');
  });

  it('names each fact, its values, and what a value of few words means', async () => {
    const { explanation } = await decideOver().decide(wrong, explaining);
    expect(explanation?.counterfactual[0]).to.deep.include({ changes: { networkOperatorMatch: ['match'] }, decision: 'permit', reason: 'verified', rule: 'verified' });
    expect(wordsOf(explanation)).to.include.members([
      'would be permitted as not-applicable if the command variant were 4, 5, 6, 7, 8 or 9',
      'would be permitted as exempt-recovery if the kind of party that sends were dcc (a party of kind dcc)',
      'would be permitted as exempt-cancellation if it cancelled a future-dated request',
    ]);
  });

  it('is told in the same words of a repeated request, of which nothing was looked up', async () => {
    const kept = createKept();
    const first = await decideOver({ kept }).decide(wrong, explaining);
    const again = await decideOver({ kept }).decide(wrong, explaining);
    expect(again.attempt).to.not.equal(undefined);
    expect(wordsOf(again.explanation)).to.deep.equal(wordsOf(first.explanation));
  });

  it('is not told of a record that the rules of today would not have written', async () => {
    const kept = createKept();
    await decideOver({ kept }).decide(wrong, asking);
    const ruleSet = loadTried(ruleFile('tried', { applies: '{ fact: srv, operator: in, value: ["6.15.1", "6.21"] }' }));
    const { record, explanation } = await decideOver({ kept, ruleSet }).decide(wrong, explaining);
    expect([record.reason, explanation?.counterfactual]).to.deep.equal(['wrong-network-operator', []]);
  });
});
