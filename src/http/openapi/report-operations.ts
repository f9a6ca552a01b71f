import { csvTables } from '../../report/csv.js';
import { devicesToList, mostDevices } from '../../report/write-panel.js';
import { header, jsonContent, query } from './content.js';
import { problemResponses } from './problems.js';

const instant = { type: 'string', examples: ['2026-10-01', '2026-11-20T10:00:00Z'] };

export const readPanelReport = {
  operationId: 'readPanelReport',
  summary: "The SEC Panel's report",
  description: [
    'How many rejections count for the SEC Panel, of which Supplier Party, with which response code, and whether the device was put right since (SECMP0063 PIA 3.2, Requirement 4).',
    'Without `from` and `to`: the last whole calendar month in Great Britain; `from` alone: until now; `to` alone: from the beginning of that month. A period that has not begun is refused. No MPxN is in it.',
  ].join(' '),
  parameters: [
    query('from', 'decided at this instant or later; a day begins at midnight in Great Britain', instant),
    query('to', 'decided before this instant', instant),
    query('table', 'which table a CSV file holds', { type: 'string', enum: csvTables, default: 'suppliers' }),
    query(
      'devices',
      `rejected devices to list, at most; otherwise all in the CSV table \`devices\`, and ${devicesToList('json', 'suppliers')} elsewhere; the figures count all of them`,
      { type: 'integer', minimum: 0, maximum: mostDevices },
    ),
  ],
  responses: {
    200: {
      description: 'the report',
      headers: {
        Vary: header('`Accept`'),
        'Content-Disposition': header('of CSV: the name of a file, with the period'),
        'Slotguard-Devices-Left-Out': header('of the CSV table `devices`, where it does not list all: how many rejected devices it lacks'),
        'Content-Security-Policy': header('of the page, which holds no script and loads nothing'),
      },
      content: {
        ...jsonContent('PanelReport'),
        'text/csv': { schema: { type: 'string', description: 'UTF-8 with a byte order mark, one table with a header row; nothing in it is a formula' } },
        'text/html': { schema: { type: 'string', description: 'one page that needs nothing else, to be looked at and printed on A4' } },
      },
    },
    ...problemResponses('not-acceptable', 'audit-unavailable', 'store-unavailable', 'overloaded'),
  },
};
