import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { Command, Option } from 'commander';
import { defaultConfigurationFile } from '../configuration/default-file.js';
import type { CommandContext } from './context.js';
import { makeSchema, type SchemaDirectories, type SchemaKind, schemaKinds, schemaPath, schemaText } from './editor-schemas.js';
import { type Output, tell } from './output.js';
import { configurationFor } from './rules-directory.js';
import { writeText } from './write-file.js';

interface SchemaOptions {
  kind: SchemaKind;
  policy?: boolean;
  write?: boolean;
  scenarios: string;
}

export function schemaCommand(context: CommandContext): Command {
  return new Command('schema')
    .description('Print the JSON Schema that editors use for a kind of file, or write every one to its place.')
    .argument('[dir]', 'rules directory, otherwise that of the configuration')
    .addOption(new Option('--kind <kind>', 'which files').choices(schemaKinds).default('rule'))
    .option('--policy', 'the same as --kind policy')
    .option('--write', 'write the schema of every kind beside its files, where it is not so already')
    .option('--scenarios <dir>', 'scenario directory', 'test/scenarios')
    .addHelpText('after', '\nExamples:\n  slotguard rules schema --write\n  slotguard rules schema --kind parties > parties.schema.json')
    .action((directory: string | undefined, { kind, policy = false, write = false, scenarios }: SchemaOptions) => {
      const directories = { rules: configurationFor(context, directory).rules.directory, scenarios, configuration: dirname(defaultConfigurationFile) };
      if (write) writeSchemas(context, directories);
      else context.out(schemaText(makeSchema(policy ? 'policy' : kind, directories)));
    });
}

/** Not, where it cannot be read: writing it says why. */
function holds(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}

/** All are made before one is written; those of scenarios are left out where there is no such directory. */
export function writeSchemas(context: Output, directories: SchemaDirectories): void {
  const hasScenarios = existsSync(directories.scenarios);
  if (!hasScenarios) context.err(`there is no scenario directory ${directories.scenarios}: its schemas are left out`);
  const kinds = schemaKinds.filter((kind) => hasScenarios || (kind !== 'scenario' && kind !== 'world'));
  const schemas = kinds.map((kind) => ({ path: schemaPath(kind, directories), text: `${schemaText(makeSchema(kind, directories))}\n` }));
  for (const { path, text } of schemas) {
    const isSame = holds(path, text);
    if (!isSame) writeText(path, text, { isNew: false });
    tell(context, [`${relative('.', path)} ${isSame ? 'is as it should be' : 'written'}`]);
  }
}
