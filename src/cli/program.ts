import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { defaultConfigurationFile } from '../configuration/default-file.js';
import { loadConfiguration } from '../configuration/load-configuration.js';
import { refuseOnceOnly } from '../configuration/refuse-once-only.js';
import { printableLines } from '../domain/printable.js';
import type { CommandContext } from './context.js';
import type { Output } from './output.js';

/** Each with all that it needs, which takes longer to load than most commands run. */
const commands: Readonly<Record<string, () => Promise<(context: CommandContext) => Command>>> = {
  serve: async () => (await import('./serve.js')).serveCommand,
  decide: async () => (await import('./decide.js')).decideCommand,
  import: async () => (await import('./import.js')).importCommand,
  rules: async () => (await import('./rules.js')).rulesCommand,
  replay: async () => (await import('./replay.js')).replayCommand,
  report: async () => (await import('./report.js')).reportCommand,
  audit: async () => (await import('./audit.js')).auditCommand,
  certificate: async () => (await import('./certificate.js')).certificateCommand,
  config: async () => (await import('./config.js')).configCommand,
  demo: async () => (await import('./demo.js')).demoCommand,
};
const asksForHelp = ['help', '--help', '-h'];

/** `args`: what it will be run with; only commands that are named there are loaded, or all of them where help is asked for or none is named. */
export async function createProgram(given: Output, exitWith: (code: number) => void, args: readonly string[]): Promise<Command> {
  const output: Output = { ...given, err: (line) => { given.err(printableLines(line)); } };
  const program = new Command('slotguard')
    .description('Decides whether the Network Operator certificate in a DUIS Service Request belongs to the Network Operator registered for the meter.')
    .version(readVersion(), '--version', 'print which slotguard this is')
    .option('--config <file>', 'configuration laid over config/default.yaml; may be given more than once', (file: string, files: string[] | undefined) => [...(files ?? []), file])
    .configureOutput({ writeOut: (text) => output.out(text.trimEnd()), writeErr: (text) => output.err(text.trimEnd()) })
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('(slotguard --help tells more)')
    .addHelpText('after', examples);
  let isLoaded = false;
  const context: CommandContext = {
    ...output,
    exitWith,
    loadConfiguration: () => {
      const files = program.opts<{ config?: string[] }>().config ?? [];
      if (isLoaded) refuseOnceOnly(files);
      const loaded = loadConfiguration({ defaultFile: defaultConfigurationFile, files, environment: process.env });
      isLoaded = true;
      return loaded;
    },
  };
  const all = Object.entries(commands);
  const named = args.some((arg) => asksForHelp.includes(arg)) ? [] : all.filter(([name]) => args.includes(name));
  for (const [, load] of named.length > 0 ? named : all) program.addCommand((await load())(context));
  inheritSettings(program);
  return program;
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
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

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some requests rejected (decide), 141 nobody read the result to its end.`;
