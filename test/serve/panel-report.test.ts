import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { createPanelReports } from '../../src/panel-reports.js';
import { type PanelReport, panelReport } from '../../src/report/panel-report.js';
import { serve, type Serving } from '../../src/serve.js';
import { identifyAudit, readPath } from '../../src/store/open-store.js';
import { until } from '../support/until.js';
import { ask, type House, setUpHouse } from './house.js';
import { isAlive } from './running-workers.js';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** a Thursday */
const noon = Date.UTC(2026, 9, 8, 11);
const day = 86_400_000;

describe('the report of a service', () => {
  let house: House;
  let service: Serving;
  let clock = noon;
  beforeEach(async () => {
    clock = noon;
    house = await setUpHouse();
    service = await serve(house.configuration, { log, now: () => clock });
  });
  afterEach(async () => {
    await service.stop();
    house.remove();
  });

  const fetchReport = (query = '', accept = 'application/json') => fetch(`${service.url}/v1/reports/panel${query}`, { headers: { Accept: accept } });
  const readReport = async (query = ''): Promise<PanelReport> => panelReport.parse(await (await fetchReport(query)).json());

  it('counts what it decided: attempts apart from requests, and whether a device was put right', async () => {
    const rejected = house.request('reject', 1);
    expect((await ask(service.url, rejected)).body).to.include({ decision: 'reject' });
    clock += day;
    expect((await ask(service.url, rejected)).body).to.include({ repeated: true });
    expect((await ask(service.url, house.request('permit', 2))).body).to.include({ reason: 'verified' });
    clock += 1;
    const { totals, putRight, suppliers, codes } = await readReport('?from=2026-10-01');
    expect(totals).to.deep.include({ rejections: 1, rejectedAttempts: 2, rejectedRequests: 1, inScopeAttempts: 3, inScopeRequests: 2, previousRejections: 0 });
    expect(putRight.totals.devices).to.equal(1);
    expect(codes.map(({ rejections, rejectedAttempts }) => [rejections, rejectedAttempts])).to.deep.equal([[1, 2]]);
    expect(suppliers.filter(({ figures: { rejections } }) => rejections > 0)).to.have.length(1);
  });

  it('counts a part of a day to the instant', async () => {
    await ask(service.url, house.request('reject', 1));
    clock += 1;
    await ask(service.url, house.request('reject', 2));
    clock += day;
    const iso = (instant: number) => new Date(instant).toISOString();
    const of = async (from: number, to: number) => (await readReport(`?from=${iso(from)}&to=${iso(to)}`)).totals.rejections;
    const told = [
      await of(noon, noon + 1),
      await of(noon, noon + 2),
      await of(noon - day, noon + 1),
      await of(noon + 1, noon + day),
      await of(noon + 2, noon + 3),
    ];
    expect(told).to.deep.equal([1, 2, 1, 1, 0]);
  });

  it('is written as often as asked, one after the other, while requests are decided', async () => {
    const asked = Array.from({ length: 6 }, (_, index) => fetchReport('', ['application/json', 'text/csv', 'text/html'][index % 3]));
    expect((await ask(service.url, house.request('permit', 1))).status).to.equal(200);
    expect((await Promise.all(asked)).map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200, 200]);
  });

  it('is not written of another file that was put in the place of the audit', async () => {
    await ask(service.url, house.request('reject', 1));
    const file = readPath(house.configuration.store.url);
    const db = new Database(file, { readonly: true });
    db.prepare('VACUUM INTO ?').run(`${file}.other`);
    db.close();
    renameSync(file, `${file}.old`);
    renameSync(`${file}.other`, file);
    const answer = await fetchReport('?from=2026-10-01');
    expect(await answer.text()).to.contain('was moved, replaced or deleted meanwhile');
    expect(answer.status).to.equal(503);
    renameSync(`${file}.old`, file);
    expect((await fetchReport('?from=2026-10-01')).status).to.equal(200);
  });

  it('takes nobody\'s place who still waits for his, when those who asked before went away', async () => {
    const { store: { url: storeUrl }, enforcement, report } = house.configuration;
    const reports = createPanelReports({ storeUrl, audit: identifyAudit(storeUrl), settings: { enforcement, report } }, () => clock);
    const order = { devices: 0, format: 'json', csvTable: 'suppliers' } as const;
    const first = reports.write(order, () => true);
    const leaving = Array.from({ length: 40 }, () => reports.write(order, () => false));
    const last = reports.write(order, () => true);
    const gone = await Promise.allSettled(leaving);
    expect(gone.map(({ status }) => status)).to.deep.equal(gone.map(() => 'rejected'));
    expect((await last).period).to.equal((await first).period);
    reports.close();
  });

  it('is written once more where the process that writes it is killed', async () => {
    expect((await fetchReport()).status).to.equal(200);
    const children = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'panel-writer']).toString().trim().split('\n');
    const asked = fetchReport('?devices=7');
    for (const child of children) process.kill(Number(child), 'SIGKILL');
    expect((await asked).status).to.equal(200);
  });

  it('is refused where the process that writes it cannot be begun, and is written once it can', async () => {
    const { execPath } = process;
    for (const nowhere of ['/nowhere', '\0']) {
      process.execPath = nowhere;
      const refused = await fetchReport().finally(() => { process.execPath = execPath; });
      expect([nowhere, refused.status, ((await refused.json()) as { code: string }).code]).to.deep.equal([nowhere, 503, 'audit-unavailable']);
      expect((await fetchReport()).status).to.equal(200);
      const children = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'panel-writer']).toString().trim().split('\n');
      for (const child of children) process.kill(Number(child), 'SIGKILL');
      await until(() => !children.some((child) => isAlive(Number(child))));
    }
  });

  it('ends no service that has no file descriptors left when it is asked for', () => {
    const script = `
      import { openSync } from 'node:fs';
      import { createPanelReports } from './src/panel-reports.ts';
      const reports = createPanelReports({ storeUrl: 'sqlite:none.db', audit: '', settings: {} }, Date.now);
      try { for (;;) openSync('/dev/null'); } catch { /* that was the last */ }
      await reports.write({ devices: 0, format: 'json', csvTable: 'suppliers' }, () => true).catch(({ code }) => console.log(code));`;
    const command = `ulimit -n 100; exec "$0" --import=./test/support/typescript.mjs --input-type=module --eval "$1"`;
    expect(execFileSync('bash', ['-c', command, process.execPath, script]).toString().trim()).to.equal('audit-unavailable');
  });

  it('answers what is wrong with the period, and with the store, and goes on', async () => {
    const wrong = await fetchReport('?from=2026-10-02&to=2026-10-01');
    expect([wrong.status, ((await wrong.json()) as { code: string }).code]).to.deep.equal([400, 'malformed-value']);
    const db = new Database(service.assembly.store.referencePath.replace('.reference', ''));
    db.exec('ALTER TABLE tally RENAME TO lost');
    const lost = await fetchReport();
    expect([lost.status, ((await lost.json()) as { code: string }).code]).to.deep.equal([503, 'audit-unavailable']);
    db.exec('ALTER TABLE lost RENAME TO tally');
    db.close();
    expect((await fetchReport()).status).to.equal(200);
  });
});
