import { dirname } from 'node:path';
import { expect } from 'chai';
import { findFact } from '../../src/facts/catalogue.js';
import { operatorNames } from '../../src/rules/rule.js';
import { type LanguageServer, type Position, startLanguageServer } from '../support/language-server.js';
import { changed, ruleFile, scenarioFile, shippedYaml, worldFile } from './shipped-yaml.js';

const ruleText = changed(ruleFile, '', '').text;
const ruleFolder = dirname(ruleFile);
const applies = 'applies: { fact: srv, operator: equal, value: "6.21" }';
const requires = 'requires: { fact: deviceType, operator: in, value: [ESME, GPF] }';
const deviceTypes = ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID', 'IHD', 'CAD', 'unknown'];

describe('an editor with the YAML language server', function () {
  this.timeout(120_000);
  let server: LanguageServer;

  before(async () => {
    server = await startLanguageServer();
  });

  after(async () => {
    await server.stop();
  });

  describe('completes, in a rule,', () => {
    /** `|` is where the author is */
    type Completed = readonly [what: string, from: string, to: string, labels: readonly string[]];

    const words: readonly Completed[] = [
      ['the operators of a fact that is text', 'operator: in,', 'operator: |,', ['equal', 'notEqual', 'in', 'notIn']],
      ['the operators of a fact that is a number', applies, 'applies:\n  fact: commandVariant\n  operator: |\n', operatorNames],
      ['the values of the fact', applies, 'applies:\n  fact: deviceType\n  operator: equal\n  value: |\n', deviceTypes],
      ['the values of the fact, on one line', applies, 'applies: { fact: deviceType, operator: equal, value: E| }', deviceTypes],
      ['the values of the fact, in a list', '[ESME, GPF]', '[|]', deviceTypes],
      ['the values of the fact, line by line', requires, 'requires:\n  fact: deviceType\n  operator: in\n  value:\n    - |\n', deviceTypes],
      ['the values of the fact, deep inside', requires, 'requires:\n  all:\n    - any:\n        - fact: enforcement\n          operator: equal\n          value: |\n', ['enforce', 'observe', '"off"']],
      ['truths', applies, 'applies:\n  fact: cancellation\n  operator: equal\n  value: |\n', ['true', 'false']],
      ['the values in a case', 'given: { srv: "6.21", deviceType: ESME }', 'given:\n    srv: "6.21"\n    enforcement: |\n', ['enforce', 'observe', '"off"']],
      ['findings', 'finding: passed', 'finding: p|', ['passed', 'violated', 'not-applicable', 'not-effective']],
      ['reasons to reject', 'otherwise: { permit: not-applicable }', 'otherwise:\n  reject: |\n', ['wrong-network-operator', 'unknown-certificate-owner', 'not-a-network-operator-certificate', 'unreadable-certificate']],
      ['what a condition can be', requires, 'requires:\n  |\n', ['fact', 'operator', 'value', 'all', 'any', 'not']],
    ];
    for (const [what, from, to, labels] of words) {
      it(what, async () => {
        expect((await completions(from, to)).map(({ label }) => label)).to.deep.equal(labels);
      });
    }

    it('the facts, each with what it means', async () => {
      for (const to of ['applies:\n  fact: |\n', 'applies: { fact: |, operator: equal, value: "6.21" }']) {
        const found = await completions(applies, to);
        expect(found.length).to.be.above(15);
        for (const { label, documentation } of found) expect(documentation, label).to.equal(findFact(label)?.meaning);
      }
    });

    it('the SRVs, in quotes where a number would be read', async () => {
      const labels = (await completions(applies, 'applies:\n  fact: srv\n  operator: equal\n  value: |\n')).map(({ label }) => label);
      expect(labels).to.include.members(['"6.21"', '6.15.1']);
    });

    it('the stages, each with its question', async () => {
      const found = await completions('stage: device', 'stage: |');
      expect(found).to.have.length(12);
      expect(found.find(({ label }) => label === 'ownership')?.documentation).to.equal('Do they belong to the responsible Network Operator?');
    });

    it('the reasons to permit, each with its meaning', async () => {
      const found = await completions('otherwise: { permit: not-applicable }', 'otherwise:\n  permit: |\n');
      expect(found.map(({ label }) => label)).to.include('exempt-recovery').and.not.include('wrong-network-operator');
      expect(found.find(({ label }) => label === 'unverified')?.documentation).to.match(/^the responsible Network Operator cannot be established/);
    });

    async function completions(from: string, to: string) {
      const { text, at } = markedIn(changed(ruleFile, from, to).text);
      return server.complete(ruleFolder, text, at);
    }
  });

  describe('shows over', () => {
    type Hovered = readonly [what: string, marked: string, words: string];

    const hovered: readonly Hovered[] = [
      ['a fact', 'fact: |deviceType', 'type of the target device'],
      ['the key `fact`', '|fact: deviceType', 'type of the target device'],
      ['an SRV', 'value: |"6.21"', 'Service Request 6.21'],
      ['a value in a list', '[ESME, |GPF]', '* `GPF`: a device of type GPF'],
      ['an operator', 'operator: |in', 'one of the values in this list'],
      ['a stage', 'stage: |device', 'the check switched on?'],
      ['a reason', 'permit: |not-applicable', 'the check does not cover this Service Request'],
      ['a finding', 'finding: |violated', '`violated`: it applies, and what it requires does not hold'],
      ['a fact in a case', '|deviceType: GSME', 'type of the target device'],
      ['a key', '|rationale:', 'why, for whoever reads it in five years'],
      ['a key that holds more', '|requires:', 'what must hold then, as the clause says it'],
    ];
    for (const [what, marked, words] of hovered) {
      it(`${what} what the catalogue says`, async () => {
        const { text, at } = markedIn(ruleText.replace(marked.replace('|', ''), marked));
        expect(await server.hover(ruleFolder, text, at)).to.contain(words);
      });
    }

    it('a key of the configuration what config/default.yaml says', async () => {
      const { folder, text, path } = changed('config/default.yaml', 'maxBodyBytes', '|maxBodyBytes');
      const marked = markedIn(text);
      expect(await server.hover(folder, marked.text, marked.at), path).to.contain('The largest Service Request that is accepted, in bytes.');
    });

    it('a fact of a scenario what the catalogue says', async () => {
      const { folder, text } = changed(scenarioFile, 'facts: { device', 'facts: { |device');
      const marked = markedIn(text);
      expect(await server.hover(folder, marked.text, marked.at)).to.contain('whether the target is in the Smart Metering Inventory');
    });
  });

  describe('warns, at its place, of', () => {
    type Warned = readonly [what: string, path: string, from: string, to: string, words: string];

    const warned: readonly Warned[] = [
      ['an unknown fact', ruleFile, 'fact: deviceType', 'fact: |deviceTyp', 'Value must be "srv" | '],
      ['a wrong value', ruleFile, '[ESME, GPF]', '[ESME, |GPFF]', 'Value is not accepted. Valid values: "ESME", '],
      ['an SRV without quotes', ruleFile, 'value: "6.21"', 'value: |6.21', 'Value must be "1.1.1" | '],
      ['an unknown operator', ruleFile, 'operator: in', 'operator: |inside', 'Value must be "equal" | "notEqual" | "in" | "notIn"'],
      ['an unknown key', ruleFile, 'rationale:', '|rational:', 'Property rational is not allowed.'],
      ['an unknown key of a condition', ruleFile, 'operator: in', '|opertor: in', 'Property opertor is not allowed.'],
      ['an unknown stage', ruleFile, 'stage: device', 'stage: |devices', 'Value must be "request" | '],
      ['an unknown reason', ruleFile, 'permit: not-applicable', 'permit: |not-aplicable', 'Value must be "verified" | '],
      ['an unknown fact in a case', ruleFile, 'with: { deviceType', 'with: { |deviceTyp', 'Property deviceTyp is not allowed.'],
      ['an id that is none', ruleFile, 'id: handover-targets-esme-or-gpf', 'id: |Handover', 'write lower-case words joined by hyphens'],
      ['an unknown reason in a scenario', scenarioFile, 'reason: unverified', 'reason: |unverifed', 'Value must be "verified" | '],
      ['an unknown rule in a scenario', scenarioFile, 'rule: device-in-inventory', 'rule: |device-in-inventry', 'Value is not accepted. Valid values: "cancellation-exempt", '],
      ['a wrong fact in a scenario', scenarioFile, 'facts: { device: unknown', 'facts: { device: |unknwon', 'Value is not accepted. Valid values: "known", "unknown"'],
      ['an unknown world', scenarioFile, 'world: great-britain', 'world: |great-brittain', 'Value is not accepted. Valid values: "before-the-first-import", '],
      ['a wrong device type in a world', worldFile, 'type: ESME', 'type: |ESNE', 'Value is not accepted. Valid values: "ESME", '],
      ['an unknown key of the configuration', 'config/default.yaml', '  port:', '  |prt:', 'Property prt is not allowed.'],
      ['a counted permit', 'rules/policy.yaml', 'counted: false', 'counted: |true', 'Value must be false.'],
    ];
    for (const [what, path, from, to, words] of warned) {
      it(what, async () => {
        const { folder, text } = changed(path, from, to);
        const marked = markedIn(text);
        const there = (await server.diagnose(folder, marked.text)).filter(({ range: { start } }) =>
          start.line === marked.at.line && start.character === marked.at.character);
        expect(there.map(({ message }) => message.slice(0, words.length))).to.include(words);
      });
    }
  });

  it('warns of nothing in the files that are shipped', async () => {
    const found = await Promise.all(shippedYaml.map(async ({ path, folder, text }) => (await server.diagnose(folder, text)).map(({ message, range }) => `${path}:${range.start.line + 1} ${message}`)));
    expect(found.flat()).to.deep.equal([]);
  });
});

/** `text` without its first `|`, and where that stood. */
function markedIn(text: string): { text: string; at: Position } {
  const before = text.slice(0, text.indexOf('|'));
  const lines = before.split('\n');
  return { text: text.replace('|', ''), at: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
}
