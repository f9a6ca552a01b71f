import { Command } from 'commander';
import type { CommandContext } from './context.js';
import { panelCommand } from './report-panel.js';

export function reportCommand(context: CommandContext): Command {
  return new Command('report').description('Reports on what was decided.').addCommand(panelCommand(context));
}
