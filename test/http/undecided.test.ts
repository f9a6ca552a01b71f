import { expect } from 'chai';
import type { DecisionAnswer } from '../../src/http/answers.js';
import type { Problem } from '../../src/http/problems.js';
import { mpan } from '../support/decision-point.js';
import { startHttp, stopHttp, xmlRequest } from '../support/http.js';

const path = '/v1/decisions';
const read = (text: string): DecisionAnswer => JSON.parse(text) as DecisionAnswer;
const readProblem = (text: string): Problem => JSON.parse(text) as Problem;

describe('POST /v1/decisions when something does not answer', () => {
  afterEach(stopHttp);

  it('answers 503 and nothing else while the audit cannot be written', async () => {
    const http = await startHttp();
    http.records.failing = true;
    const { status, headers, text } = await http.ask('POST', path, await xmlRequest('eastern'));
    http.records.failing = false;
    expect({ status, code: readProblem(text).code, retry: headers['retry-after'] }).to.deep.equal({ status: 503, code: 'audit-unavailable', retry: '1' });
    expect(http.records.records).to.deep.equal([]);
    expect((await http.ask('POST', path, await xmlRequest('eastern'))).status).to.equal(200);
  });

  it('answers 503 and decides nothing while the store does not answer', async () => {
    const http = await startHttp();
    http.reference.failing = true;
    const { status, text } = await http.ask('POST', path, await xmlRequest('northern'));
    expect({ status, code: readProblem(text).code }).to.deep.equal({ status: 503, code: 'fact-unavailable' });
    expect(readProblem(text).errors).to.deep.equal([{ at: 'fact originatorKind', problem: 'the store did not answer' }]);
    expect(http.records.records).to.deep.equal([]);
    expect(http.logged.find(({ level }) => level === 'warn')?.line).to.have.property('cause').that.contains('told not to answer');
  });

  it('answers without a check where configuration says so, and tells that no rule decided', async () => {
    const http = await startHttp({ whenUnavailable: 'permit' });
    http.reference.failing = true;
    const { text } = await http.ask('POST', `${path}?explain=true`, await xmlRequest('northern'));
    expect(read(text)).to.deep.include({ decision: 'permit', reason: 'unavailable', rule: null, registrationAsOf: null });
    expect(read(text).findings?.some(({ finding, cause }) => finding === null && cause !== null)).to.be.true;
  });

  it('keeps the detail of what nobody expected to itself, and logs it without MPxNs', async () => {
    const http = await startHttp({ parts: { decide: () => Promise.reject(new TypeError(`cannot read ${mpan}, 1${mpan}`)) } });
    const { status, text } = await http.ask('POST', path, await xmlRequest('northern'));
    expect(status).to.equal(500);
    expect(JSON.parse(text)).to.deep.equal({ type: 'urn:slotguard:problem:internal-error', title: 'Something went wrong here', status: 500, code: 'internal-error' });
    const [error] = http.logged.filter(({ level }) => level === 'error');
    expect(JSON.stringify(error)).to.contain('cannot read **********333, ***********333').and.contain('undecided.test.ts');
  });
});
