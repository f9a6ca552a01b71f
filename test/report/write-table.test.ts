import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import type { PanelReport } from '../../src/report/panel-report.js';
import { writePanel } from '../../src/report/write-panel.js';
import { exampleReport } from './example-report.js';

const write = (report: PanelReport, options: { isTerminal?: boolean; columns?: number } = {}) => writePanel(report, 'table', { csvTable: 'suppliers', entries: [], ...options });
const lengths = (text: string) => text.split('\n').map((line) => Array.from(line).length);

describe('the report on the terminal', () => {
  it('says in its first lines what it is about, how many were rejected and how that changed', async () => {
    const text = await write({ ...exampleReport(), totals: { ...exampleReport().totals, rejections: 412, previousRejections: 375 } });
    expect(text.replace(/\n/g, ' ')).to.contain("October 2026 against September 2026: from 1 October 2026 at 00:00 BST until 1 November 2026 at 00:00 GMT.");
    expect(text.replace(/\n/g, ' ')).to.contain('In October 2026, 412 Service Requests of 18 Suppliers were rejected').and.to.contain('37 more than in the period before, September 2026 (+9.9%)');
  });

  it('gives the figures of a Supplier in one line, under their heads', async () => {
    const lines = (await write(exampleReport())).split('\n');
    const head = lines.find((line) => /^ {2}Supplier +Rejections/.test(line))!;
    const row = lines.find((line) => line.startsWith('  Harbour Light Power plc '))!;
    expect(head.trim().split(/ {2,}/)).to.deep.equal(['Supplier', 'Rejections', 'Before', 'Change', 'Codes sent', 'In scope', 'Share', 'All requests']);
    expect(row.trim().split(/ {2,}/)).to.deep.equal(['Harbour Light Power plc', '125', '162', '−37', '132', '11,330', '1.17%', '33,990']);
    expect(row.indexOf('125') + 3).to.equal(head.indexOf('Rejections') + 'Rejections'.length);
  });

  it('lists Suppliers without rejections by name, with their zero', async () => {
    expect(await write(exampleReport())).to.contain('\n  0 rejections, and 0 before: Northwind Energy 18, Copper Kettle Power 19\n');
  });

  it('fits 100 characters whatever the names are', async () => {
    const report = exampleReport({ nameOf: (index) => `${index} ${'Consolidated Gas and Electricity Supply '.repeat(2)}`, most: 4_000_000 });
    expect(Math.max(...lengths(await write(report)))).to.be.within(90, 100);
  });

  it('never cuts a code or an id short, and names on a broad terminal neither', async () => {
    const report = exampleReport();
    const narrow = await write(report);
    expect(narrow).to.contain('unknown-certificate-owner').and.to.contain('02-DE-30-A0-00-00-00-01').and.to.contain('…');
    expect(await write(report, { columns: 180 })).to.contain('Meadow & Sons Gas and Electricity Supply Company Ltd').and.not.to.contain('…');
  });

  it('shows the first devices that are not put right, and how many more there are', async () => {
    const report = exampleReport();
    const { outstanding, overdue } = report.putRight.totals;
    const lines = (await write(report)).split('\n');
    const shown = lines.slice(lines.indexOf('Devices not put right, longest first') + 2).filter((line) => line.startsWith('  02-DE-30-A0-'));
    expect(shown).to.have.length(10);
    expect(lines).to.include(`  and ${outstanding + overdue - 10} more devices: --format csv --table devices`);
  });

  it('says in a sentence what did not happen', async () => {
    const text = await write({ ...exampleReport({ most: 0, devices: 0 }), observed: [], otherRejections: [], unverified: [], confusions: [], operators: [] });
    expect(text).to.contain('Rejections by Supplier: no Supplier was rejected.').and.to.contain('Observed: would have been rejected: nothing was only observed.');
    expect(text.replace(/\n/g, ' ')).to.contain('In October 2026, no Service Request was rejected');
  });

  it('says so where the data is a sample, and only there', async () => {
    expect(await write({ ...exampleReport(), isSample: true })).to.contain('Sample: generated data.');
    expect(await write(exampleReport())).not.to.contain('Sample');
  });

  it('differs on a terminal in bold headings only', async () => {
    const text = await write(exampleReport(), { isTerminal: true });
    expect(text).to.contain('\u001b[1mRejections by Supplier\u001b[22m');
    expect(stripVTControlCharacters(text)).to.equal(await write(exampleReport()));
  });

  it('lets no name command the terminal or turn a line round', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.oneof(fc.constantFrom('\u001b', '\n', '\r', '\t', '\u202E', '\u2066', '\u0085', '\u009B'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) }), async (name) => {
        const lines = (await write(exampleReport({ suppliers: 3, devices: 3, nameOf: () => name }))).split('\n');
        const plain = (await write(exampleReport({ suppliers: 3, devices: 3, nameOf: () => 'Name' }))).split('\n');
        // eslint-disable-next-line no-control-regex
        expect(lines.join('')).not.to.match(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
        expect(lines.filter((line) => line.startsWith('  E0') || /^ {2}6\./.test(line))).to.have.length(plain.filter((line) => line.startsWith('  E0') || /^ {2}6\./.test(line)).length);
      }),
      { numRuns: 50 },
    ));
});
