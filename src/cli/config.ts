import { Command } from 'commander';
import { configurationAsJson, configurationAsYaml } from '../configuration/print-configuration.js';
import type { CommandContext } from './context.js';

export function configCommand(context: CommandContext): Command {
  return new Command('config')
    .description('Print the effective configuration, secrets masked, and where each value came from.')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  slotguard config\n  SLOTGUARD_SERVER_PORT=9000 slotguard config --config site.yaml --json')
    .action((options: { json?: boolean }) => {
      const loaded = context.loadConfiguration();
      context.out((options.json === true ? configurationAsJson(loaded) : configurationAsYaml(loaded)).trimEnd());
    });
}
