import { once } from 'node:events';
import { Command } from 'commander';
import type { Configuration } from '../configuration/schema.js';
import { serve } from '../serve.js';
import type { CommandContext } from './context.js';
import { createLog } from './log.js';

export function serveCommand(context: CommandContext): Command {
  return new Command('serve')
    .description('Serve decisions over HTTP until stopped (SIGTERM or SIGINT).')
    .addHelpText('after', '\nExamples:\n  slotguard serve\n  slotguard serve --config site.yaml\n  SLOTGUARD_SERVER_PORT=0 slotguard serve')
    .action(() => serveUntilStopped(context, context.loadConfiguration().values));
}

/** Prints the ready line once requests are answered; a signal finishes what is in flight, writes out the audit, and ends. */
export async function serveUntilStopped(context: CommandContext, configuration: Configuration, whenReady: (url: string) => void = () => undefined): Promise<void> {
  const log = createLog(configuration.log.level);
  const stopping = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  const service = await serve(configuration, { log });
  process.on('SIGHUP', () => {
    void service.reloadRules();
    void service.reloadAccess(() => context.loadConfiguration().values.access);
  });
  context.out(`slotguard listening on ${service.url}`);
  whenReady(service.url);
  await stopping;
  log.info('stopping');
  await service.stop();
}
