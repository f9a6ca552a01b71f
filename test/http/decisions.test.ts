import { expect } from 'chai';
import type { DecisionAnswer } from '../../src/http/answers.js';
import type { Problem } from '../../src/http/problems.js';
import { electricityMeter, gasProxy, startOfTest, supplierUser, unknownDevice } from '../support/decision-point.js';
import { type Ask, asJson, jsonRequest, startHttp, stopHttp, type TestHttp, xmlRequest } from '../support/http.js';

const path = '/v1/decisions';
const requestId = (counter: number): string => `${supplierUser}:${electricityMeter}:${counter}`;
const read = (text: string): DecisionAnswer => JSON.parse(text) as DecisionAnswer;
const readProblem = (text: string): Problem => JSON.parse(text) as Problem;

describe('POST /v1/decisions', () => {
  let http: TestHttp;
  before(async () => { http = await startHttp({ enforcement: { '6.21': { GPF: 'observe' } } }); });
  after(stopHttp);

  it('permits the certificates of the responsible operator', async () => {
    const { status, headers, text } = await http.ask('POST', path, await xmlRequest('eastern', { counter: 1 }));
    const answer = read(text);
    const { decisionId, ruleSet, ...rest } = answer;
    expect(status).to.equal(200);
    expect(headers['content-type']).to.equal('application/json');
    expect(headers).not.to.have.any.keys('etag', 'x-powered-by');
    expect(decisionId).to.equal(http.records.records.at(-1)?.decisionId);
    expect(ruleSet.version).to.equal(http.rules.current().version);
    expect(rest).to.deep.equal({
      decision: 'permit', reason: 'verified', responseCode: 'I0', enforcement: 'enforce',
      rule: { id: 'verified', title: 'Certificates of the registered Network Operator are permitted', source: 'SECMP0063 PIA v0.3, 3.2 DSP Solution' },
      message: 'every certificate of this 6.21 belongs to Eastern Networks',
      advice: [{ code: 'check-digit', message: 'the check digit of the MPAN or MPRN is wrong in the inventory' }],
      requestId: requestId(1), srv: '6.21', decidedAt: new Date(startOfTest).toISOString(), registrationAsOf: '2026-11-19T02:00:00.000Z',
    });
  });

  it('answers 200 for a rejection too', async () => {
    const { status, text } = await http.ask('POST', path, await xmlRequest('northern', { counter: 2 }));
    const { decision, reason, responseCode, rule, message, advice } = read(text);
    expect({ status, decision, reason, responseCode }).to.deep.equal({ status: 200, decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' });
    expect(rule?.id).to.equal('handover-places-registered-operator');
    expect(message).to.equal(`this 6.21 places certificates of Northern Networks, and Eastern Networks is responsible for ${electricityMeter}`);
    expect(advice.map(({ code }) => code)).to.deep.equal(['check-digit']);
  });

  it('in observe answers a permit, and what it would have been', async () => {
    const { text } = await http.ask('POST', path, await xmlRequest('northern', { target: gasProxy }));
    const { decision, responseCode, enforcement, observed } = read(text);
    expect({ decision, responseCode, enforcement }).to.deep.equal({ decision: 'permit', responseCode: 'I0', enforcement: 'observe' });
    expect(observed).to.deep.equal({ decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' });
  });

  it('decides JSON as it decides the XML that says the same, and answers from the record', async () => {
    const first = read((await http.ask('POST', path, await xmlRequest('eastern', { counter: 3 }))).text);
    http.clock.now += 60_000;
    const { text } = await http.ask('POST', path, asJson(await jsonRequest('eastern', 3)));
    http.clock.now = startOfTest;
    expect(read(text)).to.deep.equal({ ...first, repeated: true, attemptId: http.records.attempts[0]?.attemptId });
    expect(first).not.to.have.any.keys('repeated', 'requestIdReused', 'observed', 'facts', 'findings');
    expect(http.records.records.filter(({ request }) => request.requestId === requestId(3))).to.have.length(1);
  });

  it('echoes the RequestID as it was sent this time', async () => {
    await http.ask('POST', path, await xmlRequest('eastern', { counter: 4 }));
    const lower = requestId(4).toLowerCase();
    const answer = read((await http.ask('POST', path, await xmlRequest('eastern', { requestId: lower }))).text);
    expect(answer).to.include({ repeated: true, requestId: lower });
  });

  it('decides anew when a RequestID comes with other content', async () => {
    const first = read((await http.ask('POST', path, await xmlRequest('eastern', { counter: 5 }))).text);
    const second = read((await http.ask('POST', path, await xmlRequest('northern', { counter: 5 }))).text);
    expect(second).to.include({ requestIdReused: true, decision: 'reject' }).and.not.have.property('repeated');
    expect(second.decisionId).not.to.equal(first.decisionId);
  });

  it('explains when asked', async () => {
    const { text } = await http.ask('POST', `${path}?explain=true`, await xmlRequest('northern', { counter: 6 }));
    const { facts, findings, counterfactual } = read(text);
    expect(counterfactual?.[0]).to.deep.equal({
      changes: { networkOperatorMatch: ['match'] },
      decision: 'permit',
      reason: 'verified',
      rule: 'verified',
      words: 'would be permitted as verified if every Network Operator certificate belonged to Eastern Networks',
    });
    expect(facts).to.include({ srv: '6.21', networkOperatorMatch: 'mismatch', deviceType: 'ESME' });
    const violated = findings?.find(({ rule }) => rule === 'handover-places-registered-operator');
    expect(violated).to.deep.include({ finding: 'violated', condition: { fact: 'networkOperatorMatch', operator: 'equal', value: 'match', actual: 'mismatch', provider: 'certificates' } });
    const plain = await http.ask('POST', `${path}?explain=false`, await xmlRequest('northern', { counter: 7 }));
    expect(read(plain.text)).not.to.have.any.keys('facts', 'findings', 'counterfactual');
  });

  it('permits without verifying where the device is unknown', async () => {
    const { text } = await http.ask('POST', path, await xmlRequest('northern', { target: unknownDevice }));
    expect(read(text)).to.deep.include({ decision: 'permit', reason: 'unverified' });
  });

  describe('answers a DUIS response', () => {
    it('where XML is asked for, the rest in headers', async () => {
      const { headers, body } = await xmlRequest('northern', { counter: 10 });
      const { text, headers: answered } = await http.ask('POST', path, { headers: { ...headers, Accept: 'application/xml' }, body });
      expect(text).to.contain('<sr:ResponseCode>E062106</sr:ResponseCode>').and.contain(`<sr:RequestID>${requestId(10)}</sr:RequestID>`);
      expect(text).to.contain('<sr:ResponseDateTime>2026-11-20T10:00:00.000Z</sr:ResponseDateTime>');
      expect(answered).to.include({ 'slotguard-decision': 'reject', 'slotguard-reason': 'wrong-network-operator', 'content-type': 'application/xml; charset=utf-8' });
      expect(answered['slotguard-decision-id']).to.equal(http.records.records.at(-1)?.decisionId);
    });

    it('without an explanation, for which it has no room', async () => {
      const { headers, body } = await xmlRequest('eastern', { counter: 11 });
      const { status, text } = await http.ask('POST', `${path}?explain=true`, { headers: { ...headers, Accept: 'text/xml' }, body });
      expect({ status, isXml: text.startsWith('<?xml') }).to.deep.equal({ status: 200, isXml: true });
    });

    const accepted: readonly (readonly [accept: string, answered: string])[] = [
      ['*/*', 'application/json'],
      ['application/*', 'application/json'],
      ['text/*', 'text/xml; charset=utf-8'],
      ['text/xml', 'text/xml; charset=utf-8'],
      ['application/xml, application/json', 'application/xml; charset=utf-8'],
      ['application/xml;q=0.2, application/json;q=0.9', 'application/json'],
      ['application/json;q=0, */*', 'application/xml; charset=utf-8'],
      ['application/json; charset=utf-8', 'application/json'],
      ['application/xml;charset=UTF-8', 'application/xml; charset=utf-8'],
      ['text/html, */*;q=0.1', 'application/json'],
    ];
    for (const [accept, type] of accepted) {
      it(`as ${type} for Accept: ${accept}`, async () => {
        const { headers, body } = await xmlRequest('eastern', { counter: 12 });
        const answered = await http.ask('POST', path, { headers: { ...headers, Accept: accept }, body });
        expect(answered).to.deep.include({ status: 200 }).and.nested.include({ 'headers.content-type': type });
      });
    }

    for (const accept of ['text/html', 'application/json;q=0, application/xml;q=0, text/xml;q=0', 'application/json;version=2', 'nonsense', '*/*;q=0']) {
      it(`not at all for Accept: ${accept}, and decides nothing`, async () => {
        const before = http.records.records.length;
        const { headers, body } = await xmlRequest('eastern', { counter: 13 });
        const { status, text } = await http.ask('POST', path, { headers: { ...headers, Accept: accept }, body });
        expect(status).to.equal(406);
        expect(readProblem(text).code).to.equal('not-acceptable');
        expect(http.records.records).to.have.length(before);
      });
    }
  });

  describe('refuses, and decides nothing:', () => {
    const certificates = async (): Promise<string> => (await xmlRequest('eastern', { counter: 20 })).body;
    const xml = { 'Content-Type': 'application/xml' };
    const json = { 'Content-Type': 'application/json' };
    const refused: Record<string, { ask: () => Promise<Ask & { path?: string }>; status: number; code: string; at?: string }> = {
      'XML that is cut off': { ask: async () => ({ headers: xml, body: (await certificates()).slice(0, 400) }), status: 400, code: 'not-well-formed', at: 'line' },
      'no body': { ask: () => Promise.resolve({ headers: xml }), status: 400, code: 'not-well-formed' },
      'JSON with a key twice': { ask: () => Promise.resolve({ headers: json, body: '{"srv":"6.21","srv":"6.15.1"}' }), status: 400, code: 'not-well-formed', at: 'line 1' },
      'bytes that are no UTF-8': { ask: () => Promise.resolve({ headers: json, body: Buffer.from([0x22, 0xff, 0x22]) }), status: 400, code: 'not-well-formed' },
      'XML that is no Service Request': { ask: () => Promise.resolve({ headers: xml, body: '<a/>' }), status: 422, code: 'not-decidable' },
      'header and body that disagree': { ask: async () => ({ headers: xml, body: (await certificates()).replaceAll('>6.21<', '>8.2<') }), status: 422, code: 'not-decidable', at: 'line' },
      'a comment inside a value': { ask: async () => ({ headers: xml, body: (await certificates()).replace('NetworkOperator<', 'Network<!-- x -->Operator<') }), status: 400, code: 'not-well-formed' },
      'JSON with an SRV that is a number': { ask: async () => asJson({ ...(await jsonRequest('eastern', 20)), srv: 6.21 }), status: 422, code: 'not-decidable', at: 'srv' },
      'JSON with a key that is misspelt': { ask: async () => asJson({ ...(await jsonRequest('eastern', 20)), commandvariant: 1 }), status: 422, code: 'not-decidable', at: 'commandvariant' },
      'a body over the limit': { ask: () => Promise.resolve({ headers: xml, body: 'x'.repeat(65_537) }), status: 413, code: 'too-large' },
      'no content type': { ask: async () => ({ headers: { 'Content-Type': '' }, body: await certificates() }), status: 415, code: 'unsupported-type' },
      'text/plain': { ask: async () => ({ headers: { 'Content-Type': 'text/plain' }, body: await certificates() }), status: 415, code: 'unsupported-type' },
      'another charset': { ask: async () => ({ headers: { 'Content-Type': 'application/xml; charset=iso-8859-1' }, body: await certificates() }), status: 415, code: 'unsupported-type' },
      'a compressed body': { ask: async () => ({ headers: { ...xml, 'Content-Encoding': 'gzip' }, body: await certificates() }), status: 415, code: 'unsupported-type' },
      'a query parameter that is misspelt': { ask: async () => ({ headers: xml, body: await certificates(), path: '?explian=true' }), status: 400, code: 'malformed-value', at: 'explian' },
      'explain=yes': { ask: async () => ({ headers: xml, body: await certificates(), path: '?explain=yes' }), status: 400, code: 'malformed-value', at: 'explain' },
      'explain twice': { ask: async () => ({ headers: xml, body: await certificates(), path: '?explain=true&explain=false' }), status: 400, code: 'malformed-value', at: 'explain' },
      'explain without a value': { ask: async () => ({ headers: xml, body: await certificates(), path: '?explain' }), status: 400, code: 'malformed-value', at: 'explain' },
    };
    for (const [name, { ask, status, code, at }] of Object.entries(refused)) {
      it(name, async () => {
        const before = http.records.records.length;
        const { path: query = '', ...asked } = await ask();
        const answered = await http.ask('POST', `${path}${query}`, asked);
        const problem = readProblem(answered.text);
        expect({ status: answered.status, code: problem.code }).to.deep.equal({ status, code });
        expect(problem).to.include({ status, type: `urn:slotguard:problem:${code}` });
        if (at !== undefined) expect(problem.errors?.[0]?.at).to.match(new RegExp(`^${at}`));
        expect(http.records.records).to.have.length(before);
      });
    }

    it('naming the nearest query parameter', async () => {
      const { text } = await http.ask('POST', `${path}?explian=true`, await xmlRequest('eastern'));
      expect(readProblem(text).errors).to.deep.equal([{ at: 'explian', problem: 'there is no such parameter: did you mean `explain`' }]);
    });

    it('and says what to send instead', async () => {
      const { text } = await http.ask('POST', path, { headers: { 'Content-Type': 'text/plain' }, body: 'x' });
      expect(readProblem(text).detail).to.equal('Content-Type `text/plain` is not read: send application/xml or text/xml or application/json, in UTF-8');
    });
  });

  for (const type of ['text/xml', 'Application/XML ; Charset="UTF-8"', 'application/xml;charset=us-ascii;x=y;', 'text/xml; charset=utf-8']) {
    it(`reads ${type}`, async () => {
      const { body } = await xmlRequest('eastern', { counter: 30 });
      const { status } = await http.ask('POST', path, { headers: { 'Content-Type': type, 'Content-Encoding': 'identity' }, body });
      expect(status).to.equal(200);
    });
  }

  it('answers 50 at once, each with its own', async () => {
    const counters = Array.from({ length: 50 }, (_, index) => 1000 + index);
    const answers = await Promise.all(counters.map(async (counter) => {
      const request = await xmlRequest(counter % 2 === 0 ? 'eastern' : 'northern', { counter });
      return read((await http.ask('POST', path, request)).text);
    }));
    expect(answers.map(({ requestId }) => requestId)).to.deep.equal(counters.map(requestId));
    expect(answers.map(({ decision }) => decision)).to.deep.equal(counters.map((counter) => (counter % 2 === 0 ? 'permit' : 'reject')));
    expect(new Set(answers.map(({ decisionId }) => decisionId)).size).to.equal(50);
    for (const answer of answers) {
      const record = http.records.records.filter(({ decisionId }) => decisionId === answer.decisionId);
      expect(record.map(({ request, decision }) => [request.requestId, decision])).to.deep.equal([[answer.requestId, answer.decision]]);
    }
  });

  it('answers the same request sent 20 times at once from one record', async () => {
    const request = await xmlRequest('northern', { counter: 2000 });
    const answers = (await Promise.all(Array.from({ length: 20 }, () => http.ask('POST', path, request)))).map(({ text }) => read(text));
    expect(new Set(answers.map(({ decisionId }) => decisionId)).size).to.equal(1);
    expect(answers.filter(({ repeated }) => repeated === true)).to.have.length(19);
  });
});
