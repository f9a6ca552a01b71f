import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import { Fault } from '../../src/domain/fault.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { loadRules } from '../../src/rules/load-rules.js';
import { readScenarios } from '../../src/scenarios/read-scenarios.js';
import { createScenarioRunner, type ScenarioResult } from '../../src/scenarios/run-scenarios.js';
import { shippedDirectory } from '../rules/rule-files.js';
import { scenarioText, worldText } from './small-world.js';

describe('running scenarios', () => {
  let directory: string;
  let rulesDirectory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'slotguard-scenarios-'));
    rulesDirectory = join(directory, 'rules');
    mkdirSync(join(directory, 'worlds'));
    cpSync(shippedDirectory, rulesDirectory, { recursive: true });
    writeFileSync(join(directory, 'worlds', 'small.yaml'), worldText);
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  async function run(texts: Readonly<Record<string, string>>): Promise<ScenarioResult[]> {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(directory, name), text);
    const runner = createScenarioRunner();
    const rules = loadRules(readRuleDirectory(rulesDirectory), factVocabulary, rulesDirectory);
    const results: ScenarioResult[] = [];
    try {
      for (const scenario of readScenarios(directory)) results.push(await runner.run(scenario, rules));
      return results;
    } finally {
      await runner.stop();
    }
  }

  async function differenceOf(text: string): Promise<string> {
    const [result] = await run({ 'd07-tried.yaml': text });
    expect(result?.passed).to.equal(false);
    return result?.differences.join('; ') ?? '';
  }

  function editRule(id: string, edit: (text: string) => string): void {
    const path = join(rulesDirectory, 'network-operator-certificate', `${id}.yaml`);
    writeFileSync(path, edit(readFileSync(path, 'utf8')));
  }

  it('passes what is decided as stated', async () => {
    const [result] = await run({ 'd07-tried.yaml': scenarioText() });
    expect(result).to.deep.include({ passed: true, differences: [], place: `${join(directory, 'd07-tried.yaml')}:6:5` });
    expect(result?.answers.map(({ status, reasons }) => [status, reasons])).to.deep.equal([[200, ['wrong-network-operator']]]);
    expect(result?.got).to.deep.include({ status: 200, decision: 'reject', recorded: 1, contradictions: [] });
  });

  it('tells of a decision that is another: by which rule, and what settled it', async () => {
    expect(await differenceOf(scenarioText('when: { certificates: epn }\n'))).to.equal(
      'expected reject wrong-network-operator, got permit verified; rule verified decided, because networkOperatorMatch equal "match", and it was "match"; '
      + 'responseCode: expected "E062106", got "I0"; rule: expected "handover-places-registered-operator", got "verified"; counted: expected true, got false',
    );
  });

  it('states what a rule in observe mode would have decided; where nothing is stated, none would have', async () => {
    const [verified, tried] = ['verified', 'tried'].map((id) => join(rulesDirectory, 'network-operator-certificate', `${id}.yaml`));
    writeFileSync(tried!, readFileSync(verified!, 'utf8').replace('id: verified', 'id: tried').replace(/^stage:/m, 'mode: observe\nreplaces: verified\nstage:'));
    const scenario = (more = '') => scenarioText('when: {}\n', `    then: { decision: permit, reason: verified, responseCode: I0, rule: verified, advice: [], audit: { supplierParty: bright-energy, counted: false }${more} }\n`);
    expect(await differenceOf(scenario())).to.contain('trial: expected null, got {"rule":"tried","decision":"permit","reason":"verified","responseCode":"I0"}');
    const [stated] = await run({ 'd07-tried.yaml': scenario(', trial: { rule: tried, decision: permit, reason: verified, responseCode: I0 }') });
    expect(stated).to.deep.include({ passed: true, differences: [] });
  });

  it('tells of a record that is another', async () => {
    expect(await differenceOf(scenarioText().replace('counted: true', 'counted: true, deviceType: GPF, owners: { KeyAgreement: epn }'))).to.equal(
      'rule handover-places-registered-operator decided, because networkOperatorMatch equal "match", and it was "mismatch"; '
      + 'deviceType: expected "GPF", got "ESME"; owner of KeyAgreement: expected "epn", got "spd"',
    );
  });

  it('tells of no decision where one was expected, and of one where none was', async () => {
    expect(await differenceOf(scenarioText('when: { certificates: {} }\n'))).to.match(/^expected reject wrong-network-operator, got no decision \(422 not-decidable, .*\); /);
    expect(await differenceOf(scenarioText(undefined, '    then: { problem: { status: 422, code: not-decidable } }\n'))).to.match(
      /^expected no decision \(422 not-decidable\), got reject wrong-network-operator; rule handover-places-registered-operator decided, .*; recorded: expected 0, got 1$/,
    );
  });

  it('tells in which step, and goes no further', async () => {
    const then = 'then: { decision: permit, reason: verified, responseCode: I0, rule: verified, advice: [], audit: { supplierParty: bright-energy, counted: false } }';
    const steps = `steps:\n      - { when: {}, ${then} }\n      - { when: {}, ${then} }\n      - { when: { srv: "8.2", form: json }, ${then} }\n`;
    expect(await differenceOf(scenarioText(steps, ''))).to.equal(
      'step 2: rule verified decided, because networkOperatorMatch equal "match", and it was "match"; repeated: expected false, got true; recorded: expected 1, got 0',
    );
  });

  it('asks the rules that it is given', async () => {
    editRule('sent-by-supplier', (text) => text.replace('value: [IS, GS]', 'value: [GS]'));
    expect(await differenceOf(scenarioText())).to.match(/^expected reject wrong-network-operator, got permit not-applicable; rule sent-by-supplier decided, because userRole in \["GS"\], and it was "IS"; /);
  });

  it('refuses what cannot be read before it runs anything', async () => {
    const fault = await run({ 'd07-tried.yaml': scenarioText('when: { srv: 6.21 }\n') }).catch((cause: unknown) => cause);
    expect(fault).to.be.instanceOf(Fault).with.property('code', 'data-invalid');
  });

  it('refuses a world that the import refuses', async () => {
    const overlapping = worldText.replace('from: 2019-04-01 }]', 'from: 2019-04-01 }, { mpxn: "1000000000012", networkOperator: SPOW, from: 2020-01-01 }]');
    writeFileSync(join(directory, 'worlds', 'small.yaml'), overlapping);
    const refused = await run({ 'd07-tried.yaml': scenarioText() }).catch((cause: unknown) => cause);
    expect(refused).to.be.instanceOf(Fault).with.property('message').that.matches(/^the registration of the world .* cannot be imported$/);
  });

  it('leaves nothing behind', async () => {
    const [before, own] = [process.env.TMPDIR, join(directory, 'tmp')];
    mkdirSync(own);
    process.env.TMPDIR = own; // other processes have their worlds in the common one
    try {
      await run({ 'd07-tried.yaml': scenarioText() });
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
    expect(readdirSync(own)).to.deep.equal([]);
  });
});
