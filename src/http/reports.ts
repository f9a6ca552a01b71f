import { Fault } from '../domain/fault.js';
import { csvTables } from '../report/csv.js';
import type { Answerer, HttpParts } from './http-parts.js';
import { negotiate } from './negotiate.js';
import { malformed, readOneOf, readQuery, readQueryInstant } from './query.js';
import { sendAnswer } from './send-answer.js';

const formats = { 'application/json': 'json', 'text/csv': 'csv', 'text/html': 'html' } as const;
const types = ['application/json', 'text/csv', 'text/html'] as const;
export const deviceLimits = { most: 100_000, otherwise: 1000 };

const panelReaders = { from: readQueryInstant, to: readQueryInstant, table: readOneOf(csvTables), devices: readDevices };

/** A page that may do nothing but be looked at. */
const pageHeaders = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** GET /v1/reports/panel: the SEC Panel's report (SECMP0063 PIA 3.2, Requirement 4), as JSON, as one CSV table, or as a page. */
export function readPanelReport({ reports }: HttpParts): Answerer {
  return async (request, response) => {
    const { table, devices = deviceLimits.otherwise, ...span } = readQuery(request.url, panelReaders);
    const type = negotiate(request, types);
    if (table !== undefined && type !== 'text/csv') throw malformed([{ at: 'table', problem: 'only a CSV file holds one table: accept text/csv, or leave it out' }]);
    const text = await reports.write({ ...span, devices, format: formats[type], csvTable: table ?? 'suppliers' });
    sendAnswer(response, { status: 200, type: type === 'application/json' ? type : `${type}; charset=utf-8`, text, headers: headersOf(type, table) });
  };
}

function headersOf(type: (typeof types)[number], table = 'suppliers'): Readonly<Record<string, string>> {
  if (type === 'text/html') return pageHeaders;
  return { ...(type === 'text/csv' && { 'Content-Disposition': `attachment; filename="panel-report-${table}.csv"` }), 'X-Content-Type-Options': 'nosniff', Vary: 'Accept' };
}

function readDevices(text: string): number {
  const devices = /^\d{1,6}$/.test(text) ? Number(text) : Infinity;
  if (devices > deviceLimits.most) throw new Fault('malformed-value', `\`${text.slice(0, 60)}\` cannot be: write how many devices to list, 0 to ${deviceLimits.most}`);
  return devices;
}
