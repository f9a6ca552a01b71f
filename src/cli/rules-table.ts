import { Command, Option } from 'commander';
import { readRules } from '../assembly.js';
import { factVocabulary } from '../facts/catalogue.js';
import { tabulatePolicy } from '../proof/decision-table.js';
import type { RuleSet } from '../rules/rule.js';
import type { CommandContext } from './context.js';
import { noteUnsound } from './note-unsound.js';
import { readDay } from './read-day.js';
import { configurationFor } from './rules-directory.js';
import { type TableFormat, tableFormats, writeTable } from './write-table.js';

const help = `
Every row is true by itself: of every possible request that meets what stands under "when", this is decided. Rows are merged as far as they can be.
The same rules always give the same table, so that it can be committed and reviewed. In CSV and JSON a fact that is not named can be anything.

Examples:
  slotguard rules table
  slotguard rules table ./my-rules --format csv > table.csv
  slotguard rules table --at 2027-03-01 --format json`;

export function tableCommand(context: CommandContext): Command {
  return new Command('table')
    .description('Print the decision table that the rules amount to, in as few rows as can be.')
    .argument('[dir]', 'rules directory, otherwise that of the configuration')
    .addOption(new Option('--format <format>', 'how to write it').choices(tableFormats).default('md'))
    .option('--at <day>', 'only as on that day, YYYY-MM-DD in Great Britain; otherwise every period since the first rule came into force', readDay)
    .addHelpText('after', help)
    .action(async (directory: string | undefined, { format, at }: { format: TableFormat; at?: string }) => {
      const configuration = configurationFor(context, directory);
      const ruleSet = readRules(configuration);
      const mapping = { vocabulary: factVocabulary, from: at ?? firstDayOf(ruleSet) };
      const table = await tabulatePolicy(ruleSet, mapping);
      await noteUnsound(context, configuration.rules.directory, ruleSet, mapping);
      context.out(writeTable(at === undefined ? table : { ...table, periods: table.periods.slice(0, 1) }, format));
    });
}

function firstDayOf({ rules }: RuleSet): string {
  return rules.map(({ effective }) => effective.from).sort()[0] ?? '';
}
