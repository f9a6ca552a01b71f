import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TestReport, TestResult } from '../../src/testing/report.js';
import { scenarioText, worldText } from '../scenarios/small-world.js';
import { type Desk, type Ran, setUpDesk } from './run-command.js';

describe('slotguard rules test', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = setUpDesk();
    cpSync('rules', at('rules'), { recursive: true });
    mkdirSync(at('scenarios/worlds'), { recursive: true });
    writeFileSync(at('scenarios/worlds/small.yaml'), worldText);
    writeFileSync(at('scenarios/d07-tried.yaml'), scenarioText());
  });
  afterEach(() => {
    desk.remove();
  });

  const at = (path: string) => join(desk.folder, path);
  const ruleAt = (id: string) => at(`rules/network-operator-certificate/${id}.yaml`);
  const test = async (...args: string[]): Promise<Ran> => desk.run('rules', 'test', at('rules'), '--scenarios', at('scenarios'), ...args);
  const report = async (...args: string[]): Promise<TestReport> => JSON.parse((await test('--reporter', 'json', ...args)).out) as TestReport;
  const testsOf = ({ suites }: TestReport): TestResult[] => suites.flatMap(({ tests }) => tests);

  function editRule(id: string, from: string, to: string): void {
    const text = readFileSync(ruleAt(id), 'utf8');
    expect(text).to.contain(from);
    writeFileSync(ruleAt(id), text.replace(from, to));
  }

  function addRule(id: string, from: string, lines: string): void {
    const head = `id: ${id}\ntitle: Tried\nsource: { document: A document, clause: "1", text: Its words }\neffective: { from: ${from} }\nrationale: To try it.\n`;
    writeFileSync(ruleAt(id), `${head}${lines}`);
  }

  it('passes, and counts', async () => {
    const { code, out, err } = await test();
    expect(out).to.contain('sent-by-supplier\n  ok an Import Supplier: passed\n').and.contain('d07-tried\n  ok tried: a scenario\n').and.match(/\n\d+ passed, 0 failed\n$/);
    expect(err).to.equal('');
    expect(code).to.equal(0);
  });

  it('tells of a failing case what was expected, what it was, what settled it, where it stands and what was given', async () => {
    editRule('sent-by-supplier', 'a Gas Supplier, with: { userRole: GS }, finding: passed', 'a Gas Supplier, with: { userRole: GS }, finding: violated');
    const { code, out } = await test('gas supplier');
    expect(out).to.equal([
      'sent-by-supplier',
      '  FAILED a Gas Supplier',
      `    ${ruleAt('sent-by-supplier')}:20:7`,
      '    expected violated, got passed: userRole in ["IS","GS"], and it was "GS"',
      '    given srv 6.21, userRole GS',
      '0 passed, 1 failed\n',
    ].join('\n'));
    expect(code).to.equal(1);
  });

  it('tells the same of a failing scenario', async () => {
    editRule('sent-by-supplier', 'operator: in, value: [IS, GS]', 'operator: in, value: [GS]');
    const [failed, ...others] = testsOf(await report('tried'));
    expect(others).to.deep.equal([]);
    expect(failed).to.deep.include({ name: 'tried: a scenario', at: `${at('scenarios/d07-tried.yaml')}:6:5`, status: 'failed', expected: 'reject wrong-network-operator', got: 'permit not-applicable' });
    expect(failed?.settledBy).to.deep.equal({ fact: 'userRole', operator: 'in', value: ['GS'], actual: 'IS' });
    expect(failed?.facts).to.include({ srv: '6.21', userRole: 'IS', networkOperatorMatch: 'mismatch' });
    const { out, code } = await test('tried');
    expect(out).to.contain('    rule sent-by-supplier decided, because userRole in ["GS"], and it was "IS"\n').and.match(/\n {4}given .*userRole IS/);
    expect(code).to.equal(1);
  });

  it('takes the pattern alone, for every reporter, and fails where it names nothing', async () => {
    for (const reporter of ['tap', 'junit']) {
      const { out, code } = await desk.run('rules', 'test', 'recovery-credentials-exempt', '--scenarios', at('none'), '--reporter', reporter);
      expect(out).to.match(reporter === 'tap' ? /^TAP version 14\n1\.\.4\n/ : /^<\?xml [^>]*>\n<testsuites name="slotguard rules test" tests="4"/);
      expect(code).to.equal(0);
    }
    const nothing = await test('nothing of the kind');
    expect(nothing).to.deep.include({ code: 1, err: 'nothing is named like `nothing of the kind`\n' });
  });

  describe('--at', () => {
    const later = 'stage: scope\napplies: { fact: userRole, operator: equal, value: IS }\nthen: { permit: not-applicable }\ncases:\n  given: { userRole: IS }\n  expect:\n    - { name: then, finding: passed }\n    - { name: before, at: 2026-12-31, finding: not-effective }\n';

    it('asks cases on that day, and skips those of rules that are not in force', async () => {
      addRule('later', '2027-01-01', later);
      const statuses = async (day: string) => testsOf(await report('later', '--at', day)).map(({ name, status, messages }) => [name, status, messages.join()]);
      expect(await statuses('2026-06-01')).to.deep.equal([['before', 'passed', ''], ['then', 'skipped', 'not in force on 2026-06-01']]);
      expect(await statuses('2027-01-01')).to.deep.equal([['then', 'passed', ''], ['before', 'passed', '']]);
    });

    it('skips the cases of a rule that is replaced on that day', async () => {
      addRule('later', '2027-01-01', `replaces: sent-by-supplier\n${later}`);
      const { totals } = await report('sent-by-supplier', '--at', '2027-01-01');
      expect(totals).to.deep.include({ passed: 0, failed: 0 }).and.to.have.property('skipped').that.is.above(5);
    });

    it('decides scenarios by the rules of that day, on their own clock', async () => {
      addRule('later', '2027-01-01', later);
      const of = async (day: string) => testsOf(await report('tried', '--at', day))[0];
      expect(await of('2026-06-01')).to.include({ status: 'passed' });
      expect(await of('2027-01-01')).to.include({ status: 'failed', got: 'permit not-applicable' });
      writeFileSync(at('scenarios/d07-tried.yaml'), scenarioText('when: { certificates: spd, now: 2020-11-04T12:00:00Z }\n'));
      expect(await of('2026-06-01')).to.deep.include({ status: 'skipped', messages: ['it is about a day on which no rule is in force'] });
    });

    it('refuses a day on which there are no rules, and what is no day', async () => {
      expect(await test('--at', '2020-11-04')).to.deep.include({ code: 2, out: '', err: 'slotguard: no rule is in force on 2020-11-04: the first comes into force on 2020-11-05\n' });
      expect(await test('--at', '2026-02-30')).to.have.property('code', 2);
    });
  });

  describe('--coverage', () => {
    it('names what neither a case nor a scenario saw', async () => {
      editRule('sent-by-supplier', '    - { name: a Gas Supplier, with: { userRole: GS }, finding: passed }\n', '');
      const { out, code } = await test('--coverage', 'sent-by-supplier');
      expect(out).to.match(/\nsent-by-supplier +10 +0 +10 +11 +90\.9\n/).and.contain(`\nnever seen:\n  sent-by-supplier: userRole in [IS, GS] with GS (${ruleAt('sent-by-supplier')}:14:55)\n`);
      expect(code).to.equal(0);
    });

    it('counts what a scenario saw, and the reasons that it was given', async () => {
      const { coverage } = await report('--coverage');
      expect(coverage?.rules.find(({ rule }) => rule === 'handover-places-registered-operator')).to.deep.include({ byCases: 7, byScenarios: 3 });
      expect(coverage?.reasons).to.deep.equal({ seen: 1, of: 10, percent: 10 });
      const reason = coverage?.sights.find(({ what }) => what === 'wrong-network-operator');
      expect(reason).to.deep.include({ kind: 'reason', rule: null, seen: { cases: 0, scenarios: 1 } });
      expect(reason?.at).to.match(/rules\/policy\.yaml:\d+:3$/);
    });

    it('fails where less was seen than --min-coverage asks for', async () => {
      const enough = await test('--min-coverage', '90');
      expect(enough.code).to.equal(0);
      const lack = await test('--min-coverage', '99.5');
      expect(lack.out).to.match(/\nFAILED \d+\.\d % were seen, and at least 99\.5 % must be\n/);
      expect(lack.code).to.equal(1);
    });
  });

  describe('--mutate', () => {
    it('fails where no case notices, and names the case to add', async () => {
      editRule('sent-by-supplier', '    - { name: a Gas Supplier, with: { userRole: GS }, finding: passed }\n', '');
      const { out, code } = await test('sent-by-supplier', '--mutate');
      expect(out).to.contain(`FAILED sent-by-supplier: \`userRole in [IS, GS]\` without \`GS\`: no case notices; add a case with userRole GS, finding passed\n    ${ruleAt('sent-by-supplier')}:14:55\n`);
      expect(code).to.equal(1);
    });

    it('asks every case of a rule of which the pattern names one', async () => {
      const { out, code } = await test('gas supplier', '--mutate');
      expect(out).to.match(/\n\d+ mutants: (\d+) noticed, 0 survived, 0 equivalent\n1 passed, 0 failed\n$/);
      expect(code).to.equal(0);
    });
  });

  it('refuses options that there are not', async () => {
    for (const wrong of [['--reporter', 'xunit'], ['--min-coverage', 'all'], ['--min-coverage', '101'], ['--min-coverage', ''], ['--watch', '--coverage']]) {
      const { code, out } = await test(...wrong);
      expect(code, wrong.join(' ')).to.equal(2);
      expect(out).to.equal('');
    }
  });

  it('refuses a scenario directory that is none, and says where there is no such thing', async () => {
    const file = await desk.run('rules', 'test', at('rules'), '--scenarios', at('rules/policy.yaml'));
    expect(file).to.deep.include({ code: 1, out: '' }).and.to.have.property('err').that.contains('policy.yaml: it is no directory: name the one that scenarios lie in');
    const none = await desk.run('rules', 'test', at('rules'), 'gas supplier', '--scenarios', at('none'));
    expect(none).to.deep.include({ code: 0, err: `there is no scenario directory ${at('none')}: only the rules' own cases are run\n` });
  });

  it('takes the name of a file, which is no directory, for the pattern', async () => {
    const { code, err } = await desk.run('rules', 'test', 'package.json', '--scenarios', at('none'));
    expect(code).to.equal(1);
    expect(err).to.contain('nothing is named like `package.json`');
  });

  it('limits coverage to the rules of the day', async () => {
    addRule('later', '2027-01-01', 'stage: scope\napplies: { fact: userRole, operator: equal, value: RSA }\nthen: { permit: not-applicable }\ncases: { given: { userRole: RSA }, expect: [{ name: then, finding: passed }] }\n');
    const covered = async (day: string) => (await report('--coverage', '--at', day)).coverage?.rules.map(({ rule }) => rule);
    expect(await covered('2026-12-31')).not.to.include('later');
    expect(await covered('2027-01-01')).to.include('later');
  });
});
