import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { serviceReferenceVariants } from '../../src/duis/service-references.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { describeSettlement, runCases } from '../../src/rules/cases.js';
import { planOn } from '../../src/rules/plan.js';
import { findMissingCodes } from '../../src/decision/response-codes.js';
import { load } from '../configuration/configuration-files.js';
import { sharedFile } from '../duis/refusal.js';
import { loadShippedRules, shippedFiles } from './rule-files.js';

const ruleSet = loadShippedRules();
const { rules, policy } = ruleSet;

/** DOMAIN 13, vocabulary of a decision; `unavailable` is given where no rule could be asked. */
const reasons: Readonly<Record<string, { decision: string; counted: boolean }>> = {
  verified: { decision: 'permit', counted: false },
  'exempt-network-operator': { decision: 'permit', counted: false },
  'exempt-recovery': { decision: 'permit', counted: false },
  'exempt-cancellation': { decision: 'permit', counted: false },
  'not-applicable': { decision: 'permit', counted: false },
  unverified: { decision: 'permit', counted: false },
  'wrong-network-operator': { decision: 'reject', counted: true },
  'unknown-certificate-owner': { decision: 'reject', counted: true },
  'not-a-network-operator-certificate': { decision: 'reject', counted: false },
  'unreadable-certificate': { decision: 'reject', counted: false },
};

describe('the shipped rules', () => {
  describe('pass their own cases', () => {
    for (const rule of rules) {
      it(rule.id, async () => {
        for (const { case: each, got, settledBy } of await runCases(rule)) expect(got, `${each.name}: ${describeSettlement(settledBy)}`).to.equal(each.finding);
      });
    }
  });

  it('are one a file, named like it', () => {
    const files = shippedFiles().map(({ path }) => path).filter((path) => !['policy.yaml', 'invariants.yaml'].includes(path));
    expect(rules.map(({ id }) => `${policy.id}/${id}.yaml`).sort()).to.deep.equal(files.sort());
  });

  it('are all in force since the document they come from', () => {
    expect(planOn(ruleSet, '2020-11-05', factVocabulary).inForce).to.have.length(rules.length);
    expect(planOn(ruleSet, '2020-11-04', factVocabulary).inForce).to.have.length(0);
  });

  it('give every reason of DOMAIN 13 but `unavailable`, and no other', () => {
    const declared = Object.entries(policy.reasons).map(([reason, { decision, counted }]) => [reason, { decision, counted }] as const);
    expect(Object.fromEntries(declared)).to.deep.equal(reasons);
    expect([...new Set(rules.map(({ outcome }) => outcome.reason))].sort()).to.deep.equal(Object.keys(reasons).sort());
    for (const { id, outcome } of rules) expect(outcome.decision, id).to.equal(reasons[outcome.reason]?.decision);
  });

  it('use every stage', () => {
    expect([...new Set(rules.map(({ stage }) => stage))].sort()).to.deep.equal(policy.stages.map(({ id }) => id).sort());
  });

  it('can reject nothing for which the shipped configuration has no response code', () => {
    const { responseCodes } = load([]).values;
    expect(findMissingCodes(ruleSet, responseCodes, serviceReferenceVariants)).to.deep.equal([]);
  });

  it('quote the source document word for word', function () {
    const source = sharedFile('../seed/SECMP0063-PIA.txt');
    if (source === undefined) this.skip();
    const words = plainWords(readFileSync(source, 'utf8'));
    const quoting = [...rules, ...ruleSet.invariants].filter((rule) => rule.source.document === 'SECMP0063 PIA v0.3');
    expect(quoting.filter((rule) => !words.includes(plainWords(rule.source.text))).map(({ id, source: { text } }) => `${id}: ${text}`)).to.deep.equal([]);
    expect(quoting).to.have.length.above(40);
  });
});

function plainWords(text: string): string {
  return text.replace(/[‘’]/g, "'").replace(/\s+/g, ' ').trim().replace(/\.$/, '').toLowerCase();
}
