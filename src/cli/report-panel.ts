import { Command, InvalidArgumentError, Option } from 'commander';
import type { Span } from '../audit/record.js';
import { readRuleDirectory } from '../configuration/rule-directory.js';
import type { Configuration } from '../configuration/schema.js';
import { Fault } from '../domain/fault.js';
import { type CsvTable, csvTables } from '../report/csv.js';
import { type MadeReport, makePanelReport, type PanelAsked, type PanelMaterial } from '../report/make-panel-report.js';
import { devicesMissing, devicesToList, mostDevices, type PanelFormat, panelFormats, writePanel } from '../report/write-panel.js';
import { tellMany } from '../report/wording.js';
import { openStoreToRead } from '../store/open-to-read.js';
import type { CommandContext } from './context.js';
import { readWhen } from './read-when.js';
import { writeText } from './write-file.js';

interface PanelOptions extends Span {
  format: PanelFormat;
  table?: CsvTable;
  devices?: number;
  out?: string;
  sample: boolean;
}

const help = `
Without --from and --to: the last whole calendar month in Great Britain. --from alone: until now. --to alone: from the beginning of that month.
Figures are compared with the period before: as many whole months, as many whole days, or as long. Nothing is written to the store, and a service can go on.

CSV holds one table: suppliers (a row for each Supplier), details (every count, to be pivoted), devices (what was rejected, and whether it was put right). Its
columns from and to are the first and the last day of the period, or an instant where the period cuts that day.

Examples:
  slotguard report panel
  slotguard report panel --from 2026-10-01 --to 2026-11-01 --format html --out october.html
  slotguard report panel --format csv --table devices --out devices.csv
  slotguard report panel --sample --format html --out sample.html`;

export function panelCommand(context: CommandContext): Command {
  return new Command('panel')
    .description('The SEC Panel report: what was rejected, of which Suppliers, by response code, and whether it was put right.')
    .option('--from <instant>', 'what was decided from then on: RFC 3339, or a day in Great Britain', readWhen)
    .option('--to <instant>', 'what was decided before then', readWhen)
    .addOption(new Option('--format <format>', 'how to write it').choices(panelFormats).default('table'))
    .addOption(new Option('--table <table>', 'which table, of --format csv; otherwise suppliers').choices(csvTables))
    .option('--devices <n>', 'rejected devices to list, at most; otherwise 1000, and all of them in the CSV table devices', readNumber)
    .option('--out <file>', 'write it to this file, and over what is in it')
    .option('--sample', 'a report of generated data, to see what it looks like', false)
    .addHelpText('after', help)
    .action(async (options: PanelOptions) => {
      if (options.table !== undefined && options.format !== 'csv') throw new Fault('usage', `--table is for --format csv: leave it out of ${options.format}, which holds them all`);
      const { values } = context.loadConfiguration();
      const { format, table = 'suppliers', devices = devicesToList(format, table) } = options;
      const asked = { ...options, devices };
      const made = options.sample ? await makeOfSample(values, asked) : readStore(values, asked);
      const text = await write(made, options);
      if (options.out === undefined) context.out(text.replace(/\n$/, ''));
      else writeText(options.out, text.endsWith('\n') ? text : `${text}\n`, { isNew: false });
      const missing = devicesMissing(made.report, format, table);
      if (missing > 0) context.err(`slotguard: ${tellMany(missing, 'rejected device is', 'rejected devices are')} not in this file: ask for more with --devices`);
    });
}

async function makeOfSample(settings: Configuration, asked: PanelAsked): Promise<MadeReport> {
  const { makeSample } = await import('../report/sample-counts.js');
  return make({ ...makeSample(JSON.stringify(readRuleDirectory(settings.rules.directory))), settings, isSample: true }, asked);
}

function readStore(settings: Configuration, asked: PanelAsked): MadeReport {
  const store = openStoreToRead(settings.store.url);
  try {
    return make({ source: store.audit, parties: store.reference.readDirectory(), settings, now: Date.now(), isSample: false }, asked);
  } finally {
    store.close();
  }
}

/** As `makePanelReport`; a span that no report can be of is wrong usage here. */
function make(material: PanelMaterial, { from, to, devices }: PanelAsked): MadeReport {
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
  const number = /^\d{1,7}$/.test(text) ? Number(text) : Infinity;
  if (number > mostDevices) throw new InvalidArgumentError(`Write a number, 0 to ${mostDevices}.`);
  return number;
}
