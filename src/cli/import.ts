import type { Readable } from 'node:stream';
import { Argument, Command } from 'commander';
import { Fault } from '../domain/fault.js';
import { printable, wellFormed } from '../domain/printable.js';
import { importFile } from '../store/import/import-file.js';
import { type ImportKind, importKinds, type ImportReport } from '../store/import/import-request.js';
import { openStore, type Store } from '../store/open-store.js';
import { exitCodes, tell } from './output.js';
import type { CommandContext } from './context.js';
import { createBar } from './progress-bar.js';
import { requireFile } from './read-input.js';
import { readUnchanged } from './read-unchanged.js';
import { sayAuditAway } from './say-audit-away.js';

interface ImportOptions {
  replace: boolean;
  skipBadRows: boolean;
  force: boolean;
  json: boolean;
}

const MOST_PROBLEMS = 100;

const help = `
Each file is all-or-nothing: with bad rows nothing of it is applied, and the first 100 of them are listed with line, field and reason, the others
counted. --skip-bad-rows, too, ends with 1 where no row is good.
With a header or parties that cannot be taken the whole file is refused, also with --skip-bad-rows, and no file behind it is read; --json says why under \`refused\`.
parties is YAML; inventory is CSV or a DUIS Read Inventory Response (.xml); registration is CSV. gzip is read as it is; - is standard input.

Examples:
  slotguard import parties parties.yaml
  slotguard import inventory inventory.csv.gz --replace
  slotguard import registration monday.csv tuesday.csv --skip-bad-rows`;

export function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description('Load parties, inventory or registration data into the store.')
    .addArgument(new Argument('<kind>', 'what the files hold').choices(importKinds))
    .argument('<file...>', 'files to load, one after the other')
    .option('--replace', 'the file is the whole truth for its kind: what it does not name goes', false)
    .option('--skip-bad-rows', 'apply the good rows, and write the bad ones to FILE.rejected.csv', false)
    .option('--force', 'let --replace go on with no rows, or with fewer than half as many as before', false)
    .option('--json', 'one JSON report a file, a line each', false)
    .addHelpText('after', help)
    .action(async (kind: ImportKind, files: string[], options: ImportOptions) => {
      if (options.replace && files.length > 1) throw new Fault('usage', '--replace takes one file: each would take the place of the one before');
      for (const file of files) if (file !== '-') await requireFile(file);
      const { url } = context.loadConfiguration().values.store;
      sayAuditAway(url, context);
      const store = openStore(url);
      try {
        for (const file of files) report(context, file, await importOne(context, store, kind, file, options), options);
      } finally {
        store.close();
      }
    });
}

async function importOne(context: CommandContext, store: Store, kind: ImportKind, file: string, options: ImportOptions): Promise<ImportReport> {
  const size = file === '-' ? 0 : (await requireFile(file)).size;
  const bar = process.stderr.isTTY && size > 0 ? createBar('{file} [{bar}] {percentage}% | {rows} rows | {eta_formatted} to go') : undefined;
  bar?.start(size, 0, { file: printable(file), rows: 0 });
  try {
    return await importFile(store, { kind, file, input: open(file), ...options, onProgress: (bytes, rows) => bar?.update(bytes, { rows }) });
  } catch (cause) {
    if (options.json && cause instanceof Fault) context.out(JSON.stringify(wellFormed(reportOfRefused(file, cause))));
    throw cause;
  } finally {
    bar?.stop();
  }
}

/** A file that is refused as a whole still has its line: a program must not take silence for success. */
function reportOfRefused(file: string, { message, places }: Fault): object {
  const none = { read: 0, applied: 0, unchanged: 0, removed: 0, rejected: 0 };
  return { file, refused: message, ...none, problems: places.slice(0, MOST_PROBLEMS), problemCount: places.length };
}

function open(file: string): Readable {
  return file === '-' ? process.stdin : readUnchanged(file);
}

function report(context: CommandContext, file: string, imported: ImportReport, { json, skipBadRows }: ImportOptions): void {
  const { read, applied, unchanged, rejected, removed, seconds, problems, problemCount, rejectedTo } = imported;
  const isKeptOut = rejected > 0 && (!skipBadRows || applied + unchanged === 0);
  if (isKeptOut) context.exitWith(exitCodes.failed);
  const rowsPerSecond = Math.round(read / Math.max(seconds, 0.001));
  if (json) return context.out(JSON.stringify(wellFormed({ file, ...imported, rowsPerSecond })));
  for (const { at, problem } of problems) context.err(`  ${at}: ${problem}`);
  if (problemCount > problems.length) context.err(`  ... and ${problemCount - problems.length} more`);
  if (isKeptOut) context.err(`${file}: nothing was applied; ${skipBadRows ? 'none of its rows is good' : 'mend the rows, or use --skip-bad-rows'}`);
  if (rejectedTo !== undefined) context.err(`${file}: bad rows are in ${rejectedTo}`);
  tell(context, [`${file}: ${read} rows read, ${applied} applied, ${unchanged} unchanged, ${rejected} rejected${removed > 0 ? `, ${removed} removed` : ''}, ${rowsPerSecond} rows/s`]);
}
