import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import type { AuditRecord } from '../../src/audit/record.js';
import { createExplainer } from '../../src/decision/explanation.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { createFactSheet } from '../../src/facts/fact-sheet.js';
import { createLookUps } from '../../src/facts/look-ups.js';
import { loadRules } from '../../src/rules/load-rules.js';
import type { RuleFile } from '../../src/rules/rule.js';
import { createRuleBook } from '../../src/rules/rule-book.js';
import { certificate, now, period, readOddly, request, settings, spd, storeOf, stranger } from '../facts/estate.js';
import { loadTried, ruleFile, shippedFiles } from '../rules/rule-files.js';
import { asking, createKept, decideOver, shippedRules } from './decision-parts.js';

const explaining = { ...asking, explain: true };
const wrong = request({ certificates: [certificate('DigitalSigning', { owner: spd })] });

describe('an explanation', () => {
  it('tells what every rule finds, in the order of precedence, and every fact', async () => {
    const { explanation } = await decideOver().decide(wrong, explaining);
    expect(explanation?.findings.map(({ rule }) => rule)).to.deep.equal(shippedRules.rules.map(({ id }) => id));
    const findings = Object.fromEntries((explanation?.findings ?? []).map((each) => [each.rule, each]));
    expect(findings['handover-places-registered-operator']).to.deep.include({
      finding: 'violated', stage: 'ownership', cause: null, condition: { fact: 'networkOperatorMatch', operator: 'equal', value: 'match', actual: 'mismatch', provider: 'certificates' },
    });
    expect(findings['device-in-inventory']).to.include({ finding: 'passed' });
    expect(findings['update-targets-esme']).to.deep.include({ finding: 'not-applicable', condition: { fact: 'srv', operator: 'equal', value: '6.15.1', actual: '6.21', provider: 'request' } });
    expect(explanation?.facts).to.include({ srv: '6.21', networkOperatorMatch: 'mismatch' });
  });

  it('changes nothing: not the decision, not the record', async () => {
    const [plain, explained] = [createKept(), createKept()];
    const without = await decideOver({ kept: plain }).decide(wrong, asking);
    const withIt = await decideOver({ kept: explained }).decide(wrong, explaining);
    const { decisionId } = without.record;
    expect({ ...withIt.record, decisionId }).to.deep.equal(without.record);
    expect(explained.records).to.deep.equal([withIt.record]);
    expect(plain.records).to.deep.equal([without.record]);
  });

  it('asks what the decision did not need, and keeps it out of the record', async () => {
    const { record, explanation } = await decideOver().decide(request({ srv: '8.2', remotePartyRole: undefined, certificates: [] }), explaining);
    expect(record.facts).to.deep.equal({ srv: '8.2' });
    expect(explanation?.facts).to.include.keys('srv', 'remotePartyRole', 'originatorKind', 'certificateRole');
  });

  it('of a repeated request has the facts of its record', async () => {
    const kept = createKept();
    const first = await decideOver({ kept }).decide(wrong, asking);
    const again = await decideOver({ kept, estate: { devices: [] } }).decide(wrong, explaining);
    expect(again.record).to.equal(first.record);
    expect(again.explanation?.facts).to.deep.include(first.record.facts);
    expect(again.explanation?.findings.find(({ rule }) => rule === 'device-in-inventory')).to.include({ finding: 'passed' });
  });

  it('says which fact cannot be had, and goes on with the other rules', async () => {
    const reference = { findDevice: (): never => { throw new Fault('store-unavailable', 'gone'); } };
    const { explanation } = await decideOver({ reference }).decide(request({ srv: '8.2', remotePartyRole: undefined, certificates: [] }), explaining);
    const missing = explanation?.findings.filter(({ finding }) => finding === null) ?? [];
    expect(missing.map(({ rule, cause }) => `${rule}: ${cause ?? ''}`)).to.include('check-switched-off: fact enforcement could not be looked up');
    expect(explanation?.findings.find(({ rule }) => rule === 'other-service-requests')).to.include({ finding: 'passed' });
    expect(explanation?.facts).to.not.have.any.keys('enforcement', 'device');
  });

  it('tells what would turn the decision also of a party that no rule names, where a rule names another', async () => {
    const exempt = ruleFile('acme-exempt', {
      stage: 'exemption', applies: '{ fact: originatorParty, operator: equal, value: acme }', then: '{ permit: not-applicable }',
      cases: '{ given: { originatorParty: acme }, expect: [{ name: its own, finding: passed }] }',
    });
    const turnsOf = async (files: RuleFile[]) => {
      const { explanation } = await decideOver({ ruleSet: loadRules(files, factVocabulary, 'rules') }).decide(wrong, explaining);
      return explanation?.counterfactual.map(({ words }) => words) ?? [];
    };
    const without = await turnsOf(shippedFiles());
    const withIt = await turnsOf([...shippedFiles(), exempt]);
    expect(withIt[0]).to.equal('would be permitted as verified if every Network Operator certificate belonged to EPN').and.to.equal(without[0]);
    expect(withIt).to.include('would be permitted as not-applicable if the party that sends were acme');
  });

  it('tells what would turn the decision where the registered operator is not in the directory', async () => {
    const wordsOf = async (owner: typeof spd) => {
      const estate = { registrations: { '1000000000012': [period('GONE', '2019-01-01')] } };
      const { explanation } = await decideOver({ estate }).decide(request({ certificates: [certificate('DigitalSigning', { owner })] }), explaining);
      return explanation?.counterfactual.map(({ words }) => words);
    };
    expect(await wordsOf(spd)).to.include('would be permitted as verified if every Network Operator certificate belonged to the operator registered as GONE, and that were in the party directory');
    expect(await wordsOf(stranger)).to.include('would be rejected as unknown-certificate-owner if the responsible operator were in the party directory, and a Network Operator certificate belonged to nobody in it');
  });

  it('waits for the next turn of the event loop where those in this one took long', async () => {
    let [asked, turns] = [0, 0];
    const fourMillisecondsEach = (): number => {
      if (asked === 0) setImmediate(() => { [asked, turns] = [0, turns + 1]; });
      asked += 1;
      return 4 * (asked - 1);
    };
    const explain = createExplainer(fourMillisecondsEach);
    const sources = { reference: storeOf().store, readCertificate: readOddly, settings };
    const rules = createRuleBook(shippedRules, factVocabulary).at(now);
    const explained = await Promise.all([1, 2].map(() => {
      const lookUps = createLookUps(sources, wrong, now);
      return explain(rules, createFactSheet(lookUps), lookUps, { reason: 'wrong-network-operator' } as AuditRecord);
    }));
    for (const { findings, counterfactual } of explained) expect([findings.length, counterfactual.length > 0]).to.deep.equal([shippedRules.rules.length, true]);
    expect(turns).to.be.within(2 * shippedRules.rules.length / 3, 2 * shippedRules.rules.length);
  });

  it('tells of rules that are not in force', async () => {
    const ruleSet = loadTried(ruleFrom('now'), ruleFrom('later', '{ from: 2030-01-01 }'), ruleFrom('before', '{ from: 2020-11-05, to: 2021-01-01 }'));
    const { explanation } = await decideOver({ ruleSet }).decide(request(), explaining);
    expect(explanation?.findings.map(({ rule, finding }) => [rule, finding])).to.deep.equal([['now', 'passed'], ['before', 'not-effective'], ['later', 'not-effective']]);
    expect(explanation?.findings.slice(1).map(({ condition, cause }) => [condition, cause])).to.deep.equal([[null, null], [null, null]]);
  });
});

function ruleFrom(id: string, effective?: string): RuleFile {
  return ruleFile(id, effective === undefined ? {} : { effective });
}
