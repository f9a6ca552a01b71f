import { expect } from 'chai';
import type { Problem } from '../../src/http/problems.js';
import { createSignedReader } from '../../src/signature/request-reader.js';
import { serviceRequestXml } from '../support/duis.js';
import { issueTestCertificates, startOfTest } from '../support/decision-point.js';
import { asJson, jsonRequest, startHttp, stopHttp, type TestHttp } from '../support/http.js';
import { makeSigner, signersOf, signXml } from './signing.js';

const xml = { 'Content-Type': 'application/xml' };
const signer = makeSigner();
const signers = signersOf(signer);

describe('with `signature: verify` over HTTP', () => {
  let http: TestHttp;
  let message: string;
  before(async () => {
    http = await startHttp({ parts: { requests: createSignedReader(() => signers, () => startOfTest) } });
    message = serviceRequestXml({ signature: false, certificates: (await issueTestCertificates()).northern });
  });
  after(stopHttp);
  const problemOf = ({ status, text }: { status: number; text: string }): Problem => {
    expect(status).to.equal(422);
    return JSON.parse(text) as Problem;
  };

  it('a signed message is decided, and recorded like any other', async () => {
    const { status, text } = await http.ask('POST', '/v1/decisions', { headers: xml, body: signXml(message, signer) });
    expect({ status, ...(JSON.parse(text) as object) }).to.include({ status: 200, decision: 'reject', reason: 'wrong-network-operator' });
    expect(http.records.records).to.have.length(1);
  });

  it('a message whose signature is wrong is neither decided nor recorded, and is told why', async () => {
    const before = http.records.records.length;
    const problem = problemOf(await http.ask('POST', '/v1/decisions', { headers: xml, body: signXml(message, signer).replace(':1001<', ':1002<') }));
    expect(problem).to.deep.include({ code: 'signature-invalid', errors: [{ at: 'element ds:DigestValue', problem: 'the message is another than the one that was signed' }] });
    expect(problemOf(await http.ask('POST', '/v1/decisions', { headers: xml, body: message })).code).to.equal('signature-required');
    expect(http.records.records).to.have.length(before);
  });

  it('JSON and batches, which nobody can sign, are refused before anything of them is decided', async () => {
    const before = http.records.records.length;
    const request = await jsonRequest('eastern', 9);
    expect(problemOf(await http.ask('POST', '/v1/decisions', asJson(request)))).to.include({ code: 'signature-required' });
    const batch = { headers: { 'Content-Type': 'application/x-ndjson' }, body: `${JSON.stringify(request)}\n` };
    expect(problemOf(await http.ask('POST', '/v1/decisions/batch', batch)).detail).to.match(/send the signed DUIS XML/);
    expect(http.records.records).to.have.length(before);
  });
});
