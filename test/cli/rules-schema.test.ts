import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { writeSchemas } from '../../src/cli/rules-schema.js';
import { setUpRulesDesk } from './run-command.js';

describe('rules schema', () => {
  let desk: ReturnType<typeof setUpRulesDesk>;
  let rules: string;
  beforeEach(() => {
    desk = setUpRulesDesk();
    ({ rules } = desk);
  });
  afterEach(() => {
    desk.remove();
  });

  async function printed(...args: string[]): Promise<{ title?: string; properties?: object; $defs?: Record<string, { oneOf?: { const: string }[] }> }> {
    const { code, out, err } = await desk.run('rules', 'schema', ...args);
    expect({ code, err }).to.deep.equal({ code: 0, err: '' });
    return JSON.parse(out) as Awaited<ReturnType<typeof printed>>;
  }

  it('prints that of rules, with the stages and reasons of the policy', async () => {
    const path = join(rules, 'policy.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('stages:\n', 'stages:\n  - { id: first-of-all, title: "Is it?" }\n'));
    const { title, $defs } = await printed(rules);
    expect(title).to.equal('A slotguard rule');
    expect($defs?.stage?.oneOf?.map((each) => each.const)).to.include.members(['first-of-all', 'ownership']);
  });

  it('prints what is a schema also where there is no reason to reject, no rule and no world', async () => {
    const bare = join(desk.folder, 'bare');
    mkdirSync(bare);
    writeFileSync(join(bare, 'policy.yaml'), 'id: bare\ntitle: Bare\nstages: [{ id: only, title: "Is it?" }]\nreasons: { fine: { decision: permit, counted: false, meaning: it is } }\n');
    for (const kind of ['rule', 'invariants', 'scenario']) {
      const schema = await printed(bare, '--kind', kind, '--scenarios', bare);
      expect(new Ajv2020({ strict: false }).validateSchema(schema), kind).to.equal(true);
    }
  });

  it('prints that of a policy in either spelling', async () => {
    expect(await printed('--policy')).to.deep.equal(await printed('--kind', 'policy'));
  });

  it('prints every kind beside rules that are not sound', async () => {
    writeFileSync(join(rules, 'half.yaml'), 'id: half\n');
    for (const kind of ['rule', 'invariants', 'scenario', 'world', 'parties', 'configuration', 'demo']) expect(await printed(rules, '--kind', kind)).to.have.property('properties');
  });

  it('refuses an unknown kind, and a directory that is not there', async () => {
    expect(await desk.run('rules', 'schema', '--kind', 'rules')).to.include({ code: 2, out: '' });
    const { err, out } = await desk.run('rules', 'schema', join(desk.folder, 'none'), '--write');
    expect(out).to.equal('');
    expect(err).to.contain('there is no rules directory');
  });

  it('writes each to its place where it is not so already, and nothing else', () => {
    const directories = { rules, scenarios: join(desk.folder, 'scenarios'), configuration: join(desk.folder, 'config') };
    mkdirSync(directories.configuration);
    mkdirSync(directories.scenarios);
    rmSync(join(rules, 'rule.schema.json'));
    const before = textsIn(rules);
    expect(written(directories).map((line) => line.replace(/^.*\//, ''))).to.deep.equal([
      'rule.schema.json written', 'policy.schema.json is as it should be', 'invariants.schema.json is as it should be', 'scenario.schema.json written', 'world.schema.json written',
      'parties.schema.json written', 'configuration.schema.json written', 'demo.schema.json written',
    ]);
    expect(written(directories).filter((line) => line.endsWith('written'))).to.deep.equal([]);
    const after = textsIn(rules);
    expect(after.delete('rule.schema.json')).to.equal(true);
    expect(after).to.deep.equal(before);
  });

  it('leaves those of scenarios out where there are none', () => {
    const directories = { rules, scenarios: join(desk.folder, 'none'), configuration: desk.folder };
    expect(written(directories).join()).not.to.contain('scenario');
  });

  it('says what stands in the place of a schema where it is no file', () => {
    const path = join(rules, 'rule.schema.json');
    rmSync(path);
    mkdirSync(path);
    expect(() => written({ rules, scenarios: join(desk.folder, 'none'), configuration: desk.folder })).to.throw(Fault, `\`${path}\` cannot be written: it is a directory`);
  });

  function written(directories: { rules: string; scenarios: string; configuration: string }): string[] {
    const lines: string[] = [];
    writeSchemas({ out: (line) => lines.push(line), err: () => undefined }, directories);
    return lines;
  }
});

function textsIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return new Map(files.map((each) => [each.name, readFileSync(join(each.parentPath, each.name), 'utf8')]));
}
