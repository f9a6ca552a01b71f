import { Fault } from '../domain/fault.js';
import { type CsvTable, csvTables } from '../report/csv.js';
import { devicesToList, mostDevices } from '../report/write-panel.js';
import { requireStill } from './admit-caller.js';
import type { Answerer, HttpParts } from './http-parts.js';
import { negotiate } from './negotiate.js';
import { setPageHeaders } from './page-headers.js';
import type { WrittenReport } from './panel-reports.js';
import { malformed, readOneOf, readQuery, readQueryInstant } from './query.js';
import { sendAnswer } from './send-answer.js';
import { isGone } from './when-answered.js';

const formats = { 'application/json': 'json', 'text/csv': 'csv', 'text/html': 'html' } as const;
const types = ['application/json', 'text/csv', 'text/html'] as const;

const panelReaders = { from: readQueryInstant, to: readQueryInstant, table: readOneOf(csvTables), devices: readDevices };

const headersOf: Readonly<Record<(typeof formats)[keyof typeof formats], (written: WrittenReport, csvTable: CsvTable) => Readonly<Record<string, string>>>> = {
  json: () => ({}),
  html: () => ({}),
  csv: ({ period, devicesMissing }, csvTable) => ({
    'Content-Disposition': `attachment; filename="panel-report-${csvTable}-${period}.csv"`,
    ...(devicesMissing > 0 && { 'Slotguard-Devices-Left-Out': String(devicesMissing) }),
  }),
};

/** GET /v1/reports/panel: the SEC Panel's report (SECMP0063 PIA 3.2, Requirement 4), as JSON, as one CSV table, or as a page. */
export function readPanelReport(parts: HttpParts): Answerer {
  return async (request, response) => {
    response.setHeader('Vary', 'Accept');
    const { table, devices, ...span } = readQuery(request.url, panelReaders);
    const type = negotiate(request, types);
    if (table !== undefined && type !== 'text/csv') throw malformed([{ at: 'table', problem: 'only a CSV file holds one table: accept text/csv, or leave it out' }]);
    const [format, csvTable] = [formats[type], table ?? 'suppliers'];
    const written = await parts.reports.write({ ...span, devices: devices ?? devicesToList(format, csvTable), format, csvTable }, () => !isGone(response));
    // those before it may have taken minutes
    await requireStill(parts, 'report', request);
    if (format === 'html') setPageHeaders(request, response);
    sendAnswer(response, { status: 200, type: type === 'application/json' ? type : `${type}; charset=utf-8`, text: written.text, headers: headersOf[format](written, csvTable) });
  };
}

function readDevices(text: string): number {
  const devices = /^\d{1,7}$/.test(text) ? Number(text) : Infinity;
  if (devices > mostDevices) throw new Fault('malformed-value', `\`${text.slice(0, 60)}\` cannot be: write how many devices to list, 0 to ${mostDevices}`);
  return devices;
}
