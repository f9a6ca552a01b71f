import { parse } from 'csv-parse/sync';
import { expect } from 'chai';
import fc from 'fast-check';
import type { CountedEntries } from '../../src/audit/panel-source.js';
import type { CsvTable } from '../../src/report/csv.js';
import type { PanelReport } from '../../src/report/panel-report.js';
import { writePanel } from '../../src/report/write-panel.js';
import { exampleReport } from './example-report.js';

const write = (csvTable: CsvTable, report: PanelReport, entries: readonly CountedEntries[] = []) => writePanel(report, 'csv', { csvTable, entries });
const readAgain = (text: string) => parse<Record<string, string>>(text, { bom: true, columns: true, record_delimiter: '\r\n' });

const entry: CountedEntries = {
  day: '2026-10-05',
  heading: {
    repeated: false, supplier: 'brightspark', originator: '02-DE-30-11-00-00-00-01', srv: '6.21', deviceType: 'ESME', decision: 'permit', reason: 'wrong-network-operator', responseCode: 'I0', counted: false,
    observed: { by: 'switch', reason: 'wrong-network-operator', responseCode: 'E062106' }, rule: { id: 'handover-places-registered-operator', title: 'A title' }, responsible: 'eastmoor', placed: ['unknown', 'westvale'],
  },
  entries: 12,
};

/** What a spreadsheet looks for behind white space and what cannot be seen. */
const isFormula = (cell: string) => /^[\s\p{C}]*[=+\-@＝＋－＠]/u.test(cell) || /^[\t\r\n]/.test(cell);

describe('the report as CSV', () => {
  it('is read by a spreadsheet as UTF-8 with one header row', async () => {
    const text = await write('suppliers', exampleReport({ nameOf: () => 'Cŵl Energy' }));
    expect(text.startsWith('\uFEFF"supplier","name","from","to","rejections"')).to.equal(true);
    expect(text.split('\r\n')).to.have.length(22);
    expect(text.replace(/\r\n/g, '')).not.to.match(/[\r\n]/);
    expect(readAgain(text)[0]).to.include({ name: 'Cŵl Energy' });
  });

  it('has one row for each Supplier, also for one without rejections, that adds up to the totals', async () => {
    const report = exampleReport();
    const rows = readAgain(await write('suppliers', report));
    const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0);
    expect(rows.map(({ name }) => name)).to.deep.equal(report.suppliers.map(({ name }) => name));
    expect(rows.at(-1)).to.include({ supplier: 'supplier-19', rejections: '0', 'rejections E062106': '0', 'rejections 6.21 GPF': '0', rejectedDevices: '0' });
    expect([sum('rejections'), sum('previousRejections'), sum('inScopeAttempts')]).to.deep.equal([report.totals.rejections, report.totals.previousRejections, report.totals.inScopeAttempts]);
  });

  it('tells for each Supplier its response codes, SRVs and device types in columns of their own', async () => {
    const report = exampleReport();
    const [first] = readAgain(await write('suppliers', report));
    const { codes, splits, figures, putRight } = report.suppliers[0]!;
    const ofCode = (code: string) => codes.filter(({ responseCode }) => responseCode === code).reduce((sum, { rejections }) => sum + rejections, 0);
    expect(first).to.include({ 'rejections E061510': String(ofCode('E061510')), 'rejections E062106': String(ofCode('E062106')) });
    expect(splits.map(({ srv, deviceType }) => `${srv} ${deviceType}`)).to.deep.equal(['6.15.1 ESME', '6.21 ESME', '6.21 GPF']);
    for (const { srv, deviceType, rejections, inScopeAttempts } of splits) {
      expect(first).to.include({ [`rejections ${srv} ${deviceType}`]: String(rejections), [`inScopeAttempts ${srv} ${deviceType}`]: String(inScopeAttempts) });
    }
    expect(first).to.include({ share: String(figures.share), overdue: String(putRight.overdue), fromBefore: String(putRight.earlier) });
    expect(first).to.include({ 'sent E061510': String(codes[0]!.rejectedAttempts), 'sent E062106': String(codes[1]!.rejectedAttempts + codes[2]!.rejectedAttempts) });
    expect(first).to.include({ 'rejections ESME': String(splits[0]!.rejections + splits[1]!.rejections), 'rejections GPF': String(splits[2]!.rejections) });
  });

  it('tells its period in days, the last one included, and in an instant where the period cuts a day', async () => {
    const ends = async (from: string, to: string) => {
      const [row] = readAgain(await write('suppliers', { ...exampleReport({ suppliers: 1, devices: 0 }), period: { from, to, label: '' } }));
      return [row?.from, row?.to];
    };
    expect(await ends('2026-09-30T23:00:00.000Z', '2026-11-01T00:00:00.000Z')).to.deep.equal(['2026-10-01', '2026-10-31']);
    expect(await ends('2026-09-30T23:00:00.000Z', '2026-10-26T00:41:23.512Z')).to.deep.equal(['2026-10-01', '2026-10-26T00:41:23.512Z']);
    expect(await ends('2026-10-05T00:00:00.000Z', '2026-10-05T23:00:00.000Z')).to.deep.equal(['2026-10-05T00:00:00.000Z', '2026-10-05']);
  });

  it('has the columns of what is checked in any case, and those that depend on the data after them', async () => {
    const report = exampleReport();
    const heads = async (told: PanelReport) => Object.keys(readAgain(await write('suppliers', told))[0]!);
    const [usual, none] = await Promise.all([heads(report), heads({ ...exampleReport({ most: 0, devices: 0 }), isComparable: false })]);
    expect(usual.slice(0, none.length)).to.deep.equal(none);
    expect(usual.slice(none.length)).to.deep.equal(['rejections E061510', 'sent E061510', 'rejections E062106', 'sent E062106']);
    expect(await heads({ ...report, splits: [...report.splits, { ...report.splits[0]!, deviceType: 'unknown' }] })).to.include.members(['rejections 6.15.1 unknown', 'inScopeAttempts 6.15.1 unknown']);
    expect(usual).not.to.include.members(['attempts', 'requests']);
  });

  it('tells no number to compare with where no change can be told', async () => {
    const [row] = readAgain(await write('suppliers', { ...exampleReport(), isComparable: false }));
    expect(row).to.include({ previousRejections: '', rejections: '140' });
  });

  it('tells every counted entry flat', async () => {
    const nothing: CountedEntries = { day: '2026-10-06', heading: { ...entry.heading, repeated: true, counted: true, supplier: null, deviceType: null, observed: null, rule: null, responsible: null, placed: [] }, entries: 1 };
    expect(readAgain(await write('details', exampleReport(), [entry, nothing]))).to.deep.equal([
      {
        day: '2026-10-05', supplier: 'brightspark', userId: '02-DE-30-11-00-00-00-01', srv: '6.21', deviceType: 'ESME', decision: 'permit', reason: 'wrong-network-operator', reasonMeaning: 'a certificate belongs to another party', responseCode: 'I0', counted: 'no', repeated: 'no',
        observedBy: 'switch', observedReason: 'wrong-network-operator', observedResponseCode: 'E062106', rule: 'handover-places-registered-operator', responsible: 'eastmoor', placed: 'unknown westvale', entries: '12',
      },
      {
        day: '2026-10-06', supplier: '', userId: '02-DE-30-11-00-00-00-01', srv: '6.21', deviceType: '', decision: 'permit', reason: 'wrong-network-operator', reasonMeaning: 'a certificate belongs to another party', responseCode: 'I0', counted: 'yes', repeated: 'yes',
        observedBy: '', observedReason: '', observedResponseCode: '', rule: '', responsible: '', placed: '', entries: '1',
      },
    ]);
  });

  it('lists devices with British days next to the instants', async () => {
    const report = exampleReport();
    const [device] = report.putRight.devices;
    report.putRight.devices = [{ ...device!, rejectedAt: '2026-10-05T23:30:00.000Z', state: 'late', putRightAt: '2026-10-30T10:00:00.000Z' }];
    const [row] = readAgain(await write('devices', report));
    expect(row).to.include({ device: device!.device, rejectedOn: '2026-10-06', rejectedAt: '2026-10-05T23:30:00.000Z', state: 'late', putRightOn: '2026-10-30', workingDays: String(device!.workingDays) });
  });

  it('leaves numbers numbers, and quotes every text', async () => {
    expect(await write('details', exampleReport(), [entry])).to.match(/\r\n"2026-10-05",.*,12\r\n$/);
  });

  for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n1', ' =1', '\u00A0=1', '\u200B=1', '\0=1', '＝1', '＋1', '－1', '＠1']) {
    it(`lets no spreadsheet execute ${JSON.stringify(name)}`, async () => {
      const [row] = readAgain(await write('suppliers', exampleReport({ suppliers: 2, nameOf: () => name })));
      expect(row?.name).to.equal(`'${name}`);
    });
  }

  it('leaves every other text as it is, and none that is executed', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.oneof(fc.constantFrom('=', '-', '"', '\r\n', '\n', ',', ';', "'", ' ', '\t', '\uFEFF'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) }), async (text) => {
        const rows = readAgain(await write('details', exampleReport({ suppliers: 1, devices: 0 }), [{ ...entry, heading: { ...entry.heading, supplier: text, responsible: text } }]));
        expect(rows).to.have.length(1);
        expect(rows[0]?.supplier).to.equal(isFormula(text) ? `'${text}` : text);
        expect(isFormula(rows[0]?.responsible ?? '')).to.equal(false);
      }),
    ));
});
