import type { CountedEntries } from '../audit/panel-source.js';
import { type CsvTable, writeCsv } from './csv.js';
import type { PanelReport } from './panel-report.js';
import { markPlaceholders } from './placeholders.js';
import { tellApart } from './tell-apart.js';
import { printable } from '../domain/printable.js';

export const panelFormats = ['table', 'csv', 'json', 'html'] as const;
export type PanelFormat = (typeof panelFormats)[number];

/** how many rejected devices are listed at most */
export const mostDevices = 1_000_000;
const devicesShown = 1000;

/** Where nobody says how many: whoever asks for the table of devices wants all of them. */
export function devicesToList(format: PanelFormat, csvTable: CsvTable): number {
  return format === 'csv' && csvTable === 'devices' ? mostDevices : devicesShown;
}

/** How many rejected devices a CSV file lacks. */
export function devicesMissing({ putRight: { devicesLeftOut } }: PanelReport, format: PanelFormat, csvTable: CsvTable): number {
  return format === 'csv' && csvTable === 'devices' ? devicesLeftOut : 0;
}

export interface PanelWriting {
  /** a CSV file holds one table */
  csvTable: CsvTable;
  /** what the CSV table `details` tells */
  entries: readonly CountedEntries[];
  /** whether the table may have headings in bold */
  isTerminal?: boolean;
  /** characters in a line of the table, 100 unless told */
  columns?: number;
}

/** Each format is loaded when it is first asked for: a service that starts waits for none of them. */
export async function writePanel(
  report: PanelReport,
  format: PanelFormat,
  { csvTable, entries, isTerminal = false, columns = 100 }: PanelWriting,
): Promise<string> {
  switch (format) {
    case 'table': {
      const { writeForTerminal } = await import('./terminal/write-terminal.js');
      return writeForTerminal(forPeople(report), { isTerminal, columns });
    }
    case 'csv':
      return writeCsv(report, entries, csvTable);
    case 'json':
      return JSON.stringify(report, undefined, 2);
    case 'html': {
      const { writePage } = await import('./html/page.js');
      return writePage(forPeople(report));
    }
  }
}

function forPeople(report: PanelReport): PanelReport {
  return markPlaceholders(tellApart(printable(report)));
}
