import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'chai';
import { type PanelReport, panelReport } from '../../src/report/panel-report.js';
import { type RecordedHouse, setUpRecordedHouse, startOfTest } from '../replay/recorded-house.js';
import { type Ran, runCommand } from './run-command.js';

const day = 86_400_000;

describe('report panel', () => {
  let house: RecordedHouse;
  const run = (...args: string[]): Promise<Ran> => runCommand(house.environment, ['report', 'panel', ...args]);
  const readReport = async (...args: string[]): Promise<PanelReport> => panelReport.parse(JSON.parse((await run('--format', 'json', ...args)).out));

  before(async () => {
    house = await setUpRecordedHouse();
    await house.decide([house.make('reject'), house.make('permit'), house.make('unverified')]);
    await house.decide([house.make('reject')], startOfTest + 3 * day);
  });
  after(() => {
    house.remove();
  });

  it('tells what the store has of the period, and changes nothing', async () => {
    const told = await readReport('--from', '2026-11-20', '--to', '2026-11-22');
    expect(told.totals).to.include({ rejections: 1, inScopeAttempts: 3, attempts: 3 });
    expect(told.suppliers.map(({ supplier, unverified }) => [supplier, unverified])).to.deep.equal([['brightspark', 1]]);
    expect(told.isSample).to.equal(false);
    expect((await readReport('--from', '2026-11-22', '--to', '2026-11-24')).totals).to.include({ rejections: 1, previousRejections: 1 });
  });

  it('says what reasons mean in the words of the rules that decided', async () => {
    const { reasons } = await readReport('--from', '2026-11-20', '--to', '2026-11-22');
    expect(reasons).to.have.keys('verified', 'unverified', 'wrong-network-operator');
    expect(readFileSync('rules/policy.yaml', 'utf8')).to.contain(`meaning: ${reasons['wrong-network-operator']!}\n`);
  });

  it('lists as many rejected devices as are asked for', async () => {
    const { putRight } = await readReport('--from', '2026-11-01', '--to', '2026-12-01', '--devices', '0');
    expect([putRight.devices, putRight.devicesLeftOut]).to.deep.equal([[], 2]);
    expect(putRight.totals).to.include({ devices: 2, inTime: 1 });
  });

  it('lists all devices in their CSV table unless told, and says so where some are left out', async () => {
    const devices = (...args: string[]) => run('--sample', '--from', '2026-09-01', '--to', '2026-11-01', '--format', 'csv', '--table', 'devices', ...args);
    const [all, some] = [await devices(), await devices('--devices', '5')];
    const listed = (out: string) => parse(out, { bom: true, columns: true }).length;
    expect([all.err, listed(some.out)]).to.deep.equal(['', 5]);
    expect(some.err).to.equal(`slotguard: ${listed(all.out) - 5} rejected devices are not in this file: ask for more with --devices\n`);
    expect((await run('--sample', '--format', 'csv', '--devices', '5')).err, 'another table').to.equal('');
  });

  it('tells no change where records do not reach back', async () => {
    const { isComparable, incomparable } = await readReport('--from', '2026-11-20', '--to', '2026-11-22');
    expect([isComparable, incomparable]).to.deep.equal([false, ['Records begin on 20 November 2026, and do not tell of all the period before, 18 to 19 November 2026: no change can be told.']]);
    expect((await run('--from', '2026-11-20', '--to', '2026-11-22')).out.slice(0, 400)).to.contain('\nRecords begin on 20 November 2026');
    expect((await readReport('--from', '2026-11-22', '--to', '2026-11-24')).isComparable).to.equal(true);
  });

  it('writes a table unless told, and a file where it is told', async () => {
    const { code, out, err } = await run('--from', '2026-11-20', '--to', '2026-11-22');
    expect([code, err]).to.deep.equal([0, '']);
    expect(out).to.match(/^Network Operator certificates in Service Requests/).and.to.not.match(/\n\n$/);
    const file = join(house.folder, 'report.html');
    for (const from of ['2026-11-20', '2026-11-21']) expect(await run('--from', from, '--to', '2026-11-22', '--format', 'html', '--out', file)).to.deep.equal({ code: 0, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).to.match(/^<!doctype html>/i).and.to.contain('21 November 2026');
    rmSync(file);
  });

  it('writes one table as CSV, to the last line as spreadsheets have it', async () => {
    for (const [table, column, rows] of [['suppliers', 'supplier', 1], ['details', 'day', 3], ['devices', 'device', 1]] as const) {
      const { out } = await run('--from', '2026-11-20', '--to', '2026-11-22', '--format', 'csv', '--table', table);
      expect(out.replaceAll('\r\n', '')).to.not.match(/[\r\n]/);
      const records = parse(out, { bom: true, columns: true });
      expect(records, table).to.have.length(rows);
      expect(records[0], table).to.have.property(column);
    }
  });

  it('shows a sample without a store, the same each time', async () => {
    const nowhere = join(house.folder, 'nowhere');
    const sample = () => runCommand({ SLOTGUARD_STORE_URL: `sqlite:${nowhere}/slotguard.db` }, ['report', 'panel', '--sample', '--format', 'json']);
    const { code, out } = await sample();
    expect([code, existsSync(nowhere), (await sample()).out === out]).to.deep.equal([0, false, true]);
    expect(panelReport.parse(JSON.parse(out))).to.include({ isSample: true }).and.to.have.nested.property('period.label', 'October 2026');
  });

  it('exits 2 on wrong usage', async () => {
    for (const args of [['--from', 'yesterday'], ['--to', '2026-02-30'], ['--format', 'pdf'], ['--format', 'csv', '--table', 'weeks'], ['--devices', '-1'], ['--devices', 'all'], ['--devices', '1000001'], ['more']]) {
      expect((await run(...args)).code, args.join(' ')).to.equal(2);
    }
  });

  it('says what is wrong with a period, a table, a file and a store', async () => {
    expect((await run('--from', '2026-11-21', '--to', '2026-11-20')).err).to.contain('its end must be later than its beginning');
    expect((await run('--sample', '--from', '2026-12-01')).err).to.contain('a report from 1 December 2026 has nothing to tell yet');
    expect((await run('--table', 'devices')).err).to.contain('--table is for --format csv');
    expect((await run('--sample', '--out', join(house.folder, 'no', 'report.txt'))).err).to.contain('cannot be written');
    expect((await runCommand({ SLOTGUARD_STORE_URL: `sqlite:${house.folder}/none.db` }, ['report', 'panel'])).err).to.contain('there is no store at');
  });
});
