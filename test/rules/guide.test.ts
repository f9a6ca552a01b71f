import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import type { FactValue } from '../../src/domain/fact.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { runCases } from '../../src/rules/cases.js';
import { judge } from '../../src/rules/judge.js';
import { prove } from '../../src/proof/prove.js';
import { loadRules } from '../../src/rules/load-rules.js';
import { planOn } from '../../src/rules/plan.js';
import type { RuleFile } from '../../src/rules/rule.js';

const guide = readFileSync('rules/README.md', 'utf8');
const blocks = [...guide.matchAll(/```yaml\n([^]*?)```/g)].map(([, block = '']) => block);
const shipped = readRuleDirectory('rules');
const examples: RuleFile[] = blocks.flatMap((text) => {
  const path = /^# rules\/(\S+\.yaml)\n/.exec(text)?.[1];
  return path === undefined ? [] : [{ path, text }];
});
const reason = blocks.find((text) => text.startsWith('  exempt-load-controller:')) ?? '';
const withReason = shipped.map((file) => (file.path === 'policy.yaml' ? { ...file, text: `${file.text}${reason}` } : file));

const handover = { srv: '6.21', remotePartyRole: 'NetworkOperator', originatorKind: 'supplier', userRole: 'IS', commandVariant: 1, cancellation: false, device: 'known', deviceType: 'ESME', deviceStatus: 'Commissioned', enforcement: 'enforce', mpxn: 'known', registration: 'known', registrationData: 'current', certificates: 'readable', certificateUse: 'as-declared', certificateRole: 'network-operator', networkOperatorMatch: 'mismatch' };

describe("the rule authors' guide", () => {
  it('has three whole rules', () => {
    expect(examples.map(({ path }) => path.replace(/^.*\//, ''))).to.deep.equal(['retired-device-exempt.yaml', 'load-controller-exempt.yaml', 'handover-targets-gsme-too.yaml']);
  });

  for (const example of examples) {
    it(`${example.path} is sound as it stands, and its cases pass`, async () => {
      const { rules } = loadRules([...withReason, example], factVocabulary, 'rules');
      const rule = rules.find(({ id }) => example.path.endsWith(`/${id}.yaml`));
      expect(rule).not.to.equal(undefined);
      for (const { passed, case: each } of rule === undefined ? [] : await runCases(rule)) expect(passed, each.name).to.equal(true);
    });
  }

  it('its rules decide as it says', async () => {
    const decide = deciderOf([...withReason, ...examples]);
    expect(await decide('2026-11-20', {})).to.deep.equal({ decision: 'reject', reason: 'wrong-network-operator' });
    expect(await decide('2026-11-20', { deviceStatus: 'Withdrawn' })).to.deep.equal({ decision: 'permit', reason: 'not-applicable' });
    expect(await decide('2026-11-20', { remotePartyRole: 'LoadController' })).to.deep.equal({ decision: 'permit', reason: 'exempt-load-controller' });
    expect(await decide('2027-02-28', { deviceType: 'GSME' })).to.deep.equal({ decision: 'permit', reason: 'not-applicable' });
    expect(await decide('2027-03-01', { deviceType: 'GSME' })).to.deep.equal({ decision: 'reject', reason: 'wrong-network-operator' });
  });

  it('its rules keep the promises, and matter, as they stand there', async () => {
    const ruleSet = loadRules([...withReason, ...examples], factVocabulary, 'rules');
    const { faults } = await prove(ruleSet, { vocabulary: factVocabulary, from: '2026-11-25', directory: 'rules' });
    expect(faults.map(({ problem }) => problem)).to.deep.equal([]);
  });

  it('shows an invariant as it is read', () => {
    const invariant = blocks.find((text) => text.startsWith('  - id: cancellation-never-rejected')) ?? '';
    const { invariants } = loadRules([...shipped.filter(({ path }) => path !== 'invariants.yaml'), { path: 'invariants.yaml', text: `invariants:\n${invariant}` }], factVocabulary, 'rules');
    expect(invariants.map(({ id, then }) => [id, then])).to.deep.equal([['cancellation-never-rejected', { never: { decision: 'reject', reasons: undefined, counted: undefined } }]]);
  });

  it('names the commands that there are', () => {
    const commands = [...guide.matchAll(/npx slotguard ((?:rules )?[a-z]+)/g)].map(([, command = '']) => command);
    expect([...new Set(commands)]).to.have.members(['rules check', 'rules test', 'rules prove', 'rules table', 'rules diff', 'rules new', 'serve', 'rules facts', 'rules schema', 'replay']);
  });
});

function deciderOf(files: readonly RuleFile[]) {
  const ruleSet = loadRules(files, factVocabulary, 'rules');
  return async (day: string, changes: Record<string, FactValue>) => {
    const facts: Record<string, FactValue> = { ...handover, ...changes };
    return (await judge(planOn(ruleSet, day, factVocabulary), (fact) => facts[fact] ?? '')).outcome;
  };
}
