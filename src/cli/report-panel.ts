import { Command, InvalidArgumentError, Option } from 'commander';
import type { Span } from '../audit/record.js';
import type { Configuration } from '../configuration/schema.js';
import { Fault } from '../domain/fault.js';
import { type CsvTable, csvTables } from '../report/csv.js';
import { type MadeReport, makePanelReport, type PanelMaterial } from '../report/make-panel-report.js';
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
      const made = options.sample ? make({ ...makeSample(), settings: values, isSample: true }, options) : readStore(values, options);
      const text = await write(made, options);
      if (options.out === undefined) context.out(text.replace(/\n$/, ''));
      else writeText(options.out, text.endsWith('\n') ? text : `${text}\n`, { isNew: false });
    });
}

function readStore(settings: Configuration, options: PanelOptions): MadeReport {
  const store = openStoreToRead(settings.store.url);
  try {
    return make({ source: store.audit, parties: store.reference.readDirectory(), settings, now: Date.now(), isSample: false }, options);
  } finally {
    store.close();
  }
}

/** As `makePanelReport`; a span that no report can be of is wrong usage here. */
function make(material: PanelMaterial, { from, to, devices }: PanelOptions): MadeReport {
  try {
    return makePanelReport(material, { ...(from !== undefined && { from }), ...(to !== undefined && { to }), devices });
  } catch (cause) {
    throw cause instanceof Fault && cause.code === 'malformed-value' ? new Fault('usage', cause.message, cause.places, { cause }) : cause;
  }
}

function write({ report, entries }: MadeReport, { format, table = 'suppliers', out }: PanelOptions): Promise<string> {
  const isTerminal = out === undefined && process.stdout.isTTY;
  return writePanel(report, format, { csvTable: table, entries, isTerminal, ...(isTerminal && { columns: process.stdout.columns }) });
}

function readNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('Write a number, such as 1000.');
  return Number(text);
}
