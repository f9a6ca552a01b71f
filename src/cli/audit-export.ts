import { Command } from 'commander';
import { Fault } from '../domain/fault.js';
import { exportFromStore } from '../store/audit/export/export-from-store.js';
import { standardOutput } from '../store/audit/export/exported-files.js';
import { readPath } from '../store/open-store.js';
import type { CommandContext } from './context.js';
import { countOf } from './count-of.js';
import { streamOut, writeNewFile } from './export-file.js';
import { readWhen } from './read-when.js';
import { showProgress } from './record-progress.js';

interface ExportOptions {
  from?: number;
  to?: number;
  out?: string;
  clearMpxn: boolean;
}

const help = `
One record a line, as JSON, in the order of writing: decisions, attempts (a request that was sent again) and prunings, told apart by kind. What stands
under chain holds them together: cut it off, and link is SHA-256 over before, a line feed, and what is left of the line. Of a span everything is exported
from its first record to its last. MPxNs are masked; --clear-mpxn puts them under chain, where audit.mpxnInClear allows it.

Examples:
  slotguard audit export > audit.ndjson
  slotguard audit export --from 2026-10-01 --to 2026-11-01 --out audit-2026-10.ndjson.gz
  slotguard audit export --out all.ndjson.gz --clear-mpxn`;

export function auditExportCommand(context: CommandContext): Command {
  return new Command('export')
    .description('Write records as NDJSON to standard output or a file, so that anybody can prove and count them.')
    .option('--from <instant>', 'only what was written from then on: RFC 3339, or a day in Great Britain', readWhen)
    .option('--to <instant>', 'only what was written before then', readWhen)
    .option('--out <file>', 'a new file; packed where its name ends in .gz')
    .option('--clear-mpxn', 'with MPxNs in clear, which are personal data', false)
    .addHelpText('after', help)
    .action(async ({ from, to, out, clearMpxn }: ExportOptions) => {
      if ((from ?? -Infinity) > (to ?? Infinity)) throw new Fault('usage', '--to is before --from: give the later one to --to');
      const { store, audit } = context.loadConfiguration().values;
      if (clearMpxn && !audit.mpxnInClear) throw new Fault('usage', 'MPxNs may not be exported in clear here: who may set audit.mpxnInClear can allow it');
      const bar = out === undefined && process.stdout.isTTY ? undefined : showProgress('export');
      try {
        const { records, first, last, notNoted } = await exportFromStore(readPath(store.url), {
          span: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
          clearMpxn,
          path: out ?? standardOutput,
          write: (text) => (out === undefined ? streamOut(text) : writeNewFile(out, text)),
          onProgress: bar?.update,
        });
        context.err(records === 0 ? 'no record is of that time' : `${countOf(records, 'record')}, ${first} to ${last}${out === undefined ? '' : `, ${records === 1 ? 'is' : 'are'} in ${out}`}`);
        if (notNoted !== null) context.err(`slotguard: that they were exported could not be noted in the store; audit verify of the file makes up for it: ${notNoted}`);
      } finally {
        bar?.stop();
      }
    });
}
