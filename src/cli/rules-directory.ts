import type { Configuration } from '../configuration/schema.js';
import type { CommandContext } from './context.js';

/** The configuration, with its rules directory replaced where the command line names one. */
export function configurationFor(context: CommandContext, directory: string | undefined): Configuration {
  const { values } = context.loadConfiguration();
  return directory === undefined ? values : { ...values, rules: { ...values.rules, directory } };
}
