import { Command } from 'commander';
import { factVocabulary } from '../facts/catalogue.js';
import { factTable } from '../rules/fact-table.js';
import type { CommandContext } from './context.js';

export function factsCommand(context: CommandContext): Command {
  return new Command('facts')
    .description('Print the fact catalogue as the table of rules/README.md.')
    .addHelpText('after', '\nExample:\n  slotguard rules facts')
    .action(() => context.out(factTable(factVocabulary)));
}
