import { Command } from 'commander';
import { readRules } from '../assembly.js';
import { factVocabulary } from '../facts/catalogue.js';
import { policyJsonSchema, ruleJsonSchema } from '../rules/rule-json-schema.js';
import type { CommandContext } from './context.js';
import { configurationFor } from './rules-directory.js';

export function schemaCommand(context: CommandContext): Command {
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
