import { Command } from 'commander';
import type { Logger } from '../http/http-parts.js';
import type { Configuration } from '../configuration/schema.js';
import { findKeptRules } from '../rules-in-force.js';
import { serve } from '../serve.js';
import { type Keeper, keepWorkers, WorkerFailed } from '../workers/keeper.js';
import { findAuditAway } from '../store/open-store.js';
import { watchAccess } from '../watch-access.js';
import { findSiblings, type Siblings } from '../workers/siblings.js';
import type { CommandContext } from './context.js';
import { noteHangUps, onHangUp } from './hang-ups.js';
import { createLog } from './log.js';
import { describeError, exitCodeOf } from './output.js';

export function serveCommand(context: CommandContext): Command {
  return new Command('serve')
    .description('Serve decisions over HTTP until stopped (SIGTERM or SIGINT).')
    .addHelpText('after', '\nExamples:\n  slotguard serve\n  slotguard serve --config site.yaml\n  SLOTGUARD_SERVER_PORT=0 slotguard serve\n  SLOTGUARD_SERVER_WORKERS=2 slotguard serve')
    .action(() => serveUntilStopped(context));
}

/** Prints the ready line once requests are answered; a signal finishes what is in flight, writes out the audit, and ends. */
export async function serveUntilStopped(context: CommandContext, whenReady: (url: string) => void = () => undefined): Promise<void> {
  const stop = hearSignals();
  const siblings = findSiblings();
  if (siblings !== undefined) {
    await serveAsWorker(context, siblings, stop);
    return;
  }
  const configuration = context.loadConfiguration().values;
  const log = createLog(configuration.log.level);
  const service = await begin(context, configuration, log);
  if (service === undefined) return;
  onHangUp(service.reload);
  context.goOnUnread?.();
  context.out(`slotguard listening on ${service.url}`);
  whenReady(service.url);
  await stop;
  log.info('stopping');
  await service.stop();
}

/** By this process, or by as many as are configured; undefined: they could not begin, which has been said. */
async function begin(context: CommandContext, configuration: Configuration, log: Logger): Promise<Keeper | undefined> {
  const access = watchAccess(configuration, log);
  const auditAway = findAuditAway(configuration.store.url);
  if (auditAway !== undefined) log.warn({}, auditAway);
  const readAccess = () => context.loadConfiguration().values.access;
  if (configuration.server.workers === 1) {
    const serving = await serve(configuration, { log, access });
    return { ...serving, reload: () => void Promise.all([serving.reloadRules(), access.reload(readAccess)]) };
  }
  try {
    return await keepWorkers(configuration, { log, access, readAccess });
  } catch (cause) {
    if (!(cause instanceof WorkerFailed)) throw cause;
    cause.lines.forEach(context.err);
    context.exitWith(cause.exitCode);
    return undefined;
  }
}

/** Whatever keeps it from beginning is told to the keeper, and ends it: it would live on for nothing, and nobody would take its place. */
async function serveAsWorker(context: CommandContext, siblings: Siblings, stop: Promise<void>): Promise<void> {
  try {
    const { configuration, access: first, audit, rules } = await siblings.beginning;
    const log = createLog(configuration.log.level).child({ worker: process.pid });
    const given = rules === undefined ? undefined : await findKeptRules({ url: configuration.store.url, audit }, rules);
    const service = await serve(configuration, { log, siblings, given, audit, access: { first, follow: siblings.followAccess, stop: () => undefined } });
    onHangUp(() => { siblings.tellKeeper({ kind: 'hang-up' }); });
    siblings.tellKeeper({ kind: 'ready', url: service.url });
    await stop;
    await service.stop();
  } catch (cause) {
    const exitCode = exitCodeOf(cause);
    siblings.tellKeeper({ kind: 'failed', lines: describeError(cause), exitCode });
    context.exitWith(exitCode);
  }
  siblings.leave();
}

/** SIGTERM, however often, as a process group is told at once and by its leader again; or SIGINT: who sends that a second time will not wait. */
function hearSignals(): Promise<void> {
  noteHangUps();
  // signals are heard to the very end only where the process is told to exit: left to end by itself, Node lets go of them before
  process.once('beforeExit', () => { process.exit(); });
  return new Promise((resolve) => { process.on('SIGTERM', () => resolve()).once('SIGINT', () => resolve()); });
}
