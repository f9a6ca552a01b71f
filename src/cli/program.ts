import { Command } from 'commander';
import { defaultConfigurationFile } from '../configuration/default-file.js';
import { loadConfiguration } from '../configuration/load-configuration.js';
import { auditCommand } from './audit.js';
import { certificateCommand } from './certificate.js';
import { configCommand } from './config.js';
import type { CommandContext } from './context.js';
import { decideCommand } from './decide.js';
import { demoCommand } from './demo.js';
import { importCommand } from './import.js';
import type { Output } from './output.js';
import { replayCommand } from './replay.js';
import { reportCommand } from './report.js';
import { rulesCommand } from './rules.js';
import { serveCommand } from './serve.js';

export function createProgram(output: Output, exitWith: (code: number) => void): Command {
  const program = new Command('slotguard')
    .description('Decides whether the Network Operator certificate in a DUIS Service Request belongs to the Network Operator registered for the meter.')
    .option('--config <file>', 'configuration laid over config/default.yaml; may be given more than once', (file: string, files: string[]) => [...files, file], [])
    .configureOutput({ writeOut: (text) => output.out(text.trimEnd()), writeErr: (text) => output.err(text.trimEnd()) })
    .exitOverride()
    .showHelpAfterError('(slotguard --help tells more)')
    .addHelpText('after', examples);
  const context: CommandContext = {
    ...output,
    exitWith,
    loadConfiguration: () => loadConfiguration({ defaultFile: defaultConfigurationFile, files: program.opts<{ config: string[] }>().config, environment: process.env }),
  };
  const commands = [serveCommand, decideCommand, importCommand, rulesCommand, replayCommand, reportCommand, auditCommand, certificateCommand, configCommand, demoCommand];
  for (const create of commands) program.addCommand(create(context));
  inheritSettings(program);
  return program;
}

function inheritSettings(parent: Command): void {
  for (const command of parent.commands) inheritSettings(command.copyInheritedSettings(parent));
}

const examples = `
Examples:
  slotguard serve                                     serve on http://127.0.0.1:8080
  slotguard decide request.xml --explain              decide a Service Request offline, and say why
  slotguard import registration registration.csv.gz   load registration data
  slotguard rules check                               are the rules sound?
  slotguard replay --rules ./my-rules                 what would other rules have decided?
  slotguard report panel --format html --out it.html  the SEC Panel's report of last month
  slotguard audit verify                              was anything recorded altered, removed or added?
  slotguard certificate certificate.pem               what it says, and whose it is

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some requests rejected (decide).`;
