import { expect } from 'chai';
import type { Readiness } from '../../src/http/http-parts.js';
import { electricityMeter, gasProxy, issueTestCertificates, mpan, mprn, supplierUser } from '../support/decision-point.js';
import { asJson, jsonRequest, readAnswers, startHttp, stopHttp, type TestHttp, xmlRequest } from '../support/http.js';
import { open } from './connections.js';

const path = '/v1/decisions';
const readMetrics = async (http: TestHttp): Promise<string[]> => (await http.ask('GET', '/metrics')).text.split('\n').filter((line) => line.startsWith('slotguard_'));

describe('health', () => {
  afterEach(stopHttp);

  it('is alive', async () => {
    const http = await startHttp();
    expect((await http.ask('GET', '/healthz')).text).to.equal('{"status":"alive"}');
  });

  it('is ready while everything is there, and says what is not', async () => {
    let readiness: Readiness = { ready: true, checks: { rules: { ok: true, detail: '24 rules' }, store: { ok: true } } };
    const http = await startHttp({ parts: { readiness: () => readiness } });
    const ready = await http.ask('GET', '/readyz');
    expect([ready.status, JSON.parse(ready.text)]).to.deep.equal([200, { ready: true, checks: readiness.checks }]);

    readiness = { ready: false, checks: { rules: { ok: true }, store: { ok: false, detail: 'the disk is gone' } } };
    const notReady = await http.ask('GET', '/readyz');
    expect(notReady.status).to.equal(503);
    expect(JSON.parse(notReady.text)).to.include({ code: 'not-ready', ready: false, detail: 'store: the disk is gone' }).and.deep.include({ checks: readiness.checks });
    expect(notReady.headers['retry-after']).to.equal('1');
  });

  it('looks at everything once for all who ask whether it is ready at the same moment, as anybody may', async () => {
    let looks = 0;
    const readiness = (): Readiness => {
      looks += 1;
      return { ready: true, checks: { store: { ok: true } } };
    };
    const http = await startHttp({ parts: { readiness } });
    const { closed } = await open(http, 'GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(16));
    expect(readAnswers(await closed).map(({ status }) => status)).to.deep.equal(Array.from({ length: 16 }, () => 200));
    expect(looks).to.equal(1);
  });
});

describe('metrics', () => {
  afterEach(stopHttp);

  it('are not told where a worker does not tell its own, which is documented and is not said to keep anybody from deciding', async () => {
    const http = await startHttp({ readOfAll: () => Promise.resolve(null) });
    const answer = await http.ask('GET', '/metrics');
    expect([answer.status, answer.headers['retry-after']]).to.deep.equal([503, '1']);
    expect(JSON.parse(answer.text)).to.include({ code: 'not-ready', title: 'slotguard is not ready', detail: 'not every worker told its metrics: try again' });
  });

  it('count decisions by what was decided, why, for what, and how', async () => {
    const http = await startHttp({ enforcement: { '6.21': { GPF: 'observe' } } });
    await http.ask('POST', path, await xmlRequest('eastern', { counter: 1 }));
    await http.ask('POST', path, await xmlRequest('eastern', { counter: 1 }));
    await http.ask('POST', path, await xmlRequest('northern', { counter: 2 }));
    await http.ask('POST', path, await xmlRequest('northern', { counter: 3, target: gasProxy }));
    await http.ask('POST', path, asJson(await jsonRequest('eastern', 4, { srv: '8.2', certificates: [] })));
    const metrics = await readMetrics(http);
    const labels = (decision: string, reason: string, srv: string, type: string, how: string): string =>
      `slotguard_decisions_total{decision="${decision}",reason="${reason}",srv="${srv}",device_type="${type}",enforcement="${how}"} 1`;
    expect(metrics).to.include.members([
      labels('permit', 'verified', '6.21', 'ESME', 'enforce'),
      labels('reject', 'wrong-network-operator', '6.21', 'ESME', 'enforce'),
      labels('permit', 'wrong-network-operator', '6.21', 'GPF', 'observe'),
      labels('permit', 'not-applicable', '8.2', 'unknown', 'enforce'),
      'slotguard_repeated_answers_total 1',
      'slotguard_audit_records_total 5',
      'slotguard_certificate_cache_misses_total 4',
      'slotguard_store_log_bytes 4096',
      `slotguard_rule_set_info{version="${http.rules.current().version}"} 1`,
      'slotguard_http_requests_in_flight 1',
      'slotguard_http_request_duration_seconds_count{method="POST",route="/v1/decisions",status="200"} 5',
    ]);
  });

  it('count problems by code, also those of lines and of what never became a request', async () => {
    const http = await startHttp();
    await http.ask('GET', '/nowhere');
    await http.ask('POST', path, { headers: { 'Content-Type': 'application/xml' }, body: '<a/>' });
    await http.ask('POST', `${path}/batch`, { headers: { 'Content-Type': 'application/x-ndjson' }, body: '{}\n{' });
    await http.speak('NONSENSE\r\n\r\n');
    expect(await readMetrics(http)).to.include.members([
      'slotguard_problems_total{code="not-found"} 1', 'slotguard_problems_total{code="not-decidable"} 2', 'slotguard_problems_total{code="not-well-formed"} 2',
    ]);
  });

  it('have no series that a caller could make up', async () => {
    const http = await startHttp();
    for (let index = 1; index < 30; index += 1) {
      await http.ask('POST', path, asJson(await jsonRequest('eastern', index, { srv: `77.${index}`, certificates: [] })));
      await http.ask('GET', `/path-${index}`);
    }
    const series = (await readMetrics(http)).filter((line) => line.includes('77.') || line.includes('path-'));
    expect(series).to.deep.equal([]);
  });

  it('tell of the process too', async () => {
    const http = await startHttp();
    const { text, headers } = await http.ask('GET', '/metrics');
    expect(text).to.contain('process_resident_memory_bytes').and.contain('nodejs_eventloop_lag_seconds');
    expect(headers['content-type']).to.equal('text/plain; version=0.0.4; charset=utf-8');
  });
});

describe('the log', () => {
  afterEach(stopHttp);

  it('has one line a request: route, status, time and decision, and what went wrong', async () => {
    const http = await startHttp();
    await http.ask('POST', `${path}?explain=true`, await xmlRequest('eastern'));
    await http.ask('GET', `${path}/${http.records.records[0]?.decisionId ?? ''}`);
    await http.ask('GET', '/somewhere/else');
    await http.ask('POST', `${path}/batch`, { headers: { 'Content-Type': 'application/x-ndjson' }, body: '{}\n{}\n' });
    const lines = http.logged.map(({ level, line, message }) => ({ level, message, ...line, ms: 0 }));
    expect(http.logged.every(({ line }) => (line as { ms: number }).ms > 0)).to.be.true;
    const answered = { level: 'info', message: 'answered', ms: 0 };
    expect(lines).to.deep.equal([
      { ...answered, method: 'POST', route: path, status: 200, decisionId: http.records.records[0]?.decisionId, decision: 'permit', reason: 'verified' },
      { ...answered, method: 'GET', route: `${path}/:decisionId`, status: 200 },
      { ...answered, method: 'GET', route: 'none', status: 404, problem: 'not-found' },
      { ...answered, method: 'POST', route: `${path}/batch`, status: 200, lines: 2, badLines: 2 },
    ]);
  });
});

describe('an MPxN', () => {
  afterEach(stopHttp);

  it('stands in no answer, no metric and no line of the log', async () => {
    const http = await startHttp({ enforcement: { '6.21': { GPF: 'observe' } } });
    const told: string[] = [];
    const ask = async (...asked: Parameters<TestHttp['ask']>): Promise<void> => { told.push((await http.ask(...asked)).text); };
    const certificates = (await issueTestCertificates()).northern;
    for (const [counter, target] of [[1, electricityMeter], [2, gasProxy]] as const) {
      await ask('POST', `${path}?explain=true`, await xmlRequest('northern', { counter, target }));
      await ask('POST', `${path}?explain=true`, await xmlRequest('northern', { counter, target }));
      await ask('POST', `${path}/batch?explain=true`, {
        headers: { 'Content-Type': 'application/x-ndjson' },
        body: JSON.stringify(await jsonRequest('eastern', counter, { requestId: `${supplierUser}:${target}:${counter + 10}` })),
      });
      const xml = await xmlRequest('eastern', { counter: counter + 20, target, srv: '6.15.1', certificates });
      await ask('POST', path, { headers: { ...xml.headers, Accept: 'application/xml' }, body: xml.body });
    }
    await ask('GET', path);
    for (const { decisionId } of http.records.records) await ask('GET', `${path}/${decisionId}`);
    await ask('GET', '/metrics');
    expect(http.records.records.map(({ evidence }) => evidence.mpxn)).to.include.members([mpan, mprn]);
    for (const text of [...told, JSON.stringify(http.logged)]) expect(text).not.to.contain(mpan).and.not.contain(mprn);
  });

  it('that a caller puts where it does not belong is not logged', async () => {
    const http = await startHttp();
    await http.ask('GET', `/v1/${mpan}`);
    await http.ask('GET', `${path}/${mpan}`);
    await http.ask('GET', `${path}?mpxn=${mpan}`);
    await http.ask('POST', path, { headers: { 'Content-Type': `text/${mpan}` }, body: mpan });
    await http.ask('POST', path, { headers: { 'Content-Type': 'application/json' }, body: `"${mpan}"` });
    expect(http.logged).to.have.length(5);
    expect(JSON.stringify(http.logged)).not.to.contain(mpan);
  });
});
