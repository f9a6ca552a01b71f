import { expect } from 'chai';
import type { PanelOrder } from '../../src/http/panel-reports.js';
import { panelReport } from '../../src/report/panel-report.js';
import { startHttp, stopHttp } from '../support/http.js';

const path = '/v1/reports/panel';

/** The interface over reports that only say what was asked for. */
async function startAsking() {
  const orders: PanelOrder[] = [];
  const http = await startHttp({ parts: { reports: { write: (order) => { orders.push(order); return Promise.resolve(''); } } } });
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
      expect(headers).to.include({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="panel-report-${name}.csv"`, 'x-content-type-options': 'nosniff' });
      expect(text.split('\r\n')[0]).to.match(new RegExp(column, 'i'));
    }
  });

  it('answers a browser with a page that may do nothing', async () => {
    const { ask } = await startHttp();
    const { headers, text } = await ask('GET', path, { headers: { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' } });
    expect(headers['content-type']).to.equal('text/html; charset=utf-8');
    expect(headers['content-security-policy']).to.match(/^default-src 'none'; style-src 'unsafe-inline'/);
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

  it('refuses what it cannot read, and says where', async () => {
    const { ask } = await startHttp();
    for (const [query, at] of [['from=yesterday', 'from'], ['to=2026-02-30', 'to'], ['devices=-1', 'devices'], ['devices=100001', 'devices'], ['table=all', 'table'], ['table=devices', 'table'], ['format=csv', 'format']] as const) {
      const { status, text } = await ask('GET', `${path}?${query}`);
      expect([status, (JSON.parse(text) as { errors: { at: string }[] }).errors.map((each) => each.at)], query).to.deep.equal([400, [at]]);
    }
    const { status, text } = await ask('GET', `${path}?from=2026-10-02&to=2026-10-01`);
    expect([status, text]).to.satisfy(([code, told]: [number, string]) => code === 400 && told.includes('its end must be later'));
  });
});
