import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { readRules } from '../assembly.js';
import type { Configuration } from '../configuration/schema.js';
import { factVocabulary } from '../facts/catalogue.js';
import { factTable } from '../rules/fact-table.js';
import { policyJsonSchema, ruleJsonSchema } from '../rules/rule-json-schema.js';
import type { CommandContext } from './context.js';
import { testRules } from './rules-test.js';

/** The rule author's commands. */
export function rulesCommand(context: CommandContext): Command {
  return new Command('rules')
    .description("The rule author's commands: are the rules sound, and do they decide as they should?")
    .addCommand(checkCommand(context))
    .addCommand(testCommand(context))
    .addCommand(schemaCommand(context))
    .addCommand(factsCommand(context));
}

function checkCommand(context: CommandContext): Command {
  return new Command('check')
    .description('Are the rules sound? Every fault with file:line:column; exit 0 or 1.')
    .argument('[dir]', 'rules directory, otherwise that of the configuration')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  slotguard rules check\n  slotguard rules check ./my-rules')
    .action(async (directory: string | undefined, { json = false }: { json?: boolean }) => {
      const { rules, policy, version } = await readRules(configurationFor(context, directory));
      if (json) context.out(JSON.stringify({ policy: policy.id, version, rules: rules.map(({ id, stage, outcome, effective }) => ({ id, stage, ...outcome, effective })) }));
      else context.out(`${rules.length} rules in ${policy.stages.length} stages are sound (${version.slice(0, 19)})`);
    });
}

function testCommand(context: CommandContext): Command {
  return new Command('test')
    .description("Run the rules' own cases and the scenarios; exit 0 or 1.")
    .argument('[dir]', 'rules directory, otherwise that of the configuration; what is no directory is taken as the pattern')
    .argument('[pattern]', 'only rules, cases and scenarios whose name holds this')
    .option('--scenarios <dir>', 'scenario directory', 'test/scenarios')
    .addHelpText('after', '\nExamples:\n  slotguard rules test\n  slotguard rules test recovery\n  slotguard rules test ./my-rules A21')
    .action(async (first: string | undefined, second: string | undefined, { scenarios }: { scenarios: string }) => {
      const isPattern = first !== undefined && second === undefined && !existsSync(first);
      const [directory, pattern = ''] = isPattern ? [undefined, first] : [first, second];
      await testRules(context, configurationFor(context, directory), { pattern: pattern.toLowerCase(), scenarios });
    });
}

function schemaCommand(context: CommandContext): Command {
  return new Command('schema')
    .description('Print the JSON Schema that editors use for rule files (rules/rule.schema.json).')
    .argument('[dir]', 'rules directory, otherwise that of the configuration')
    .option('--policy', 'the schema of policy.yaml instead')
    .addHelpText('after', '\nExample:\n  slotguard rules schema > rules/rule.schema.json')
    .action(async (directory: string | undefined, { policy = false }: { policy?: boolean }) => {
      const schema = policy ? policyJsonSchema() : ruleJsonSchema(factVocabulary, (await readRules(configurationFor(context, directory))).policy);
      context.out(JSON.stringify(schema, undefined, 2));
    });
}

function factsCommand(context: CommandContext): Command {
  return new Command('facts')
    .description('Print the fact catalogue as the table of rules/README.md.')
    .addHelpText('after', '\nExample:\n  slotguard rules facts')
    .action(() => context.out(factTable(factVocabulary)));
}

function configurationFor(context: CommandContext, directory: string | undefined): Configuration {
  const { values } = context.loadConfiguration();
  return directory === undefined ? values : { ...values, rules: { ...values.rules, directory } };
}
