import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { isMap } from '../configuration/leaves.js';
import { findRuleFiles } from '../configuration/rule-directory.js';
import { Fault } from '../domain/fault.js';
import { shellWord } from '../domain/shell-word.js';
import { suggest } from '../rules/condition.js';
import type { Policy, RuleFile } from '../rules/rule.js';
import { id as ruleId } from '../rules/rule-schema.js';
import { type RuleToBe, ruleSkeleton } from '../rules/rule-skeleton.js';
import { invariantsPath } from '../rules/load-rules.js';
import { readYaml } from '../yaml/read-yaml.js';
import type { CommandContext } from './context.js';
import { policyIn } from './editor-schemas.js';
import { configurationFor } from './rules-directory.js';
import { writeText } from './write-file.js';

interface NewOptions {
  requires?: boolean;
  stage?: string;
  reason?: string;
  permit?: boolean;
  reject?: boolean;
}

const examples = `
Examples:
  slotguard rules new network-operator-certificate/retired-device-exempt --stage device --reason not-applicable
  slotguard rules new network-operator-certificate/certificate-not-expired --requires --reject`;

export function newCommand(context: CommandContext): Command {
  return new Command('new')
    .description('Write a new rule file, with a place to fill in for each thing that only its author knows.')
    .argument('<policy/id>', "the policy's folder and the new rule's id, such as network-operator-certificate/retired-device-exempt")
    .argument('[dir]', 'rules directory, otherwise that of the configuration')
    .option('--requires', 'a check: what must be true (`requires`), and what is decided where it is not; without it an exemption')
    .option('--stage <stage>', 'the stage in which it is asked, of policy.yaml')
    .option('--reason <reason>', 'the reason that it gives, of policy.yaml')
    .option('--permit', 'it permits: what an exemption does unless said')
    .addOption(new Option('--reject', 'it rejects: what a check does unless said').conflicts('permit'))
    .addHelpText('after', examples)
    .action((name: string, directory: string | undefined, options: NewOptions) => {
      writeRule(context, name, configurationFor(context, directory).rules.directory, options);
    });
}

function writeRule(context: CommandContext, name: string, directory: string, options: NewOptions): void {
  const { files } = findRuleFiles(directory);
  const { folder, id } = readName(name, directory, files);
  const policy = policyIn(directory);
  const path = join(directory, folder, `${id}.yaml`);
  writeText(path, ruleSkeleton({ ...ruleToBe(id, options, policy), scopes: scopesIn(files, directory) }, policy), { isNew: true });
  context.out(path);
  context.err(nextSteps(directory));
}

function readName(name: string, directory: string, files: readonly RuleFile[]): { folder: string; id: string } {
  const [, folder, id = ''] = /^([^/]+)\/(.*)$/.exec(name) ?? [];
  if (folder === undefined) throw new Fault('usage', `\`${name}\` is no POLICY/ID: write the policy's folder and the rule's id, such as network-operator-certificate/retired-device-exempt`);
  const folders = readdirSync(directory, { withFileTypes: true }).filter((each) => each.isDirectory() && !each.name.startsWith('.')).map((each) => each.name);
  if (!folders.includes(folder)) throw new Fault('usage', `there is no policy folder \`${folder}\` in ${directory}${suggest(folder, folders)}: ${folders.length === 0 ? 'make it first' : `there is ${folders.join(', ')}`}`);
  const refused = ruleId.safeParse(id).error?.issues[0];
  if (refused !== undefined) throw new Fault('usage', `\`${id}\` is no id of a rule, which is also the name of its file: ${refused.message}`);
  const same = files.find(({ path }) => path.endsWith(`/${id}.yaml`) || path === `${id}.yaml`);
  if (same !== undefined) throw new Fault('usage', `there is a rule \`${id}\` already, ${join(directory, same.path)}: choose another id`);
  return { folder, id };
}

/** Whatever else may be wrong with the file: `rules check` says so. */
function scopesIn(files: readonly RuleFile[], directory: string): string[] | undefined {
  const file = files.find(({ path }) => path === invariantsPath);
  if (file === undefined) return undefined;
  const { value } = readYaml(file.text, join(directory, file.path));
  return isMap(value) && isMap(value.scopes) ? Object.keys(value.scopes) : [];
}

function ruleToBe(id: string, options: NewOptions, policy: Policy): Omit<RuleToBe, 'scopes'> {
  const { requires = false, stage, reason, permit = false, reject = false } = options;
  if (stage !== undefined) requireOne('stage', stage, policy.stages.map((each) => each.id));
  if (reason !== undefined) requireOne('reason', reason, Object.keys(policy.reasons));
  const given = reason === undefined ? undefined : policy.reasons[reason]?.decision;
  const wanted = permit ? 'permit' : reject ? 'reject' : (given ?? (requires ? 'reject' : 'permit'));
  if (given !== undefined && given !== wanted) throw new Fault('usage', `\`${String(reason)}\` is a reason to ${given}: leave --${wanted} out, or name another reason`);
  return { id, isCheck: requires, stage, decision: wanted, reason };
}

function requireOne(kind: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw new Fault('usage', `policy.yaml has no ${kind} \`${name}\`${suggest(name, names)}: it has ${names.join(', ')}`);
}

function nextSteps(directory: string): string {
  const named = shellWord(directory);
  const schema = existsSync(join(directory, 'rule.schema.json')) ? '' : `\n  slotguard rules schema ${named} --write     so that your editor completes and explains`;
  return `Write over each <...> in it, then:
  slotguard rules check ${named}     names what is left to write
  slotguard rules test ${named}      runs its cases${schema}
Until nothing is left to write, a running service refuses the change, and the rules that were in force stay.`;
}
