import { Command } from 'commander';
import { auditCheckpointCommand } from './audit-checkpoint.js';
import { auditExportCommand } from './audit-export.js';
import { auditPruneCommand } from './audit-prune.js';
import { auditRebuildCommand } from './audit-rebuild.js';
import { auditVerifyCommand } from './audit-verify.js';
import type { CommandContext } from './context.js';

const commands = [auditVerifyCommand, auditExportCommand, auditCheckpointCommand, auditPruneCommand, auditRebuildCommand];

/** The auditor's commands. All of them can be used while a service writes. */
export function auditCommand(context: CommandContext): Command {
  const audit = new Command('audit').description('The audit trail: prove that nothing in it was altered or lost, export it, and let old months leave.');
  for (const create of commands) audit.addCommand(create(context));
  return audit;
}
