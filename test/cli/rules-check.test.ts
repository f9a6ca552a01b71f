import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { setUpRulesDesk } from './run-command.js';

const rulesFolder = 'network-operator-certificate';
const broken = {
  key: (text: string) => text.replace('rationale:', 'rational:').replace('fact: deviceType', 'fact: devicetype').replace('finding: violated', 'finding: violates'),
  stage: (text: string) => text.replace(/stage: .*/, 'stage: devics'),
};

describe('rules check', () => {
  let desk: ReturnType<typeof setUpRulesDesk>;
  let rules: string;
  beforeEach(() => {
    desk = setUpRulesDesk();
    ({ rules } = desk);
  });
  afterEach(() => {
    desk.remove();
  });

  function change(name: string, edit: (text: string) => string): void {
    const path = join(rules, name);
    const text = readFileSync(path, 'utf8');
    expect(edit(text), name).not.to.equal(text);
    writeFileSync(path, edit(text));
  }

  /** each problem as `file:line:column: problem`, without the folder */
  async function problems(): Promise<string[]> {
    const { code, err, out } = await desk.run('rules', 'check', rules);
    expect({ code, out }).to.deep.equal({ code: 1, out: '' });
    return err.split('\n').filter((line) => line.startsWith('  ') && !/^ +(\d+)? ?\| /.test(line)).map((line) => line.trim().replace(`${rules}/`, '').replace(`${rulesFolder}/`, ''));
  }

  it('reads a directory of whatever name', async () => {
    const odd = join(desk.folder, `two words, a "quote"\nand a line: 1`);
    renameSync(rules, odd);
    expect(await desk.run('rules', 'check', odd)).to.include({ code: 0 });
    expect(await desk.run('rules', 'test', odd, 'recovery', '--scenarios', join(odd, 'none'))).to.include({ code: 0 });
    expect((await desk.run('rules', 'schema', odd, '--kind', 'scenario')).out).to.contain('"handover-before-signing"');
  });

  it('names every problem of every file, by file and line', async () => {
    change(`${rulesFolder}/handover-targets-esme-or-gpf.yaml`, broken.key);
    change(`${rulesFolder}/verified.yaml`, broken.stage);
    change(`${rulesFolder}/certificates-readable.yaml`, () => 'id: a\n\tb: c\n');
    writeFileSync(join(rules, 'notes.txt'), 'a note');
    writeFileSync(join(rules, 'latin.yaml'), Buffer.from([0x61, 0x3a, 0xff]));
    symlinkSync('nowhere', join(rules, 'nowhere.yaml'));
    const found = await problems();
    expect(found.map((line) => line.slice(0, line.indexOf(': ')))).to.deep.equal([
      'latin.yaml', 'certificates-readable.yaml:2:1', 'handover-targets-esme-or-gpf.yaml:10:1', 'handover-targets-esme-or-gpf.yaml:14:19',
      'handover-targets-esme-or-gpf.yaml:21:65', 'verified.yaml:14:8', 'notes.txt', 'nowhere.yaml',
    ]);
  });

  it('follows no link to a folder, where one and another would lead round and round, and says so', async () => {
    for (const name of ['one', 'another']) symlinkSync('..', join(rules, rulesFolder, name));
    symlinkSync('itself.yaml', join(rules, 'itself.yaml'));
    expect(await problems()).to.deep.equal([
      'itself.yaml: the file cannot be opened: is it a link to nowhere, or not readable?',
      'another: a link to a folder is not followed: put the folder itself here, or links to its files',
      'one: a link to a folder is not followed: put the folder itself here, or links to its files',
    ]);
  });

  it('reads rules that are links into a hidden folder, as a cluster mounts them', async () => {
    const verified = `${rulesFolder}/verified.yaml`;
    mkdirSync(join(rules, '..2026'));
    renameSync(join(rules, verified), join(rules, '..2026/verified.yaml'));
    symlinkSync('..2026', join(rules, '..data'));
    symlinkSync('../..data/verified.yaml', join(rules, verified));
    expect(await desk.run('rules', 'check', rules)).to.have.property('code', 0);
  });

  it('names problems of rules beside a policy that cannot be read', async () => {
    change('policy.yaml', (text) => text.replace('stages:', 'stage:'));
    change(`${rulesFolder}/handover-targets-esme-or-gpf.yaml`, (text) => text.replace('fact: deviceType', 'fact: devicetype'));
    const found = await problems();
    expect(found.map((line) => line.slice(0, line.indexOf(': ')))).to.deep.equal(['handover-targets-esme-or-gpf.yaml:14:19', 'policy.yaml:8:1']);
  });

  it('shows the line that is wrong, and marks the word', async () => {
    change(`${rulesFolder}/handover-targets-esme-or-gpf.yaml`, (text) => text.replace('fact: deviceType', 'fact: devicetype'));
    const { err } = await desk.run('rules', 'check', rules);
    expect(err.split('\n').slice(2, 4)).to.deep.equal([
      '    14 | requires: { fact: devicetype, operator: in, value: [ESME, GPF] }',
      '       |                   ^^^^^^^^^^',
    ]);
  });

  it('--json tells the same to a program, and exits 1', async () => {
    change(`${rulesFolder}/verified.yaml`, broken.stage);
    writeFileSync(join(rules, 'notes.txt'), 'a note');
    const { code, out, err } = await desk.run('rules', 'check', rules, '--json');
    expect({ code, err }).to.deep.equal({ code: 1, err: '' });
    const told = JSON.parse(out) as { problems: Record<string, unknown>[] };
    expect(told.problems).to.have.length(2);
    expect(told.problems[0]).to.include({ file: `${rules}/${rulesFolder}/verified.yaml`, column: 8 }).and.to.have.property('line').that.is.a('number');
    expect(told.problems[1]).to.deep.equal({ file: `${rules}/notes.txt`, problem: 'a rule file ends in .yaml: rename it, or move it elsewhere' });
  });

  it('--json of sound rules', async () => {
    const { code, out } = await desk.run('rules', 'check', rules, '--json');
    expect(code).to.equal(0);
    expect(JSON.parse(out)).to.have.property('rules').with.length.above(20);
  });

  it('says only once that the policy cannot be read', async () => {
    writeFileSync(join(rules, 'policy.yaml'), Buffer.from([0xff]));
    expect(await problems()).to.deep.equal(['policy.yaml: it is not UTF-8: save it as UTF-8']);
    rmSync(join(rules, 'policy.yaml'));
    expect((await problems()).join()).to.contain('there is no policy.yaml');
  });
});
