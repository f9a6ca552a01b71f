import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import { Fault } from '../../src/domain/fault.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { loadRules } from '../../src/rules/load-rules.js';
import type { RuleFile } from '../../src/rules/rule.js';
import { loadTried, policyFile, policyText, problemsOf, ruleFile, ruleText } from './rule-files.js';

const sound = ruleFile('sound');
const promises = { path: 'invariants.yaml', text: 'invariants:\n  - { id: promise, says: S, source: { document: D, clause: C, text: T }, then: { must: { decision: permit } } }\n' };

function odd(text: string): readonly RuleFile[] {
  return [policyFile, sound, { path: 'tried/odd.yaml', text }];
}

function policy(text: string): readonly RuleFile[] {
  return [{ path: 'policy.yaml', text }, sound];
}

type Refusal = readonly [what: string, files: readonly RuleFile[], problems: readonly string[]];

const yaml: readonly Refusal[] = [
  ['an anchor and its alias', odd(ruleText('odd', { title: '&words Some', rationale: '*words' })), [
    'r/tried/odd.yaml:2:8 anchors are refused: put text that starts with `&` in quotes, or write the value out where it is needed',
    'r/tried/odd.yaml:5:12 aliases are refused: put text that starts with `*` in quotes, or write the value out where it is needed',
  ]],
  ['a merge key', odd(`${ruleText('odd')}<<: { title: another }\n`), ['r/tried/odd.yaml:10:1 `<<` cannot be a key here: write the keys out']],
  ['a tag', odd(ruleText('odd', { title: '!!str 5' })), ['r/tried/odd.yaml:2:8 tags such as `!!str` are refused: put text that starts with `!` in quotes']],
  ['a duplicate key', odd(`${ruleText('odd')}title: again\n`), ['r/tried/odd.yaml:10:1 the key `title` stands here a second time: keep one of them']],
  ['a duplicate key in a condition', odd(ruleText('odd', { applies: '{ fact: srv, operator: equal, value: "6.21", fact: userRole }' })), ['r/tried/odd.yaml:7:55 the key `fact` stands here a second time: keep one of them']],
  ['YAML 1.1, in which NO is false', odd(`%YAML 1.1\n---\n${ruleText('odd')}`), ['r/tried/odd.yaml:1:1 directives such as `%YAML` are refused: take the line out, or put text that starts with `%` in quotes']],
  ['two documents', odd(`${ruleText('odd')}---\nid: more\n`), ['r/tried/odd.yaml:10:1 a second document in one file: split the file']],
  ['a huge file', odd(`${ruleText('odd')}# ${'x'.repeat(10 * 1024 * 1024)}`), ['r/tried/odd.yaml more than 256 kB: split the file']],
  ['an empty file', odd(''), ['r/tried/odd.yaml:1:1 the file is empty: write keys with values']],
  ['half a file', odd(ruleText('odd').slice(0, 200)), ['r/tried/odd.yaml:7:10 a map `{` that is not closed: its `}` is missing']],
  ['no file of rules at all', odd('- a list\n'), ['r/tried/odd.yaml:1:1 write keys with values, not a list']],
  ['a rule of which little is written', odd('id: odd\ntitle: Odd\nsource: { document: D, clause: C, text: T }\neffective: { from: 2020-11-05 }\nrationale: R\n'), [
    'r/tried/odd.yaml:1:1 the key `stage` is missing: write text',
    'r/tried/odd.yaml:1:1 say in `applies` when the rule is about a request: { fact: ..., operator: ..., value: ... }, or all, any or not',
    'r/tried/odd.yaml:1:1 the key `cases` is missing: write keys with values',
  ]],
  ['a rule that says nothing', odd(ruleText('odd').replace(/^then.*\n/m, '')), ['r/tried/odd.yaml:1:1 say what the rule decides: `then: { permit: REASON }` or `then: { reject: REASON }`']],
];

const names: readonly Refusal[] = [
  ['an id that is not the file name', [policyFile, { ...ruleFile('one'), path: 'tried/two.yaml' }], ['r/tried/two.yaml:1:5 the id is `one` and the file is two.yaml: rename one, they are the same word']],
  ['an id that is no word', [policyFile, ruleFile('One')], ['r/tried/One.yaml:1:5 write lower-case words joined by hyphens, such as load-controller-exempt']],
  ['an id twice', [policyFile, sound, { ...sound, path: 'other/sound.yaml' }], ['r/other/sound.yaml:1:5 the id `sound` is taken by r/tried/sound.yaml: give one of them another']],
  ['a misspelt id to replace', [policyFile, sound, ruleFile('next', { replaces: 'sond' })], ['r/tried/next.yaml:9:11 there is no rule `sond`, did you mean `sound`?: name the rule that this one takes the place of']],
  ['two rules that replace each other', [policyFile, ruleFile('one', { replaces: 'two' }), ruleFile('two', { replaces: 'one' })], [
    'r/tried/one.yaml:9:11 `two` in turn replaces `one`, so that neither would be asked: let only one of them replace the other',
    'r/tried/two.yaml:9:11 `one` in turn replaces `two`, so that neither would be asked: let only one of them replace the other',
  ]],
  ['a rule that replaces one of two that replace each other', [policyFile, ruleFile('one', { replaces: 'two' }), ruleFile('two', { replaces: 'one' }), ruleFile('third', { replaces: 'one' })], [
    'r/tried/one.yaml:9:11 `two` in turn replaces `one`, so that neither would be asked: let only one of them replace the other',
    'r/tried/two.yaml:9:11 `one` in turn replaces `two`, so that neither would be asked: let only one of them replace the other',
  ]],
  ['a rule that replaces one which cannot be read: only that one is at fault', [policyFile, ruleFile('next', { replaces: 'odd' }), { path: 'tried/odd.yaml', text: '' }], ['r/tried/odd.yaml:1:1 the file is empty: write keys with values']],
];

const policies: readonly Refusal[] = [
  ['none', [sound], ['r there is no policy.yaml: it names the stages and the reasons']],
  ['a policy without rules', [policyFile], ['r there is no rule file: a policy without rules decides nothing']],
  ['an unknown key', policy(policyText.replace('stages:', 'stage:')), ['r/policy.yaml:3:1 unknown key `stage`: did you mean `stages`?']],
  ['no stages', policy(policyText.replace(/stages:\n.*\n.*/, 'stages: []')), ['r/policy.yaml:3:9 name at least one stage']],
  ['a stage twice', policy(policyText.replace('id: second', 'id: first')), ['r/policy.yaml:5:11 there is a stage `first` already: a stage stands once']],
  ['a decision that is none', policy(policyText.replace('decision: reject', 'decision: deny')), ['r/policy.yaml:8:26 write one of permit, reject, not `deny`']],
  ['yes for true', policy(policyText.replace('counted: true', 'counted: yes')), ['r/policy.yaml:8:43 write true or false, not `yes`']],
  ['a permit that the SEC Panel would count', policy(policyText.replace('counted: false', 'counted: true')), ['r/policy.yaml:7:16 only rejections are counted: write `counted: false`']],
  ['a reason that a rule gives is gone', policy(policyText.replace('let-through:', 'let-pass:')), ['r/tried/sound.yaml:8:17 there is no reason `let-through`; policy.yaml names them']],
];

describe('a rules directory', () => {
  for (const [group, refusals] of Object.entries({ 'YAML that is refused': yaml, 'names that are refused': names, 'policies that are refused': policies })) {
    describe(group, () => {
      for (const [what, files, problems] of refusals) {
        it(what, () => {
          expect(problemsOf(files)).to.deep.equal(problems);
        });
      }
    });
  }

  it('is refused with every problem of every file', () => {
    const files = [policyFile, ruleFile('a', { stage: 'x' }), ruleFile('b', { then: '{ reject: let-through }' }), sound];
    expect(problemsOf(files)).to.deep.equal([
      'r/tried/a.yaml:6:8 there is no stage `x`; policy.yaml names first, second',
      'r/tried/b.yaml:8:17 `let-through` is a reason to permit: write `permit: let-through`, or another reason',
    ]);
  });

  it('is refused with every problem of a file that is no whole rule', () => {
    const text = ruleText('odd', { effective: '{ from: 20201105 }', stage: 'x', then: '{ reject: let-through }' });
    expect(problemsOf([policyFile, { path: 'tried/even.yaml', text }])).to.deep.equal([
      'r/tried/even.yaml:1:5 the id is `odd` and the file is even.yaml: rename one, they are the same word',
      'r/tried/even.yaml:4:20 write "20201105" in quotes: without them it is a number',
      'r/tried/even.yaml:6:8 there is no stage `x`; policy.yaml names first, second',
      'r/tried/even.yaml:8:17 `let-through` is a reason to permit: write `permit: let-through`, or another reason',
    ]);
  });

  it('is refused with every fact, value and reason that is wrong in such a file', () => {
    const text = ruleText('odd', {
      effective: '{ from: 20201105 }', applies: '{ fact: sv, operator: equal, value: "6.21" }', requires: '{ fact: userRole, operator: equal, value: IX }', otherwise: '{ permit: held-back }',
      cases: '{ given: { srv: 6.21, devic: known }, expect: [{ name: a, finding: passed }, { name: b, with: { userRole: IX }, finding: passed }] }',
    });
    const role = 'userRole is never "IX", did you mean `IS`?; it can be "IS", "ES", "GS", "ED", "GT", "RSA", "OU", "unknown"';
    expect(problemsOf([policyFile, sound, { path: 'tried/odd.yaml', text }])).to.deep.equal([
      'r/tried/odd.yaml:4:20 write "20201105" in quotes: without them it is a number',
      'r/tried/odd.yaml:7:18 there is no fact `sv`, did you mean `srv`?; the facts are listed in rules/README.md',
      'r/tried/odd.yaml:8:22 `held-back` is a reason to reject: write `reject: held-back`, or another reason',
      `r/tried/odd.yaml:9:53 ${role}`,
      'r/tried/odd.yaml:10:24 srv is text: write "6.21" in quotes',
      'r/tried/odd.yaml:10:30 there is no fact `devic`, did you mean `device`?; the facts are listed in rules/README.md',
      `r/tried/odd.yaml:10:114 ${role}`,
    ]);
  });

  it('is refused with the names of others that are misspelt in such a file', () => {
    const odd = (more: string): RuleFile => ({ path: 'tried/odd.yaml', text: `${ruleText('odd', { stage: 'x' })}${more}` });
    expect(problemsOf([policyFile, promises, sound, odd('replaces: sond\nexcepts: [promise, promis, 5, No]\n')])).to.deep.equal([
      'r/tried/odd.yaml:6:8 there is no stage `x`; policy.yaml names first, second',
      'r/tried/odd.yaml:10:11 there is no rule `sond`, did you mean `sound`?: name the rule that this one takes the place of',
      'r/tried/odd.yaml:11:20 there is no invariant or scope `promis`, did you mean `promise`?; invariants.yaml names them',
      'r/tried/odd.yaml:11:28 write "5" in quotes: without them it is a number',
      'r/tried/odd.yaml:11:31 write lower-case words joined by hyphens, such as load-controller-exempt',
    ]);
    expect(problemsOf([policyFile, sound, odd('replaces: <the rule>\n')])).to.deep.equal(['r/tried/odd.yaml:6:8 there is no stage `x`; policy.yaml names first, second', 'r/tried/odd.yaml:10:11 fill in `<the rule>`']);
  });

  it('is refused with what was found before, and does not miss a policy that could not be read', () => {
    const refusedWith = (files: readonly RuleFile[], at: string) => {
      const found = { at, problem: 'it cannot be opened' };
      expect(() => loadRules(files, factVocabulary, 'r', [found])).to.throw(Fault, /^the rules in r have a problem$/).with.deep.property('places', [found]);
    };
    refusedWith([policyFile, sound], 'r/tried/other.yaml');
    refusedWith([sound], 'r/policy.yaml');
  });

  it('is refused for want of a policy alone where there are promises, which cannot be read without', () => {
    expect(problemsOf([sound, promises])).to.deep.equal(['r there is no policy.yaml: it names the stages and the reasons']);
    expect(problemsOf([{ path: 'policy.yaml', text: 'a: [' }, sound, { ...promises, text: 'invariants: [' }]).map((each) => each.replace(/:.*/, ''))).to.deep.equal(['r/invariants.yaml', 'r/policy.yaml']);
  });

  it('may nest conditions as deep in a promise and its scopes as in a rule', () => {
    const nested = (levels: number) => `${'{ not: '.repeat(levels)}{ fact: srv, operator: equal, value: "6.21" }${' }'.repeat(levels)}`;
    const withDepth = (levels: number): RuleFile => ({
      path: 'invariants.yaml',
      text: `scopes:\n  s: { when: ${nested(levels)} }\ninvariants:\n  - { id: promise, says: S, source: { document: D, clause: C, text: T }, when: ${nested(levels)}, then: { must: { decision: permit } } }\n`,
    });
    expect(loadTried(sound, withDepth(9)).invariants).to.have.length(1);
    expect(problemsOf([policyFile, sound, withDepth(10)])).to.deep.equal(['r/invariants.yaml:2:84 conditions are nested more than 10 deep: split the rule', 'r/invariants.yaml:4:150 conditions are nested more than 10 deep: split the rule']);
  });

  it('is answered in the order of stages, then of ids', () => {
    const { rules, policy: read } = loadTried(ruleFile('c'), ruleFile('a', { stage: 'second' }), ruleFile('b'));
    expect(rules.map(({ id }) => id)).to.deep.equal(['b', 'c', 'a']);
    expect(read.reasons).to.have.all.keys('let-through', 'held-back');
  });

  it('has a version that only its files decide, in whatever order they come', () => {
    const [one, two] = [ruleFile('one'), ruleFile('two')];
    const { version } = loadTried(one, two);
    expect(version).to.match(/^sha256:[0-9a-f]{64}$/);
    expect((loadTried(two, one)).version).to.equal(version);
    expect((loadTried(one, { ...two, text: `${two.text}\n` })).version).to.not.equal(version);
    expect((loadTried(one, { ...two, path: `other/two.yaml` })).version).to.not.equal(version);
  });
});

describe('the files of a rules directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'slotguard-rules-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function write(path: string, text: string | Buffer = ''): void {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }

  function faultOf(read: () => unknown): string {
    try {
      read();
    } catch (error) {
      if (error instanceof Fault && error.code === 'rules-invalid') return error.places.map(({ at, problem }) => `${at.replace(directory, 'r')} ${problem}`).join('\n');
      throw error;
    }
    throw new Error('nothing was refused');
  }

  it('are its .yaml files in the order of their paths, without hidden ones and what editors leave behind', () => {
    write('b/two.yaml', 'two');
    write('a/one.yaml', 'one');
    for (const path of ['policy.yaml~', '.policy.yaml.swp', 'a/.hidden.yaml', '.git/x.yaml', 'README.md', 'a/.old.yml']) write(path);
    expect(readRuleDirectory(directory)).to.deep.equal([{ path: 'a/one.yaml', text: 'one' }, { path: 'b/two.yaml', text: 'two' }]);
  });

  it('may not end in .yml, which would be passed over', () => {
    write('a/one.yaml');
    write('a/two.yml');
    expect(faultOf(() => readRuleDirectory(directory))).to.equal('r/a/two.yml a rule file ends in .yaml: rename it, or move it elsewhere');
  });

  it('may not be saved under a name that would be passed over', () => {
    write('a/one.yaml');
    write('a/two.yaml.txt');
    expect(faultOf(() => readRuleDirectory(directory))).to.equal('r/a/two.yaml.txt a rule file ends in .yaml: rename it, or move it elsewhere');
  });

  it('are UTF-8', () => {
    write('one.yaml', Buffer.from([0x69, 0x64, 0xff]));
    expect(faultOf(() => readRuleDirectory(directory))).to.equal('r/one.yaml it is not UTF-8: save it as UTF-8');
  });

  it('are no larger than a rule can be', () => {
    write('a/one.yaml', 'x'.repeat(256 * 1024));
    expect(readRuleDirectory(directory)).to.have.lengthOf(1);
    write('a/two.yaml', 'x'.repeat(256 * 1024 + 1));
    expect(faultOf(() => readRuleDirectory(directory))).to.equal('r/a/two.yaml more than 256 kB: write it shorter, or split the rule into several files');
  });

  it('have no more than 4 MB together', () => {
    for (let number = 0; number < 16; number += 1) write(`${number}.yaml`, 'x'.repeat(256 * 1024));
    expect(readRuleDirectory(directory)).to.have.lengthOf(16);
    write('last.yaml', 'x');
    expect(faultOf(() => readRuleDirectory(directory))).to.equal('r its 17 files have more than 4 MB together: delete the rules that are no longer in force, or put conditions that differ in a value into one rule with a list');
  });

  it('are no named pipes, which would be waited for without end', function () {
    if (process.platform === 'win32') this.skip();
    write('a/one.yaml');
    execFileSync('mkfifo', ['pipe.yaml', 'pipe.yaml~'].map((name) => join(directory, name)));
    expect(faultOf(() => readRuleDirectory(directory))).to.equal('r/pipe.yaml a named pipe, a socket or a device is not read: put a file here, or move it elsewhere');
  });

  it('stand in a directory that there is', () => {
    expect(faultOf(() => readRuleDirectory(join(directory, 'none')))).to.equal('r/none no such directory');
    write('file', '');
    expect(faultOf(() => readRuleDirectory(join(directory, 'file')))).to.equal('r/file no such directory');
  });
});
