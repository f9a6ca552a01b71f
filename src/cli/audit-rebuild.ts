import { Command } from 'commander';
import { type Rebuilt, rebuildCounts } from '../store/audit/counts/rebuild-counts.js';
import { readPath } from '../store/open-store.js';
import type { CommandContext } from './context.js';
import { countOf } from './count-of.js';
import { exitCodes } from './output.js';
import { showProgress } from './record-progress.js';

const help = `
Use it where audit verify says that something is counted, listed or stored beside a record otherwise than the records say. The records themselves, and
what is counted of those that left the store, stay as they are.

Examples:
  slotguard audit rebuild
  slotguard audit rebuild --json`;

export function auditRebuildCommand(context: CommandContext): Command {
  return new Command('rebuild')
    .description('Count and list the records again, and say what was wrong.')
    .option('--json', 'one JSON document', false)
    .addHelpText('after', help)
    .action(({ json }: { json: boolean }) => {
      const { store } = context.loadConfiguration().values;
      const bar = showProgress('rebuild');
      try {
        const rebuilt = rebuildCounts(readPath(store.url), bar.update);
        bar.stop();
        if (rebuilt.arePrunedWrong) context.exitWith(exitCodes.failed);
        context.out(json ? JSON.stringify(rebuilt) : describeRebuilt(rebuilt).join('\n'));
      } finally {
        bar.stop();
      }
    });
}

function describeRebuilt({ records, mended, mendedHeadings, wrongCounts, arePrunedWrong }: Rebuilt): string[] {
  return [
    `${countOf(records, 'record')} counted again: ${mended === 0 && wrongCounts.length === 0 ? 'everything was right' : 'what was wrong is right now'}`,
    ...(mended === 0 ? [] : [`  ${mended === 1 ? '1 record or row' : `${mended} records or rows`} of the listing mended`]),
    ...(mendedHeadings === 0 ? [] : ['  headings were mended: start the service again, which remembers the wrong ones, and then run this once more']),
    ...(arePrunedWrong ? ['  what is counted of records that left the store was changed, and nothing in the store can put it right: take the store from a backup'] : []),
    ...wrongCounts.map(({ table, rows }) => `  ${table}: ${countOf(rows, 'row')} ${rows === 1 ? 'was' : 'were'} wrong or missing`),
  ];
}
