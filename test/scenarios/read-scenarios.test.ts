import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { readScenarios } from '../../src/scenarios/read-scenarios.js';
import { scenarioText, worldText } from './small-world.js';

describe('a scenario directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'slotguard-scenarios-'));
    mkdirSync(join(directory, 'worlds'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function write(scenarios: Readonly<Record<string, string>>, world = worldText): void {
    writeFileSync(join(directory, 'worlds', 'small.yaml'), world);
    for (const [name, text] of Object.entries(scenarios)) writeFileSync(join(directory, name), text);
  }

  function problems(read = directory): string[] {
    try {
      readScenarios(read);
    } catch (error) {
      if (error instanceof Fault && error.code === 'data-invalid') return error.places.map(({ at, problem }) => `${at.replace(`${directory}/`, '')} ${problem}`);
      throw error;
    }
    return [];
  }

  it('names files that look like scenarios and would not be run', () => {
    write({ 'd07-tried.yaml': scenarioText(), 'd08.yml': '', 'D09.YAML': '', 'x.yaml~': '', '.#d10.yaml': '', 'x.schema.json': '', 'x.test.ts': '' });
    mkdirSync(join(directory, 'more'));
    for (const name of ['d11-tried.yaml', 'a-rule.yaml']) writeFileSync(join(directory, 'more', name), scenarioText());
    if (process.platform !== 'win32') symlinkSync('/dev/zero', join(directory, 'zero.yaml'));
    expect(problems()).to.deep.equal([
      'D09.YAML a scenario file ends in .yaml: rename it, or move it elsewhere',
      'd08.yml a scenario file ends in .yaml: rename it, or move it elsewhere',
      `more/d11-tried.yaml only scenarios that lie in ${directory} itself are run: move it there`,
      ...(process.platform === 'win32' ? [] : ['zero.yaml it is no file: put a file here, or move it elsewhere']),
    ]);
  });

  it('does not read a world that is no file', function () {
    if (process.platform === 'win32') this.skip();
    write({ 'd07-tried.yaml': scenarioText() });
    rmSync(join(directory, 'worlds', 'small.yaml'));
    symlinkSync('/dev/zero', join(directory, 'worlds', 'small.yaml'));
    expect(problems()).to.deep.equal(['worlds/small.yaml it is no file: put a file here, or move it elsewhere']);
  });

  it('is read with every name looked up', () => {
    write({ 'd07-tried.yaml': scenarioText() });
    const [scenario] = readScenarios(directory);
    expect(scenario).to.deep.include({ id: 'tried', clauses: ['D7'], title: 'a scenario', isReferenceLost: false });
    const [step] = scenario!.steps;
    expect(step!.saying).to.deep.include({ srv: '6.21', originator: '90-B3-D5-1F-30-01-00-00', target: '00-DB-12-34-56-78-90-01' });
    expect(step!.saying.certificates?.map(({ use, certificate }) => `${use} ${certificate.name}`)).to.deep.equal(['DigitalSigning spd', 'KeyAgreement spd']);
    expect(step!.expected).to.deep.include({ enforcement: 'enforce', observed: null, repeated: false, requestIdReused: false });
  });

  it('takes what the world says, then the scenario, then the step', () => {
    const steps = 'when: { commandVariant: 2, form: json }\n    steps:\n      - { when: { certificates: epn }, then: { problem: { status: 422, code: not-decidable } } }\n      - { when: { commandVariant: 3 }, then: { problem: { status: 422, code: not-decidable } } }\n';
    write({ 'd07-tried.yaml': scenarioText(steps, '') });
    const { steps: read } = readScenarios(directory)[0]!;
    const sayings = read.map(({ saying: { commandVariant, form, certificates } }) => [commandVariant, form, certificates?.[0]?.certificate.name]);
    expect(sayings).to.deep.equal([[2, 'json', 'epn'], [3, 'json', 'epn']]);
  });

  it('lays the configuration of world and scenario over the default one', () => {
    const given = 'given: { configuration: { whenUnavailable: permit, enforcement: { "6.21": { GPF: "off" } } } }\n    when: {}\n';
    write({ 'd07-tried.yaml': scenarioText(given) }, worldText.replace('parties:', 'configuration: { mpanPrefixFallback: true, whenUnavailable: reject }\nparties:'));
    const { configuration } = readScenarios(directory)[0]!;
    expect(configuration).to.deep.include({ mpanPrefixFallback: true, whenUnavailable: 'permit', operatorChangeGraceDays: 0 });
    expect(configuration.enforcement).to.deep.equal({ '6.15.1': { ESME: 'enforce' }, '6.21': { ESME: 'enforce', GPF: 'off' } });
  });

  type Refusal = readonly [what: string, when: string, problems: readonly string[]];
  const refusals: readonly Refusal[] = [
    ['an unknown key', 'when: { srvs: "6.21" }\n', ['d07-tried.yaml:8:13 unknown key `srvs`: did you mean `srv`?']],
    ['an SRV without quotes', 'when: { srv: 6.21 }\n', ['d07-tried.yaml:8:18 write "6.21" in quotes: without them it is a number']],
    ['an unknown party', 'when: { from: bright-enrgy }\n', ['d07-tried.yaml:8:19 the world has no party `bright-enrgy`, did you mean `bright-energy`?']],
    ['an unknown device', 'when: { target: gpf }\n', ['d07-tried.yaml:8:21 the world has no device `gpf`: it has esme']],
    ['an unknown certificate', 'when: { certificates: ep }\n', ['d07-tried.yaml:8:27 the world has no certificate `ep`, did you mean `epn`?']],
    ['an unknown certificate for one use', 'when: { certificates: { KeyAgreement: ep } }\n', ['d07-tried.yaml:8:43 the world has no certificate `ep`, did you mean `epn`?']],
    ['an unknown use', 'when: { certificates: { KeyAgrement: epn } }\n', ['d07-tried.yaml:8:29 unknown key `KeyAgrement`: did you mean `KeyAgreement`?']],
    ['a party of several users', 'when: { from: islands }\n', ['d07-tried.yaml:8:19 islands sends in several roles, or not in this one: write `islands as IS` or `islands as ED`, or an EUI-64']],
    ['a role that a party does not have', 'when: { from: islands as GT }\n', ['d07-tried.yaml:8:19 islands sends in several roles, or not in this one: write `islands as IS` or `islands as ED`, or an EUI-64']],
    ['a party without users', 'when: { from: spd }\n', ['d07-tried.yaml:8:19 spd has no user: write an EUI-64 of its']],
    ['another SRV in XML whose element nobody said', 'when: { srv: "8.2" }\n', ['d07-tried.yaml:8:11 say in `body` which element a 8.2 has, such as ReadInventory']],
    ['a clock without a zone', 'when: { now: 2026-11-20T10:00:00 }\n', ['d07-tried.yaml:8:18 write an instant such as 2026-11-20T10:00:00Z']],
  ];
  for (const [what, when, expected] of refusals) {
    it(`is refused: ${what}`, () => {
      write({ 'd07-tried.yaml': scenarioText(when) });
      expect(problems()).to.deep.equal(expected);
    });
  }

  it('is refused: a configuration that there is not', () => {
    write({ 'd07-tried.yaml': scenarioText('given: { configuration: { whenUnavailble: permit } }\n    when: {}\n') });
    const [problem, ...more] = problems();
    expect(more).to.deep.equal([]);
    expect(problem).to.match(/^d07-tried\.yaml:8:29 .*d07-tried\.yaml:8:31: unknown key `whenUnavailble`: did you mean `whenUnavailable`\?$/);
  });

  it('is refused: a decision beside a problem', () => {
    write({ 'd07-tried.yaml': scenarioText('when: {}\n', '    then: { problem: { status: 422, code: not-decidable }, decision: permit }\n') });
    expect(problems()).to.deep.equal(['d07-tried.yaml:9:60 unknown key `decision`: known here is problem']);
  });

  it('is refused: a decision that there is not, by what there is, also where nothing else is said', () => {
    write({ 'd07-tried.yaml': scenarioText('when: {}\n', '    then: { decision: deny }\n') });
    expect(problems()).to.include('d07-tried.yaml:9:23 write one of permit, reject, not `deny`').and.to.have.length(6);
  });

  it('is refused: an expectation that is not whole', () => {
    write({ 'd07-tried.yaml': scenarioText('when: {}\n', '    then: { decision: permit, reason: verified }\n') });
    expect(problems()).to.deep.equal(['responseCode', 'rule', 'advice', 'audit'].map((key, index) => `d07-tried.yaml:9:5 the key \`${key}\` is missing: write ${['text', 'text', 'a list', 'keys with values'][index]!}`));
  });

  it('is refused: neither `when` and `then` nor `steps`', () => {
    write({ 'd07-tried.yaml': scenarioText('when: {}\n', '') });
    expect(problems()).to.deep.equal(['d07-tried.yaml:6:5 a scenario has `when` and `then`, or `steps` that each have both']);
  });

  it('is refused: a file named after another clause', () => {
    write({ 'd08-tried.yaml': scenarioText() });
    expect(problems()).to.deep.equal(['d08-tried.yaml:1:9 the file is about D7: let its name begin with d07-']);
  });

  it('is refused: a clause that there is not', () => {
    write({ 'd18-tried.yaml': scenarioText().replace('D7', 'D18') });
    expect(problems()).to.deep.equal(['d18-tried.yaml:1:9 write D1 to D17 or A1 to A40, of the domain reference']);
  });

  it('is refused: facts of a record that are none, or are never so', () => {
    const then = (audit: string) => `    then: { decision: permit, reason: verified, responseCode: I0, rule: ~, advice: [], audit: { supplierParty: ~, counted: false, ${audit} } }\n`;
    write({ 'd07-tried.yaml': scenarioText('when: {}\n', then('facts: { devise: known, deviceType: ESNE }, asked: [srv, devicetype]')) });
    expect(problems().map((problem) => problem.replace(/; .*/, ''))).to.deep.equal([
      'd07-tried.yaml:9:140 there is no fact `devise`, did you mean `device`?',
      'd07-tried.yaml:9:167 deviceType is never "ESNE", did you mean `ESME`?',
      'd07-tried.yaml:9:188 there is no fact `devicetype`, did you mean `deviceType`?',
    ]);
  });

  it('is refused: an id in two files', () => {
    write({ 'd07-one.yaml': scenarioText(), 'd07-two.yaml': scenarioText() });
    expect(problems()).to.deep.equal([`d07-two.yaml:6:5 the id \`tried\` is taken by a scenario of ${directory}/d07-one.yaml: give one of them another`]);
  });

  it('is refused: a world that there is not', () => {
    write({ 'd07-one.yaml': scenarioText().replace('small', 'large'), 'd07-two.yaml': scenarioText().replace('small', 'large').replace('id: tried', 'id: other') });
    expect(problems()).to.deep.equal(['one', 'two'].map((name) => `d07-${name}.yaml:4:8 there is no world \`large\`; ${directory}/worlds has small`));
  });

  it('is refused: a world where a file is called `worlds`', () => {
    rmSync(join(directory, 'worlds'), { recursive: true });
    for (const name of ['worlds', 'd07-tried.yaml']) writeFileSync(join(directory, name), scenarioText());
    expect(problems()).to.deep.equal([`d07-tried.yaml:4:8 there is no world \`small\`; ${directory}/worlds has none`]);
  });

  it('is refused: a world with wrong names and parties that contradict each other', () => {
    write({ 'd07-tried.yaml': scenarioText() }, worldText.replace('target: esme', 'target: esmes').replace('marketParticipantIds: [SPOW]', 'marketParticipantIds: [EELC]'));
    expect(problems()).to.deep.equal([
      'worlds/small.yaml:9:5 the market participant id `EELC` stands under both `epn` and `spd`: keep one',
      'worlds/small.yaml:27:54 the world has no device `esmes`, did you mean `esme`?',
    ]);
  });

  it('is refused: a directory that there is not, or a file', () => {
    expect(problems(join(directory, 'none'))).to.deep.equal(['none no such directory']);
    write({ 'd07-tried.yaml': scenarioText() });
    expect(problems(join(directory, 'd07-tried.yaml'))).to.deep.equal(['d07-tried.yaml it is no directory: name the one that scenarios lie in']);
  });
});
