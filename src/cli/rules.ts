import { Command } from 'commander';
import type { CommandContext } from './context.js';
import { checkCommand } from './rules-check.js';
import { diffCommand } from './rules-diff.js';
import { factsCommand } from './rules-facts.js';
import { newCommand } from './rules-new.js';
import { proveCommand } from './rules-prove.js';
import { schemaCommand } from './rules-schema.js';
import { tableCommand } from './rules-table.js';
import { testCommand } from './rules-test.js';

const commands = [newCommand, checkCommand, testCommand, proveCommand, tableCommand, diffCommand, schemaCommand, factsCommand];

/** The rule author's commands. */
export function rulesCommand(context: CommandContext): Command {
  const rules = new Command('rules').description("The rule author's commands: are the rules sound, and do they decide as they should?");
  for (const create of commands) rules.addCommand(create(context));
  return rules;
}
