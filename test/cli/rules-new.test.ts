import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { setUpRulesDesk } from './run-command.js';

const folder = 'network-operator-certificate';
const source = ['One sentence', 'A document', '"1"', 'Its words', '2026-01-01', 'It must be so'];

/** What an author writes over the blanks, in their order. */
const exemption = [...source, 'device', 'checked', 'deviceStatus', 'Suspended', 'not-applicable', 'deviceStatus', 'Suspended', 'a suspended device', 'one in use', 'deviceStatus', 'Commissioned'];
const check = [
  ...source, 'checked', 'srv', '"6.21"', 'deviceStatus', 'Commissioned', 'srv', '"6.21"', 'deviceStatus', 'Commissioned',
  'one in use', 'a suspended device', 'deviceStatus', 'Suspended', 'an update', 'srv', '"6.15.1"',
];

describe('rules new', () => {
  let desk: ReturnType<typeof setUpRulesDesk>;
  let rules: string;
  beforeEach(() => {
    desk = setUpRulesDesk();
    ({ rules } = desk);
  });
  afterEach(() => {
    desk.remove();
  });

  it('says what comes next as it can be pasted, whatever the name of the directory', async () => {
    const named = join(desk.folder, 'two words');
    renameSync(rules, named);
    const { err } = await desk.run('rules', 'new', `${folder}/pasted`, named);
    expect(err).to.contain(`slotguard rules check '${named}'`).and.contain(`slotguard rules test '${named}'`);
  });

  const blanks = /<[^<>\n]+>/g;

  /** The new file, from which a comment that speaks of blanks is left out. */
  function readNew(id: string): string {
    return readFileSync(join(rules, folder, `${id}.yaml`), 'utf8').replace('each <...>', 'each blank');
  }

  type Form = readonly [what: string, options: readonly string[], filling: readonly string[]];
  const forms: readonly Form[] = [
    ['an exemption', [], exemption],
    ['a check', ['--requires', '--stage', 'device', '--reason', 'not-applicable'], check],
  ];
  for (const [what, options, filling] of forms) {
    it(`writes ${what} that check refuses only for each blank, and that is sound once they are written over`, async () => {
      const made = await desk.run('rules', 'new', `${folder}/tried`, rules, ...options);
      expect(made).to.deep.include({ code: 0, out: `${join(rules, folder, 'tried.yaml')}\n` });
      expect(made.err).to.contain('slotguard rules check');
      const text = readNew('tried');
      const found = text.match(blanks) ?? [];
      expect(found).to.have.length(filling.length);
      const refused = await desk.run('rules', 'check', rules, '--json');
      const { problems } = JSON.parse(refused.out) as { problems: { problem: string }[] };
      expect(problems.map(({ problem }) => problem)).to.deep.equal(found.map((blank) => `fill in \`${blank}\``));
      let next = 0;
      writeFileSync(join(rules, folder, 'tried.yaml'), text.replace(blanks, () => filling[next++] ?? ''));
      expect(await desk.run('rules', 'check', rules)).to.include({ code: 0 });
      const tested = await desk.run('rules', 'test', rules, 'tried', '--scenarios', join(desk.folder, 'none'));
      expect(tested.code, tested.out + tested.err).to.equal(0);
    });
  }

  it('asks for no promise where there are none, and names the scopes that there are', async () => {
    await desk.run('rules', 'new', `${folder}/tried`, rules);
    expect(readNew('tried')).to.contain('scope of several: sent-by-supplier, checked, operator-known, compared; take').and.to.contain('\nexcepts: [<a promise or a scope>]\n');
    rmSync(join(rules, 'invariants.yaml'));
    await desk.run('rules', 'new', `${folder}/other`, rules);
    expect(readNew('other')).not.to.contain('excepts');
  });

  it('takes stage, reason and decision', async () => {
    await desk.run('rules', 'new', `${folder}/tried`, rules, '--stage', 'ownership', '--reason', 'wrong-network-operator');
    expect(readNew('tried')).to.contain('\nstage: ownership\n').and.contain('\nthen: { reject: wrong-network-operator }\n');
    await desk.run('rules', 'new', `${folder}/other`, rules, '--requires', '--permit');
    expect(readNew('other')).to.contain('\notherwise: { permit: <a reason to permit> }\n');
    await desk.run('rules', 'new', `${folder}/unsaid`, rules, '--requires');
    expect(readNew('unsaid'), 'unless said').to.contain('\notherwise: { reject: <a reason to reject> }\n');
  });

  it('goes by promises also where their file is not as it has to be, for check to tell', async () => {
    for (const [index, text] of ['', '- a list\n', 'scopes: none\n', 'scopes:\n'].entries()) {
      writeFileSync(join(rules, 'invariants.yaml'), text);
      expect((await desk.run('rules', 'new', `${folder}/tried-${index}`, rules)).code, text).to.equal(0);
      expect(readNew(`tried-${index}`), text).to.contain('\nexcepts: [<a promise').and.not.contain('scope of several');
    }
  });

  type Refusal = readonly [what: string, args: readonly string[], words: string];
  const refusals: readonly Refusal[] = [
    ['no policy', ['tried'], '`tried` is no POLICY/ID'],
    ['an unknown policy', ['network-operator/tried'], 'there is no policy folder `network-operator`'],
    ['an id that is none', [`${folder}/Tried Rule`], '`Tried Rule` is no id of a rule, which is also the name of its file: write lower-case words joined by hyphens'],
    ['a way out of the folder', [`${folder}/../tried`], '`../tried` is no id of a rule'],
    ['an id that is taken', [`${folder}/verified`], `there is a rule \`verified\` already`],
    ['an unknown stage', [`${folder}/tried`, '--stage', 'devise'], 'policy.yaml has no stage `devise`, did you mean `device`?: it has request, '],
    ['an unknown reason', [`${folder}/tried`, '--reason', 'verifed'], 'policy.yaml has no reason `verifed`, did you mean `verified`?: it has verified, '],
    ['a reason of the other decision', [`${folder}/tried`, '--reason', 'verified', '--reject'], '`verified` is a reason to permit: leave --reject out'],
    ['both decisions', [`${folder}/tried`, '--permit', '--reject'], "option '--reject' cannot be used with option '--permit'"],
  ];
  for (const [what, args, words] of refusals) {
    it(`refuses ${what}`, async () => {
      const [name = '', ...options] = args;
      const before = readFileSync(join(rules, folder, 'verified.yaml'), 'utf8');
      const { code, out, err } = await desk.run('rules', 'new', name, rules, ...options);
      expect({ code: code > 0, out }).to.deep.equal({ code: true, out: '' });
      expect(err).to.contain(words);
      expect(readFileSync(join(rules, folder, 'verified.yaml'), 'utf8')).to.equal(before);
    });
  }

  it('names the folders that there are', async () => {
    const { err } = await desk.run('rules', 'new', 'elsewhere/tried', rules);
    expect(err).to.contain(`: there is ${folder}`);
  });
});
