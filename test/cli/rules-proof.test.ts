import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'chai';
import { setUpRulesDesk } from './run-command.js';

interface PeriodTold {
  from: string;
  to: string | null;
  rows: { decision: string; reason: string; when: Record<string, unknown[]>; rules: string[] }[];
}

describe('the commands that decide every possible request', () => {
  let desk: ReturnType<typeof setUpRulesDesk>;
  let rules: string;
  const file = (id: string) => join(rules, `network-operator-certificate/${id}.yaml`);
  const edit = (id: string, from: string, to: string) => {
    const text = readFileSync(file(id), 'utf8');
    expect(text).to.contain(from);
    writeFileSync(file(id), text.replace(from, to));
  };

  beforeEach(() => {
    desk = setUpRulesDesk();
    ({ rules } = desk);
  });
  afterEach(() => desk.remove());

  describe('rules prove', () => {
    it('says that all is well, how much it decided, and that this is all', async () => {
      const { code, out, err } = await desk.run('rules', 'prove', rules);
      expect(code, err).to.equal(0);
      expect(out).to.match(/decided [\d,]+ inputs on every day from \d{4}-\d\d-\d\d on, in [\d.]+ s, [\d,]+ a second: these are all that are possible/);
      expect(out).to.match(/left out [\d,]+ inputs that are impossible, because\n {4}a User Role belongs to/);
      expect(out).to.match(/every possible request is decided, every rule decides some, every condition matters, and \d+ invariants hold\n$/);
    });

    it('ends with 1 and the smallest counterexample, at its place, with the line', async () => {
      edit('certificates-readable', 'reject: unreadable-certificate', 'permit: unverified');
      const { code, out } = await desk.run('rules', 'prove', rules);
      expect(code).to.equal(1);
      expect(out).to.contain(`${file('certificates-readable')}:2:5: \`broken-certificates-say-so\` is broken`);
      expect(out).to.contain('certificates-readable decides permit unverified');
      expect(out).to.match(/\^+\n {4}for example srv 6\.\d+/);
      expect(out).to.match(/\d faults\n$/);
    });

    it('tells a program', async () => {
      rmSync(file('verified'));
      const { code, out } = await desk.run('rules', 'prove', rules, '--json', '--from', '2026-11-25');
      expect(code).to.equal(1);
      const told = JSON.parse(out) as Record<string, unknown>;
      expect(told).to.include({ proved: false, from: '2026-11-25', rules: 24, periods: 1 });
      expect(told.faults).to.have.length(1);
      const [{ kind, counterexample }] = told.faults as [{ kind: string; counterexample: Record<string, unknown> }];
      expect(kind).to.equal('undecided');
      expect(counterexample).to.deep.include({ decided: 'no decision', by: null, from: '2026-11-25', to: null });
      expect(counterexample.facts).to.deep.include({ networkOperatorMatch: ['match'] });
      expect(counterexample.inputs).to.match(/^\d+$/);
    });

    it('takes a day that the calendar has', async () => {
      const { code, err } = await desk.run('rules', 'prove', rules, '--from', '2026-02-30');
      expect(code).to.equal(2);
      expect(err).to.contain('2026-02-30');
    });
  });

  describe('rules check', () => {
    it('names what a proof finds, beside what is written wrongly', async () => {
      edit('cancellation-exempt', 'applies: { fact: cancellation, operator: equal, value: true }', 'applies: { all: [{ fact: cancellation, operator: equal, value: true }, { fact: commandVariant, operator: lessThanInclusive, value: 9 }] }');
      edit('cancellation-exempt', 'given: { cancellation: true }', 'given: { cancellation: true, commandVariant: 1 }');
      const { code, err } = await desk.run('rules', 'check', rules);
      expect(code).to.equal(1);
      expect(err).to.contain('`commandVariant lessThanInclusive 9` in cancellation-exempt never matters');
    });
  });

  it('hint at a party that the directory does not know, where there is a directory', async () => {
    edit('dcc-originated-exempt', 'applies: { fact: originatorKind, operator: equal, value: dcc }', 'applies: { any: [{ fact: originatorKind, operator: equal, value: dcc }, { fact: originatorParty, operator: in, value: [brightsprak, unknown] }] }');
    edit('dcc-originated-exempt', 'given: { originatorKind: dcc }', 'given: { originatorKind: dcc, originatorParty: brightspark }');
    expect((await desk.run('rules', 'prove', rules)).err).to.equal('');
    await desk.run('import', 'parties', partiesFile(desk.folder));
    const { err } = await desk.run('rules', 'prove', rules);
    expect(err).to.contain(`note: ${file('dcc-originated-exempt')}:13:120: the party directory has no party \`brightsprak\`, did you mean \`brightspark\`?`);
    expect(err.split('\n')).to.have.length(2);
  });

  describe('rules table', () => {
    it('is that of rules/README.md, to the letter', async () => {
      const { code, out } = await desk.run('rules', 'table', rules);
      expect(code).to.equal(0);
      expect(readFileSync('rules/README.md', 'utf8'), 'run `slotguard rules table` and put it between the marks').to.contain(`<!-- table: generated by \`npx slotguard rules table\` -->\n${out}<!-- /table -->`);
    });

    it('has one text for one set of rules, whatever their files say beside', async () => {
      const { out } = await desk.run('rules', 'table', rules, '--format', 'json');
      writeFileSync(file('verified'), `${readFileSync(file('verified'), 'utf8')}# a remark\n`);
      const { out: again } = await desk.run('rules', 'table', rules, '--format', 'json');
      const withoutVersion = (text: string) => text.replace(/"ruleSet": "[^"]+"/, '');
      expect(withoutVersion(again)).to.equal(withoutVersion(out));
    });

    it('is written as CSV with a column a fact, and as JSON', async () => {
      const { out: csv } = await desk.run('rules', 'table', rules, '--format', 'csv', '--at', '2026-11-25');
      const rows = parse<Record<string, string>>(csv, { columns: true });
      const { out: json } = await desk.run('rules', 'table', rules, '--format', 'json', '--at', '2026-11-25');
      const { periods, facts } = JSON.parse(json) as { periods: PeriodTold[]; facts: { name: string }[] };
      expect(periods).to.have.length(1);
      expect(rows.map(({ decision, reason, rules: by }) => [decision, reason, by])).to.deep.equal(periods[0]?.rows.map(({ decision, reason, rules: by }) => [decision, reason, by.join(' ')]));
      expect(Object.keys(rows[0] ?? {})).to.deep.equal(['from', 'to', 'decision', 'reason', ...facts.map(({ name }) => name), 'rules']);
      expect(rows.find(({ reason }) => reason === 'verified')).to.include({ networkOperatorMatch: 'match', userRole: 'IS, GS' });
    });

    it('has a part for each time in which other rules are in force', async () => {
      edit('verified', 'effective: { from: 2020-11-05 }', 'effective: { from: 2020-11-05, to: 2027-03-01 }');
      const { out } = await desk.run('rules', 'table', rules);
      expect(out).to.contain('**From 2020-11-05 to the day before 2027-03-01**').and.to.contain('**From 2027-03-01 on**');
      expect(out).to.match(/\| no decision \| {2}\| `srv` 6\.21;/);
    });

    it('refuses a format that there is not', async () => {
      expect((await desk.run('rules', 'table', '--format', 'html')).code).to.equal(2);
    });
  });

  describe('rules diff', () => {
    it('finds none between the same, and ends with 0', async () => {
      const { code, out } = await desk.run('rules', 'diff', 'rules', rules);
      expect([code, out]).to.deep.equal([0, 'no possible request is decided differently\n']);
    });

    it('tells what changes, from and to, by which rules, and ends with 1', async () => {
      edit('certificate-owner-known', 'otherwise: { reject: unknown-certificate-owner }', 'otherwise: { permit: unverified }');
      const { code, out } = await desk.run('rules', 'diff', 'rules', rules, '--from', '2026-11-25');
      expect(code).to.equal(1);
      expect(out.split('\n').slice(0, 4)).to.deep.equal([
        'from 2026-11-25 on:',
        '  reject unknown-certificate-owner -> permit unverified  (12 inputs)',
        '    where srv is 6.15.1, remotePartyRole is NetworkOperator, originatorKind is not dcc, userRole is IS or GS, commandVariant is 4, cancellation is false, deviceType is ESME, enforcement is enforce or observe, registrationData is current, certificateUse is as-declared, certificates is readable, certificateRole is network-operator and networkOperatorMatch is owner-unknown',
        '    certificate-owner-known -> certificate-owner-known',
      ]);
      const told = JSON.parse((await desk.run('rules', 'diff', 'rules', rules, '--json')).out) as { periods: { changes: { when: Record<string, string[]>; from: string; to: string }[] }[] };
      expect(told.periods[0]?.changes.map(({ from, to }) => `${from} -> ${to}`)).to.deep.equal(Array(2).fill('reject unknown-certificate-owner -> permit unverified'));
      expect(told.periods[0]?.changes[0]?.when).to.deep.include({ networkOperatorMatch: ['owner-unknown'], srv: ['6.15.1'] });
    });

    it('tells what is promised otherwise, though nothing is decided otherwise', async () => {
      writeFileSync(join(rules, 'invariants.yaml'), readFileSync(join(rules, 'invariants.yaml'), 'utf8').replace('- id: gas-meter-never-rejected', '- id: gas-meter-not-rejected').replace('when: { fact: cancellation, operator: equal, value: false }\n    then: { never: { reason: exempt-cancellation } }', 'then: { never: { reason: exempt-cancellation, decision: permit } }'));
      edit('cancellation-exempt', 'stage: cancellation', 'stage: cancellation\nexcepts: [checked]');
      const { code, out } = await desk.run('rules', 'diff', 'rules', rules);
      expect(code).to.equal(0);
      expect(out.split('\n')).to.deep.equal([
        'no possible request is decided differently',
        'the promise `gas-meter-never-rejected` is gone',
        'the promise `gas-meter-not-rejected` is new',
        'the promise `exempt-cancellation-only-for-them` is another',
        'cancellation-exempt is an exception from `checked`',
        '',
      ]);
    });

    it('tells what the SEC Panel counts otherwise, though nothing is decided otherwise', async () => {
      const policy = join(rules, 'policy.yaml');
      const swapped = { false: 'true', true: 'false' };
      writeFileSync(policy, readFileSync(policy, 'utf8').replace(/(?<=(?:un|wrong-)\S+:\n {4}decision: reject\n {4}counted: )(true|false)/g, (was) => swapped[was as 'true' | 'false']));
      const { code, out } = await desk.run('rules', 'diff', 'rules', rules);
      expect(code).to.equal(0);
      expect(out.split('\n')).to.deep.equal([
        'no possible request is decided differently',
        "the SEC Panel's report no longer counts `wrong-network-operator`",
        "the SEC Panel's report no longer counts `unknown-certificate-owner`",
        "the SEC Panel's report counts `unreadable-certificate`",
        '',
      ]);
    });

    it('compares with a revision', async () => {
      const git = (...words: string[]) => execFileSync('git', ['-c', 'user.name=tests', '-c', 'user.email=tests@localhost', ...words], { cwd: desk.folder, stdio: 'pipe' });
      git('init', '-q');
      git('add', 'rules');
      git('commit', '-qm', 'the rules as they were');
      git('tag', 'v1');
      rmSync(file('verified'));
      process.env.SLOTGUARD_RULES_DIRECTORY = rules;
      try {
        const { code, out, err } = await desk.run('rules', 'diff', 'git:v1', rules);
        expect(code, err).to.equal(1);
        expect(out).to.contain('permit verified -> no decision').and.to.contain('verified -> no rule');
        expect(err).to.match(/note: a service would refuse \S+, a proof finds 1 fault: no rule decides/);
        expect(await desk.run('rules', 'diff', 'git:v1', `git:HEAD`)).to.include({ code: 0 });
        const missing = await desk.run('rules', 'diff', 'git:v2', rules);
        expect(missing.err).to.contain('`git:v2` cannot be read: write a rules directory, git:REV, or git:REV:DIRECTORY').and.to.contain('there is no revision `v2` here');
        expect((await desk.run('rules', 'diff', 'git:--help', rules)).code).to.equal(2);
        expect((await desk.run('rules', 'diff', 'git:v1:nowhere', rules)).err).to.contain('git:v1:nowhere');
        const later = join(desk.folder, 'later');
        mkdirSync(later);
        expect((await desk.run('rules', 'diff', `git:v1:${later}`, rules)).err).to.contain(`there is no rule file in ${later} at v1`);
      } finally {
        delete process.env.SLOTGUARD_RULES_DIRECTORY;
      }
    });

    it('does not call a revision missing that it cannot look for', async () => {
      const { PATH: path } = process.env;
      process.env.SLOTGUARD_RULES_DIRECTORY = rules;
      try {
        expect((await desk.run('rules', 'diff', 'git:HEAD', rules)).err, 'no repository').to.contain('git:HEAD: fatal: not a git repository');
        process.env.PATH = desk.folder;
        expect((await desk.run('rules', 'diff', 'git:HEAD', rules)).err, 'no git').to.contain('git:HEAD: there is no git here: install it, or compare directories');
      } finally {
        process.env.PATH = path;
        delete process.env.SLOTGUARD_RULES_DIRECTORY;
      }
    });
  });
});

function partiesFile(folder: string): string {
  const path = join(folder, 'parties.yaml');
  writeFileSync(path, 'parties:\n  - { id: brightspark, name: Brightspark, kind: supplier, entityIds: [02-DE-30-01-00-00-00-01], users: [], marketParticipantIds: [], distributorIds: [] }\n');
  return path;
}
