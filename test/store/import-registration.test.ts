import Database from 'better-sqlite3';
import { expect } from 'chai';
import fc from 'fast-check';
import type { RegistrationPeriod } from '../../src/domain/device.js';
import type { Store } from '../../src/store/open-store.js';
import { caught, importText, nextTurn, storeFolder } from './store-folder.js';

const header = 'mpxn,network_operator,supplier,effective_from,effective_to';
const file = (...rows: string[]) => [header, ...rows].join('\n');
const day = (number: number) => new Date(Date.UTC(2024, 0, 1 + number)).toISOString().slice(0, 10);

describe('importing registration', () => {
  const folder = storeFolder();
  const periods = (store: Store, mpxn: string) => store.reference.findRegistration(mpxn).map(({ networkOperator, effectiveFrom, effectiveTo }) => `${networkOperator} ${effectiveFrom} ${effectiveTo ?? ''}`.trim());

  it('lists every bad row with line, field and reason', async () => {
    const report = await importText(folder.store(), 'registration', file(
      '1234567890123,EELC,ACME,2024-02-30,', '12345678901234,EELC,,2024-01-01,', ',EELC,,2024-01-01,', '1,,,2024-01-01,', '2,ABCDEFGHIJKLMNOPQ,,2024-01-01,',
      '3,EELC,,2024-01-02,2024-01-02', '4, EELC,,2024-01-01,', '5,EELC,,,', '6,EELC,,01/02/2024,', '7,EELC,,2024-01-01,2023-12-31', '8,EE\tLC,,2024-01-01,'));
    expect(report).to.include({ read: 11, applied: 0, rejected: 11 });
    expect(report.problems).to.deep.equal([
      { at: 'line 2, effective_from', problem: '`2024-02-30` is no day of the calendar: write it as YYYY-MM-DD' },
      { at: 'line 3, mpxn', problem: '`***********234` is no MPxN: write 1 to 13 digits' },
      { at: 'line 4, mpxn', problem: 'is missing' },
      { at: 'line 5, network_operator', problem: 'is missing' },
      { at: 'line 6, network_operator', problem: '`ABCDEFGHIJKLMNOPQ` has 17 characters: a market participant id has at most 16' },
      { at: 'line 7, effective_to', problem: 'not after effective_from: the period ends before the day of effective_to' },
      { at: 'line 8, network_operator', problem: '` EELC` has a blank at an end: leave it out' },
      { at: 'line 9, effective_from', problem: 'is missing' },
      { at: 'line 10, effective_from', problem: '`01/02/2024` is no day of the calendar: write it as YYYY-MM-DD' },
      { at: 'line 11, effective_to', problem: 'not after effective_from: the period ends before the day of effective_to' },
      { at: 'line 12, network_operator', problem: 'a control character: write a market participant id' },
    ]);
  });

  it('does not judge check digits', async () => {
    expect(await importText(folder.store(), 'registration', file('1312345678333,EELC,,2024-01-01,', '1,GT1,,2024-01-01,'))).to.include({ applied: 2 });
  });

  it('refuses a second row of one MPxN and day, naming the first', async () => {
    const report = await importText(folder.store(), 'registration', file('1,EELC,,2024-01-01,2024-02-01', '2,EELC,,2024-01-01,', '1,LOND,,2024-01-01,2024-02-01', '01,EELC,,2024-01-01,', '1,EELC,,2024-01-01,2024-02-01'));
    expect(report.problems).to.deep.equal([
      { at: 'line 4, effective_from', problem: 'the same mpxn and effective_from as in line 2' },
      { at: 'line 6, effective_from', problem: 'the same mpxn and effective_from as in line 2' },
    ]);
  });

  it('refuses periods that overlap in the file, naming the line and both periods', async () => {
    const report = await importText(folder.store(), 'registration', file(
      '1,LOND,,2024-03-01,', '1,EELC,,2024-01-01,', '2,EELC,,2024-01-01,2024-03-02', '2,LOND,,2024-03-01,2024-04-01', '3,EELC,,2024-01-01,2024-03-01', '3,LOND,,2024-03-01,'));
    expect(report).to.include({ read: 6, applied: 0, rejected: 2 });
    expect(report.problems).to.deep.equal([
      { at: 'line 2, effective_from', problem: 'the period 2024-03-01 to open overlaps 2024-01-01 to open of line 3: give line 3 an effective_to, 2024-03-01 at the latest' },
      { at: 'line 5, effective_from', problem: 'the period 2024-03-01 to 2024-04-01 overlaps 2024-01-01 to 2024-03-02 of line 4' },
    ]);
  });

  it('refuses a period that overlaps a stored one, unless that is replaced or ended in the same file', async () => {
    const store = folder.store();
    await importText(store, 'registration', file('1,EELC,,2024-01-01,'));
    const report = await importText(store, 'registration', file('1,LOND,,2024-03-01,'));
    expect(report.problems).to.deep.equal([
      { at: 'line 2, effective_from', problem: 'the period 2024-03-01 to open overlaps 2024-01-01 to open of the stored registration: give the stored registration an effective_to, 2024-03-01 at the latest' },
    ]);
    const before = await importText(store, 'registration', file('1,LOND,,2023-03-01,'));
    expect(before.problems[0]?.problem).to.equal('the period 2023-03-01 to open overlaps 2024-01-01 to open of the stored registration: give it an effective_to, 2024-01-01 at the latest');
    expect(await importText(store, 'registration', file('1,LOND,,2024-03-01,', '1,EELC,,2024-01-01,2024-03-01'))).to.include({ applied: 2, rejected: 0 });
    expect(periods(store, '1')).to.deep.equal(['EELC 2024-01-01 2024-03-01', 'LOND 2024-03-01']);
    expect(await importText(store, 'registration', file('1,YELG,,2020-01-01,'), { replace: true })).to.include({ applied: 1, removed: 2 });
    expect(periods(store, '1')).to.deep.equal(['YELG 2020-01-01']);
  });

  it('holds a period that is skipped against nothing but its own MPxN, and against no stored one that is replaced', async () => {
    const store = folder.store();
    await importText(store, 'registration', file('1,EELC,,2024-01-01,', '2,EELC,,2023-01-01,2024-06-01'));
    const skipping = { skipBadRows: true, rejectedTo: folder.path('bad.csv') };
    expect(await importText(store, 'registration', file('2,LOND,,2024-05-01,2024-07-01', '2,LOND,,2024-08-01,2024-09-01'), skipping)).to.include({ applied: 1, rejected: 1 });
    expect(periods(store, '2')).to.deep.equal(['EELC 2023-01-01 2024-06-01', 'LOND 2024-08-01 2024-09-01']);
    expect(await importText(store, 'registration', file('1,YELG,,2024-02-01,2024-03-01', '1,LOND,,2024-02-15,', '2,YELG,,2024-01-01,'), { ...skipping, replace: true })).to.include({ applied: 2, rejected: 1 });
    expect(periods(store, '1')).to.deep.equal(['YELG 2024-02-01 2024-03-01']);
  });

  it('takes nothing of a row that it skips, whichever field is bad', async () => {
    const rows = ['1,EELC,,2024-01-01,2024-99-01', '2,EELC,,2024-02-01,2024-01-01', '3,EELC, ACME,2024-01-01,', '4,SIXTEEN-LETTERS-,ACME,2024-01-01,'];
    expect(await importText(folder.store(), 'registration', file(...rows), { skipBadRows: true, rejectedTo: folder.path('bad.csv') })).to.include({ applied: 1, rejected: 3 });
    expect(['1', '2', '3', '4'].map((mpxn) => periods(folder.store(), mpxn))).to.deep.equal([[], [], [], ['SIXTEEN-LETTERS- 2024-01-01']]);
  });

  it('leaves the stored periods their names where a replacement is kept out', async () => {
    await importText(folder.store(), 'registration', file('1,EELC,ACME,2024-01-01,'));
    expect(await importText(folder.store(), 'registration', file('1,LOND,,2024-01-01,', '2,LOND,,2024-99-01,'), { replace: true })).to.include({ applied: 0, removed: 0, rejected: 1 });
    await nextTurn();
    expect(periods(folder.store(), '1')).to.deep.equal(['EELC 2024-01-01']);
  });

  it('counts what is the same, and sees a change in each column', async () => {
    const store = folder.store();
    const rows = ['EELC,ACME,2024-01-01,', 'EELC,,2024-01-01,', 'LOND,,2024-01-01,', 'LOND,,2024-01-01,2024-02-01'];
    for (const row of rows) {
      const first = await importText(store, 'registration', file(`1,${row}`));
      const second = await importText(store, 'registration', file(`1,${row}`));
      expect([first.applied, first.unchanged, second.applied, second.unchanged]).to.deep.equal([1, 0, 0, 1]);
    }
  });

  it('forgets market participants that a replacement does not name, and mixes up none', async () => {
    const store = folder.store();
    await importText(store, 'registration', file('1,A,S1,2024-01-01,', '2,B,S2,2024-01-01,'));
    await importText(store, 'registration', file('2,B,S2,2024-01-01,', '3,C,S1,2024-01-01,'), { replace: true });
    await importText(store, 'registration', file('4,D,E,2024-01-01,'));
    expect(['1', '2', '3', '4'].map((mpxn) => store.reference.findRegistration(mpxn).map(({ networkOperator, supplier }) => [networkOperator, supplier]))).to.deep.equal([
      [], [['B', 'S2']], [['C', 'S1']], [['D', 'E']]]);
    const db = new Database(store.referencePath, { readonly: true });
    expect(db.prepare('SELECT name FROM participant ORDER BY name').pluck().all()).to.deep.equal(['B', 'C', 'D', 'E', 'S1', 'S2']);
    db.close();
  });

  it('takes 50,000 market participants for another column\'s content', async () => {
    const rows = Array.from({ length: 50_001 }, (_, index) => `${index},OP${index},,2024-01-01,`);
    const fault = await caught(() => importText(folder.store(), 'registration', file(...rows)));
    expect(fault).to.include({ code: 'data-invalid' });
    expect(fault.message).to.match(/more than 50000 market participants/);
  });

  it('goes on where file after file named tens of thousands of market participants', async () => {
    for (const letter of ['A', 'B', 'C', 'D']) {
      const rows = Array.from({ length: 45_000 }, (_, index) => `${index + 1},EELC,${letter}${index},2024-01-01,`);
      expect(await importText(folder.store(), 'registration', file(...rows)), letter).to.include({ applied: 45_000 });
    }
    await importText(folder.store(), 'registration', file('1,EELC,A1,2024-01-01,', '2,NEW,,2024-01-01,'), { replace: true, force: true });
    expect([periods(folder.store(), '1'), periods(folder.store(), '2')]).to.deep.equal([['EELC 2024-01-01'], ['NEW 2024-01-01']]);
  });

  it('is not slowed down by one MPxN that a whole file overlaps with', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `1,EELC,,${day(index)},`);
    const report = await importText(folder.store(), 'registration', file(...rows));
    expect(report).to.include({ read: 20_000, applied: 0, rejected: 19_999, problemCount: 19_999 });
    expect(report.problems).to.have.length(100);
  });

  // each period was held against all of those before it that the file replaces: some ten minutes
  it('is not slowed down by one MPxN all of whose periods the file replaces', async () => {
    const history = (operator: string) => file(...Array.from({ length: 60_000 }, (_, index) => `1,${operator},,${day(index)},${day(index + 1)}`));
    await importText(folder.store(), 'registration', history('EELC'));
    expect(await importText(folder.store(), 'registration', history('LOND'))).to.include({ applied: 60_000, rejected: 0 });
  });
});

interface Written { mpxn: string; from: number; to: number | undefined }

describe('registration that overlaps', () => {
  const folder = storeFolder();
  const period = fc.record({ mpxn: fc.constantFrom('1', '2'), from: fc.nat(12), length: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }) })
    .map(({ mpxn, from, length }): Written => ({ mpxn, from, to: length === undefined ? undefined : from + length }));
  const isBeside = (a: Written, b: Written) => a.mpxn !== b.mpxn || (a.to ?? Infinity) <= b.from || (b.to ?? Infinity) <= a.from;
  const isSound = (all: readonly Written[]) => all.every((a, index) => all.slice(index + 1).every((b) => isBeside(a, b)));
  const key = ({ mpxn, from }: Written) => `${mpxn} ${from}`;
  const rowOf = (written: Written, operator: string) => `${written.mpxn},${operator},,${day(written.from)},${written.to === undefined ? '' : day(written.to)}`;
  const sound = fc.array(period, { maxLength: 6 }).map((all) => all.reduce<Written[]>((kept, next) => (isSound([...kept, next]) ? [...kept, next] : kept), []));
  const isKeptApart = (history: readonly RegistrationPeriod[]) =>
    history.slice(1).every(({ effectiveFrom }, index) => (history[index]?.effectiveTo ?? '9999') <= effectiveFrom);

  it('is refused exactly when it overlaps in the end, whatever was stored before', async () => {
    await fc.assert(fc.asyncProperty(sound, fc.uniqueArray(period, { maxLength: 6, selector: key }), async (stored, arriving) => {
      const store = folder.store();
      await importText(store, 'registration', file('9,Z,,2024-01-01,', ...stored.map((each) => rowOf(each, 'OLD'))), { replace: true, force: true });
      const wanted = [...new Map([...stored, ...arriving].map((each) => [key(each), each])).values()];
      const report = await importText(store, 'registration', file(...arriving.map((each) => rowOf(each, 'NEW'))));
      expect(report.rejected === 0).to.equal(isSound(wanted));
      expect(report.applied).to.equal(isSound(wanted) ? arriving.length : 0);
    }), { numRuns: 100 });
  });

  it('never comes into the store by skipping bad rows, and none is skipped that overlaps nothing', async () => {
    await fc.assert(fc.asyncProperty(sound, fc.array(period, { maxLength: 8 }), async (stored, arriving) => {
      const store = folder.store();
      await importText(store, 'registration', file('9,Z,,2024-01-01,', ...stored.map((each) => rowOf(each, 'OLD'))), { replace: true, force: true });
      const report = await importText(store, 'registration', file(...arriving.map((each) => rowOf(each, 'NEW'))), { skipBadRows: true, rejectedTo: folder.path('rejected.csv') });
      await nextTurn();
      const found = ['1', '2'].map((mpxn) => store.reference.findRegistration(mpxn));
      expect(found.every(isKeptApart), JSON.stringify(found)).to.equal(true);
      expect(report.applied + report.unchanged + report.rejected).to.equal(arriving.length);
      const isNew = found.flat().filter(({ networkOperator }) => networkOperator === 'NEW');
      expect(isNew).to.have.length(report.applied + report.unchanged);
      const skipped = report.problems.map(({ at }) => Number(/\d+/.exec(at)?.[0]) - 2);
      const othersOf = (row: Written) => [...stored.filter((each) => key(each) !== key(row)), ...arriving.filter((each) => each !== row)];
      const needless = skipped.map((index) => arriving[index]!).filter((row) => othersOf(row).every((other) => isBeside(other, row)));
      expect(needless, JSON.stringify([stored, arriving])).to.deep.equal([]);
    }), { numRuns: 100 });
  });
});
