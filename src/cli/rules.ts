import { Command } from 'commander';
import type { CommandContext } from './context.js';
import { checkCommand } from './rules-check.js';
import { factsCommand } from './rules-facts.js';
import { schemaCommand } from './rules-schema.js';
import { testCommand } from './rules-test.js';

const commands = [checkCommand, testCommand, schemaCommand, factsCommand];

/** The rule author's commands. */
export function rulesCommand(context: CommandContext): Command {
  const rules = new Command('rules').description("The rule author's commands: are the rules sound, and do they decide as they should?");
  for (const create of commands) rules.addCommand(create(context));
  return rules;
}
