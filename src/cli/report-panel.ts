import { Command, InvalidArgumentError, Option } from 'commander';
import type { PanelSource } from '../audit/panel-source.js';
import type { Span } from '../audit/record.js';
import type { Configuration } from '../configuration/schema.js';
import { Fault } from '../domain/fault.js';
import type { PartyDirectory } from '../domain/party.js';
import { buildPanelReport } from '../report/build-panel-report.js';
import { type CsvTable, csvTables } from '../report/csv.js';
import { choosePeriods, type Periods } from '../report/period.js';
import { makeSample } from '../report/sample-counts.js';
import { type PanelFormat, panelFormats, writePanel } from '../report/write-panel.js';
import { openStoreToRead } from '../store/open-to-read.js';
import type { CommandContext } from './context.js';
import { readWhen } from './read-when.js';
import { writeText } from './write-file.js';

interface PanelOptions extends Span {
  format: PanelFormat;
  table?: CsvTable;
  devices: number;
  out?: string;
  sample: boolean;
}

/** What a report is made of, all of it read before anything is written. */
interface Material {
  source: PanelSource;
  parties: PartyDirectory;
  now: number;
}

const help = `
Without --from and --to: the last whole calendar month in Great Britain. --from alone: until now. --to alone: from the beginning of that month.
Figures are compared with the period before: as many whole months, as many whole days, or as long. Nothing is written to the store, and a service can go on.

CSV holds one table: suppliers (a row for each Supplier), details (every count, to be pivoted), devices (what was rejected, and whether it was put right).

Examples:
  slotguard report panel
  slotguard report panel --from 2026-10-01 --to 2026-11-01 --format html --out october.html
  slotguard report panel --format csv --table devices --devices 100000 --out devices.csv
  slotguard report panel --sample --format html --out sample.html`;

export function panelCommand(context: CommandContext): Command {
  return new Command('panel')
    .description('The SEC Panel report: what was rejected, of which Suppliers, by response code, and whether it was put right.')
    .option('--from <instant>', 'what was decided from then on: RFC 3339, or a day in Great Britain', readWhen)
    .option('--to <instant>', 'what was decided before then', readWhen)
    .addOption(new Option('--format <format>', 'how to write it').choices(panelFormats).default('table'))
    .addOption(new Option('--table <table>', 'which table, of --format csv; otherwise suppliers').choices(csvTables))
    .option('--devices <n>', 'rejected devices to list, at most', readNumber, 1000)
    .option('--out <file>', 'write it to this file, and over what is in it')
    .option('--sample', 'a report of generated data, to see what it looks like', false)
    .addHelpText('after', help)
    .action(async (options: PanelOptions) => {
      if (options.table !== undefined && options.format !== 'csv') throw new Fault('usage', `--table is for --format csv: leave it out of ${options.format}, which holds them all`);
      const { values } = context.loadConfiguration();
      const text = options.sample ? await writeReport(values, makeSample(), options) : await withStore(values.store.url, (material) => writeReport(values, material, options));
      if (options.out === undefined) context.out(text.replace(/\n$/, ''));
      else writeText(options.out, text.endsWith('\n') ? text : `${text}\n`, { isNew: false });
    });
}

async function withStore<T>(url: string, use: (material: Material) => Promise<T>): Promise<T> {
  const store = openStoreToRead(url);
  try {
    return await use({ source: store.audit, parties: store.reference.readDirectory(), now: Date.now() });
  } finally {
    store.close();
  }
}

async function writeReport(settings: Configuration, { source, parties, now }: Material, { format, table = 'suppliers', devices, out, sample, ...span }: PanelOptions): Promise<string> {
  const { period, previous } = periodsOf(span, now);
  const counts = source.readPanel({ from: period.from, to: period.to, devices });
  const before = source.readPanel({ from: previous.from, to: previous.to, devices: 0 });
  const report = buildPanelReport({ counts, before, period, previous, now, parties, settings, isSample: sample });
  const isTerminal = out === undefined && process.stdout.isTTY;
  return writePanel(report, format, { csvTable: table, entries: counts.entries, isTerminal, ...(isTerminal && { columns: process.stdout.columns }) });
}

function periodsOf(span: Span, now: number): Periods {
  try {
    return choosePeriods(span, now);
  } catch (cause) {
    throw cause instanceof Fault ? new Fault('usage', cause.message, [], { cause }) : cause;
  }
}

function readNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('Write a number, such as 1000.');
  return Number(text);
}
