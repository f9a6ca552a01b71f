import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import type { PanelReport } from '../../src/report/panel-report.js';
import { writePanel } from '../../src/report/write-panel.js';
import { exampleReport } from './example-report.js';

const write = (report: PanelReport, options: { isTerminal?: boolean; columns?: number } = {}) => writePanel(report, 'table', { csvTable: 'suppliers', entries: [], ...options });
/** The cells of each row of a table, as numbers where they are. */
function numbersBelow(text: string, caption: string): number[][] {
  const lines = text.split('\n');
  const begin = lines.indexOf(caption) + 1;
  const body = lines.slice(begin, lines.indexOf('', begin)).filter((line) => /\d$/.test(line) && !line.startsWith('  No rejection'));
  const rows = body.map((line) => line.trim().split(/ {2,}/).map((cell) => Number(cell.replace(/[,+]/g, '').replace('−', '-'))));
  return rows.map((row) => row.slice(1 - Math.min(...rows.map(({ length }) => length))));
}

const lengths = (text: string) => text.split('\n').map((line) => Array.from(line).length);

describe('the report on the terminal', () => {
  it('says in its first lines what it is about, how many were rejected, on which devices, and how that changed', async () => {
    const report = exampleReport();
    const text = await write({ ...report, totals: { ...report.totals, rejections: 412, previousRejections: 375 } });
    expect(text.replace(/\n/g, ' ')).to.contain('October 2026 against September 2026: from 1 October 2026 at 00:00 BST until 1 November 2026 at 00:00 GMT.');
    expect(text.replace(/\n/g, ' ')).to.contain('In October 2026 there were 412 rejections, of 18 Suppliers,').and.to.contain('on ESMEs (').and.to.contain('That is 37 more than in the period before, September 2026 (+9.9%).');
  });

  it('says why no change can be told, and tells none', async () => {
    const onlyBefore = { ...exampleReport().codes[0]!, responseCode: 'E061599', rejections: 0, esme: 0, gpf: 0, rejectedAttempts: 0, previousRejections: 5 };
    const report = { ...exampleReport(), codes: [...exampleReport().codes, onlyBefore], isComparable: false, incomparable: ['The period is not over.'] };
    const text = await write(report);
    expect(text.split('\n').slice(0, 4)).to.include('The period is not over.');
    expect(text.slice(0, text.indexOf('\nNotes'))).not.to.match(/E061599|against|September|Change|\bBefore\b|than in|none before|\(\d+ before\)/);
  });

  it('gives the figures of a Supplier in one line, under their heads', async () => {
    const lines = (await write(exampleReport())).split('\n');
    const head = lines.find((line) => /^ {2}Supplier +Rejections/.test(line))!;
    const row = lines.find((line) => line.startsWith('  Harbour Light Power plc '))!;
    const at = lines.indexOf(head);
    expect(lines.slice(at - 2, at + 1).map((line) => line.trim().split(/ {2,}/).join('|'))).to.deep.equal([
      'Distinct', 'On|On|Codes|Attempts|requests', 'Supplier|Rejections|ESMEs|GPFs|Before|Change|sent|in scope|Share|in scope',
    ]);
    expect(row.trim().split(/ {2,}/)).to.deep.equal(['Harbour Light Power plc', '125', '88', '38', '162', '−37', '132', '11,330', '1.17%', '11,323']);
    expect(row.indexOf('125') + 3).to.equal(head.indexOf('Rejections') + 'Rejections'.length);
  });

  it('has totals that are the sums of their rows, and no part that is larger than the whole', async () => {
    for (const report of [exampleReport(), { ...exampleReport(), isComparable: false }]) {
      for (const caption of ['Rejections by Supplier', 'Response codes of all Suppliers', 'Rejections by Service Request and device type', 'Rejected devices, put right within 7 working days or not']) {
        const rows = numbersBelow(await write(report, { columns: 200 }), caption);
        const total = rows.pop()!;
        total.forEach((number, column) => {
          if (!Number.isNaN(number)) expect(rows.reduce((sum, row) => sum + row[column]!, 0), `${caption}, column ${column}`).to.equal(number);
        });
      }
    }
  });

  it('puts Suppliers without rejections in one row, and lists their names, in which there may be commas', async () => {
    const text = await write(exampleReport());
    expect(text).to.match(/\n {2}2 other Suppliers +0 +0 +0 +0 +0 +0 +1,\d+ +0%/);
    expect(text).to.contain('\n  No rejection, and none before: Northwind Energy 18; Copper Kettle Power 19\n');
    expect(await write({ ...exampleReport(), isComparable: false })).to.contain('\n  No rejection: Northwind Energy 18; Copper Kettle Power 19\n');
  });

  it('tells rejections on other devices where there are some', async () => {
    const report = exampleReport();
    const [first, ...others] = report.codes;
    const text = await write({ ...report, codes: [{ ...first!, rejections: 9, esme: 5, gpf: 1 }, ...others] }, { columns: 200 });
    expect(text).to.match(/Code +SRV +Reason +Rejections +ESMEs +GPFs +devices /).and.to.match(/E061510\* +6\.15\.1 +wrong-network-operator +9 +5 +1 +3 /);
    expect(await write({ ...report, codes: [{ ...first!, rejections: 6, esme: 5, gpf: 1 }] })).not.to.match(/GPFs +devices/);
  });

  it('leaves a Supplier with rejections before its own row, and tells no share of nothing', async () => {
    const report = exampleReport();
    const nothing = { ...report.suppliers.at(-1)!.figures, inScopeAttempts: 0, inScopeRequests: 0, attempts: 0, requests: 0, share: null };
    const last = report.suppliers.slice(18).map((supplier, index) => ({ ...supplier, figures: { ...nothing, previousRejections: index === 0 ? 5 : 0 } }));
    const text = await write({ ...report, suppliers: [...report.suppliers.slice(0, 18), ...last] });
    expect(text).to.match(/\n {2}Northwind Energy 18 +0 +0 +0 +5 +−5 /).and.to.contain('\n  No rejection, and none before: Copper Kettle Power 19\n').and.not.to.contain('NaN');
    expect(text).to.match(/\n {2}1 other Supplier +0 +0 +0 +0 +0 +0 +0 +n\/a +0\n/);
  });

  it('fits 100 characters whatever the names are', async () => {
    const report = exampleReport({ nameOf: (index) => `${index} ${'Consolidated Gas and Electricity Supply '.repeat(2)}`, most: 40_000 });
    expect(Math.max(...lengths(await write(report)))).to.be.within(90, 100);
  });

  it('never cuts a code or an id short, and names on a broad terminal neither', async () => {
    const report = exampleReport();
    const narrow = await write(report);
    expect(narrow).to.contain('unknown-certificate-owner').and.to.contain('02-DE-30-A0-00-00-00-01').and.to.contain('…');
    expect(await write(report, { columns: 180 })).to.contain('Meadow & Sons Gas and Electricity Supply Company Ltd').and.not.to.contain('…');
  });

  it('shows the first devices that are not put right, and by which command the others are had', async () => {
    const report = exampleReport();
    const { outstanding, overdue } = report.putRight.totals;
    const lines = (await write(report)).split('\n');
    const shown = lines.slice(lines.indexOf('Devices not put right, longest first') + 2).filter((line) => line.startsWith('  02-DE-30-A0-'));
    expect(shown).to.have.length(10);
    const at = lines.indexOf(`  ${outstanding + overdue - 10} more devices not put right; all are listed by`);
    expect(lines[at + 1]).to.equal('    slotguard report panel --from 2026-10-01 --to 2026-11-01 --format csv --table devices');
    const cut = await write({ ...report, isSample: true, period: { ...report.period, to: '2026-10-26T00:41:00.000Z' }, putRight: { ...report.putRight, devices: [] } });
    expect(cut).to.contain(`  ${outstanding + overdue} more devices not put right; all are listed by\n    slotguard report panel --sample --from 2026-10-01 --to 2026-10-26T00:41:00.000Z --format csv`);
  });

  it('marks response codes that DCC did not issue, and says what the mark means', async () => {
    const text = await write(exampleReport());
    expect(text).to.match(/E062106\* +6\.21/).and.to.match(/E062107\* +4/).and.to.contain('\n  * project placeholder, not issued by DCC\n');
    expect(await write(exampleReport({ nameOf: (index) => (index === 0 ? 'E062106' : `Other ${index}`) })), 'a Supplier of that name').to.match(/\n {2}E062106 +\d/);
    const issued = await write({ ...exampleReport(), placeholderCodes: [] });
    expect(issued).to.match(/E062106 +6\.21/).and.not.to.contain('placeholder');
  });

  it('tells in words what was given without a check, who observes, and which device type is not known', async () => {
    const report = exampleReport();
    const other = { ...report.otherRejections[0]!, reason: 'unavailable', responseCode: 'I0' };
    const text = await write({
      ...report,
      reasons: { ...report.reasons, unavailable: 'nobody answered' },
      unchecked: [{ decision: 'permit', ...other }, { decision: 'reject', ...other, deviceType: null }],
      splits: [...report.splits, { ...report.splits[0]!, deviceType: 'unknown' }],
    });
    expect(text).to.match(/unavailable +I0 +permitted +4/).and.to.match(/not known +unavailable +I0 +rejected +4/).and.to.match(/wrong-network-operator +E062106\* +the check +12/);
    expect(text).to.contain('  6.15.1, device type not known ');
    expect(text.replace(/\n +/g, ' ')).to.contain('unavailable: nobody answered').and.to.contain('of-our-own; ');
  });

  it('says in a sentence what did not happen', async () => {
    const nothing = { codes: [], observed: [], otherRejections: [], unverified: [], confusions: [], operators: [] };
    const text = await write({ ...exampleReport({ most: 0, devices: 0 }), ...nothing });
    expect(text).to.contain('Response codes of all Suppliers: no response code was sent.').and.to.contain('would have been rejected: nothing was only observed.');
    expect(text.replace(/\n/g, ' ')).to.contain("In October 2026 there were no rejections for a Network Operator certificate that is not the responsible Network Operator's. That is as many as in the period before, September 2026. The check applied to");
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
