import { Command } from 'commander';
import { readRules } from '../assembly.js';
import type { CommandContext } from './context.js';
import { configurationFor } from './rules-directory.js';

export function checkCommand(context: CommandContext): Command {
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
