import { Command } from 'commander';
import { pruneChain, type Pruned } from '../store/audit/prune/prune-chain.js';
import { readPath } from '../store/open-store.js';
import type { CommandContext } from './context.js';
import { countOf } from './count-of.js';
import { exitCodes } from './output.js';
import { readDay } from './read-day.js';
import { showProgress } from './record-progress.js';

interface PruneOptions {
  before: string;
  dryRun: boolean;
  withoutMpxn: boolean;
}

const help = `
Only whole months leave, from the oldest on, never the present one, and only what was exported and read back by audit verify; where the files are
kept since is for you to know. What the SEC Panel's report counts of them stays, and the chain tells what left. A request that was answered from such a
record is decided anew when it is sent again, and counts as one more distinct request in the report. The file does not become smaller; what left is
overwritten, and its room is used again. Whenever this is ended, the same command does the rest.

Examples:
  slotguard audit prune --before 2026-07-01 --dry-run
  slotguard audit prune --before 2026-07-01
  slotguard audit prune --before 2026-07-01 --without-mpxn`;

export function auditPruneCommand(context: CommandContext): Command {
  return new Command('prune')
    .description('Let whole months of records leave the store that were exported and read back.')
    .requiredOption('--before <day>', 'only months before the one that this day is in', readDay)
    .option('--dry-run', 'only say what would leave', false)
    .option('--without-mpxn', 'exports with MPxNs masked will do: they are lost then', false)
    .addHelpText('after', help)
    .action(async ({ before, dryRun, withoutMpxn }: PruneOptions) => {
      const { store } = context.loadConfiguration().values;
      const bar = showProgress('verify');
      try {
        const pruned = await pruneChain(readPath(store.url), { before, withoutMpxn, now: Date.now() }, { isTrial: dryRun, onProgress: bar.update });
        bar.stop();
        if (!pruned.isAllowed) context.exitWith(exitCodes.failed);
        describePruned(pruned, dryRun).forEach(context.out);
        tellWhatIsMissing(pruned).forEach(context.err);
      } finally {
        bar.stop();
      }
    });
}

function describePruned({ plan: { months, through }, isAllowed, removed }: Pruned, isTrial: boolean): string[] {
  const all = months.map(({ month, first, last }) => `${month}: records ${first} to ${last}`);
  if (through === undefined) return [removed > 0 ? leftBefore(removed) : 'nothing is so old that it could leave'];
  if (!isAllowed) return [];
  // where a clock was put back, the first month does not begin with the first record
  const first = Math.min(...months.map((month) => month.first));
  return isTrial ? [...all, `${countOf(through - first + 1, 'record')} would leave`] : [...all, `${countOf(removed, 'record')} left the store`];
}

function tellWhatIsMissing({ plan: { months }, removed }: Pruned): string[] {
  const missing = months.flatMap(({ month, first, last, missing: found }) => {
    if (found === undefined) return [];
    return [`${month} (records ${first} to ${last}) ${found.problem}; first run`, ...found.commands.map((command) => `  ${command}`)];
  });
  const nothing = removed === 0 ? 'nothing was pruned' : `${leftBefore(removed)}; nothing else was pruned`;
  return missing.length === 0 ? [] : [nothing, ...missing];
}

function leftBefore(removed: number): string {
  return removed === 1 ? '1 record that was to leave before has left' : `${removed} records that were to leave before have left`;
}
