import { expect } from 'chai';
import type { PanelOrder, WrittenReport } from '../../src/http/panel-reports.js';
import { panelReport } from '../../src/report/panel-report.js';
import { startHttp, stopHttp } from '../support/http.js';
import { until } from '../support/until.js';
import { open } from './connections.js';

const path = '/v1/reports/panel';

/** The interface over reports that only say what was asked for. */
async function startAsking(written: Partial<WrittenReport> = {}) {
  const orders: PanelOrder[] = [];
  const http = await startHttp({ parts: { reports: { write: (order) => { orders.push(order); return Promise.resolve({ text: '', period: 'then', devicesMissing: 0, ...written }); } } } });
  return { ...http, orders };
}

describe('GET /v1/reports/panel', () => {
  afterEach(stopHttp);

  it('answers the report as JSON unless asked otherwise', async () => {
    const { ask } = await startHttp();
    const { status, headers, text } = await ask('GET', path);
    expect([status, headers['content-type']]).to.deep.equal([200, 'application/json']);
    expect(panelReport.parse(JSON.parse(text)).period.label).to.equal('October 2026');
  });

  it('answers one CSV table as a file to keep', async () => {
    const { ask } = await startHttp();
    for (const [query, name, column] of [['', 'suppliers', 'supplier'], ['?table=devices', 'devices', 'device'], ['?table=details', 'details', 'userId']] as const) {
      const { headers, text } = await ask('GET', `${path}${query}`, { headers: { Accept: 'text/csv' } });
      expect(headers).to.include({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="panel-report-${name}-2026-10-01-to-2026-10-31.csv"`, 'x-content-type-options': 'nosniff' });
      expect(text.split('\r\n')[0]).to.match(new RegExp(column, 'i'));
    }
  });

  it('answers a browser with a page that may do nothing', async () => {
    const { ask } = await startHttp();
    const { headers, text } = await ask('GET', path, { headers: { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' } });
    expect(headers['content-type']).to.equal('text/html; charset=utf-8');
    expect(headers['content-security-policy']).to.match(/^default-src 'none';style-src 'sha256-[^']+';base-uri 'none';form-action 'none';frame-ancestors 'none'$/);
    expect(headers).to.include({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' });
    expect(text).to.match(/^<!doctype html>/i).and.match(/<svg/).and.not.match(/<script/);
  });

  it('hands on the period and how many devices to list', async () => {
    const { ask, orders } = await startAsking();
    await ask('GET', `${path}?from=2026-10-01&to=2026-10-08T12:00:00%2B01:00&devices=7`, { headers: { Accept: 'text/csv' } });
    await ask('GET', path, { headers: { Accept: 'text/html' } });
    expect(orders).to.deep.equal([
      { from: Date.UTC(2026, 8, 30, 23), to: Date.UTC(2026, 9, 8, 11), devices: 7, format: 'csv', csvTable: 'suppliers' },
      { devices: 1000, format: 'html', csvTable: 'suppliers' },
    ]);
  });

  it('lists all devices in their CSV table, and says how many that lacks where fewer are asked for', async () => {
    const { ask, orders } = await startAsking({ devicesMissing: 3 });
    const { headers } = await ask('GET', `${path}?table=devices`, { headers: { Accept: 'text/csv' } });
    expect(orders).to.deep.equal([{ devices: 1_000_000, format: 'csv', csvTable: 'devices' }]);
    expect(headers).to.include({ 'slotguard-devices-left-out': '3', 'content-disposition': 'attachment; filename="panel-report-devices-then.csv"' });
    await stopHttp();
    const sample = await startHttp();
    const leftOut = async (query: string) => (await sample.ask('GET', `${path}?${query}`, { headers: { Accept: 'text/csv' } })).headers['slotguard-devices-left-out'];
    expect(Number(await leftOut('table=devices&devices=7'))).to.be.above(100);
    expect([await leftOut('table=devices'), await leftOut('devices=7')]).to.deep.equal([undefined, undefined]);
  });

  it('varies with what is accepted, whatever the answer', async () => {
    const { ask } = await startHttp();
    for (const [query, accept, expected] of [['', 'application/json', 200], ['', 'text/html', 200], ['', 'text/csv', 200], ['?from=never', '*/*', 400], ['', 'image/png', 406]] as const) {
      const { status, headers } = await ask('GET', `${path}${query}`, { headers: { Accept: accept } });
      expect([status, headers.vary]).to.deep.equal([expected, 'Accept']);
    }
  });

  it('refuses what it cannot read, and says where', async () => {
    const { ask } = await startHttp();
    for (const [query, at] of [['from=yesterday', 'from'], ['to=2026-02-30', 'to'], ['devices=-1', 'devices'], ['devices=1000001', 'devices'], ['table=all', 'table'], ['table=devices', 'table'], ['format=csv', 'format']] as const) {
      const { status, text } = await ask('GET', `${path}?${query}`);
      expect([status, (JSON.parse(text) as { errors: { at: string }[] }).errors.map((each) => each.at)], query).to.deep.equal([400, [at]]);
    }
    for (const [query, problem] of [['from=2026-10-02&to=2026-10-01', 'its end must be later'], ['from=2026-12-01', 'has nothing to tell yet: write a period that has begun']] as const) {
      const { status, text } = await ask('GET', `${path}?${query}`);
      expect([status, text.includes(problem)], query).to.deep.equal([400, true]);
    }
  });

  it('lets whoever writes reports know whether the caller is still there', async () => {
    const wanted: (() => boolean)[] = [];
    const http = await startHttp({ parts: { reports: { write: (_, isWanted) => { wanted.push(isWanted); return new Promise(() => undefined); } } } });
    const { socket, closed } = await open(http, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await until(() => wanted.length === 1);
    expect(wanted[0]?.()).to.equal(true);
    socket.destroy();
    await closed;
    await until(() => wanted[0]?.() === false);
  });
});
