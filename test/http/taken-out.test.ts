import { expect } from 'chai';
import { createGate, openGate } from '../../src/access/gate.js';
import type { WrittenReport } from '../../src/http/panel-reports.js';
import { startHttp, stopHttp } from '../support/http.js';
import { until } from '../support/until.js';
import { open } from './connections.js';

const nobody = { findByCertificate: () => undefined, findByToken: () => undefined };
const shut = createGate({ callers: nobody, anonymous: [], belief: undefined, tokens: undefined, now: () => 0 });

describe('a caller who may no longer what he asked for', () => {
  afterEach(stopHttp);

  it('is not given a report that was written meanwhile', async () => {
    let gate = openGate;
    const written: ((report: WrittenReport) => void)[] = [];
    const reports = { write: () => new Promise<WrittenReport>((resolve) => { written.push(resolve); }) };
    const http = await startHttp({ parts: { gate: () => gate, reports } });
    const answered = http.ask('GET', '/v1/reports/panel', { headers: { Accept: 'text/csv' } });
    await until(() => written.length === 1);
    gate = shut;
    written[0]?.({ text: 'supplier', period: 'then', devicesMissing: 0 });
    const { status, text } = await answered;
    expect([status, text.includes('supplier')]).to.deep.equal([401, false]);
  });

  it('has no rules read again that he began to ask for before', async () => {
    let [gate, asked] = [openGate, 0];
    const http = await startHttp({ parts: { gate: () => { asked += 1; return gate; } } });
    const { socket, closed } = await open(http, 'POST /v1/rules/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n');
    await until(() => asked === 1);
    gate = shut;
    socket.write('0\r\n\r\n');
    expect(await closed).to.match(/^HTTP\/1\.1 401 /);
    expect(http.logged.map(({ message }) => message)).not.to.include('rules reloaded');
  });
});
