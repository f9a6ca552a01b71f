import { expect } from 'chai';
import { type Ask, asJson, jsonRequest, startHttp, stopHttp, type TestHttp, xmlRequest } from '../support/http.js';
import { document } from '../support/openapi.js';

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })));
const queryOf = ({ parameters = [] }: (typeof operations)[number]['operation']) => parameters.filter((parameter) => parameter.in === 'query');

describe('what the OpenAPI document says of requests', () => {
  let http: TestHttp;
  const reports = { write: () => Promise.resolve({ text: '', period: 'some', devicesMissing: 0 }) };
  before(async () => { http = await startHttp({ parts: { reports } }); });
  after(stopHttp);

  const bodies: Record<string, () => Promise<Ask>> = {
    decide: () => xmlRequest('eastern'),
    decideBatch: async () => ({ ...asJson(await jsonRequest('eastern', 1)), headers: { 'Content-Type': 'application/x-ndjson' } }),
    readPanelReport: () => Promise.resolve({ headers: { Accept: 'text/csv' } }),
  };

  async function ask({ path, method, operation }: (typeof operations)[number], query: string, given: Ask = {}) {
    const answer = await http.ask(method, `${path.replace('{decisionId}', '019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3d').replace('{id}', 'verified')}${query}`, { ...(await bodies[operation.operationId]?.()), ...given });
    return { ...answer, told: answer.text.startsWith('{') ? (JSON.parse(answer.text) as { detail?: string; errors?: { problem: string }[] }) : {} };
  }

  for (const each of operations) {
    const documented = queryOf(each.operation);

    it(`${each.operation.operationId} takes the parameters that it names, and no other`, async () => {
      const { status, told } = await ask(each, '?zzzzzzzz=1');
      const problem = told.errors?.[0]?.problem ?? '';
      const taken = /^there is no such parameter: there are (.*)$/.exec(problem)?.[1]?.split(', ') ?? [];
      if (taken.length === 0 && status !== 200) expect(problem).to.contain('this path takes none');
      expect(documented.map(({ name }) => name)).to.have.members(taken);
    });

    for (const { name, schema: { type, enum: values = [], examples = [], minimum, maximum } } of documented) {
      const limits = [minimum, maximum].flatMap((limit) => (limit === undefined ? [] : [limit]));
      it(`${each.operation.operationId} takes what it says of \`${name}\``, async () => {
        if (type === 'integer') expect(limits).to.have.length(2);
        for (const value of [...values, ...examples, ...limits]) expect((await ask(each, `?${name}=${value}`)).status, String(value)).not.to.equal(400);
        const wrong = [...(values.length > 0 ? ['zz'] : []), ...(limits.length > 0 ? [Number(minimum) - 1, Number(maximum) + 1, 'zz'] : [])];
        for (const value of wrong) expect((await ask(each, `?${name}=${value}`)).status, String(value)).to.equal(400);
      });
    }

    if (each.operation.requestBody !== undefined) {
      const { content, required } = each.operation.requestBody;
      it(`${each.operation.operationId} reads the types that it names, and no other`, async () => {
        const { status, told } = await ask(each, '', { headers: { 'Content-Type': 'image/png' } });
        expect([status, told.detail]).to.deep.equal([415, `Content-Type \`image/png\` is not read: send ${Object.keys(content).join(' or ')}, in UTF-8`]);
        expect(required).to.equal(true);
      });
    }
  }

  it('is what happens where nothing is said', async () => {
    const report = operations.find(({ operation }) => operation.operationId === 'readPanelReport')!;
    const defaults = queryOf(report.operation).filter(({ schema }) => schema.default !== undefined).map(({ name, schema }) => `${name}=${String(schema.default)}`);
    expect(defaults).to.deep.equal(['table=suppliers']);
    expect((await ask(report, `?${defaults.join('&')}`)).headers['content-disposition']).to.equal((await ask(report, '')).headers['content-disposition']);
  });

  it('lets callers in by a certificate, by a token, or as anybody, with one scope', () => {
    const schemes = Object.entries(document.components.securitySchemes).map(([name, { type, scheme }]) => [name, type, scheme]);
    expect(schemes).to.deep.equal([['clientCertificate', 'mutualTLS', undefined], ['token', 'http', 'bearer']]);
    for (const { operation: { operationId, security } } of operations) {
      if (security === undefined) continue;
      const scope = security[0]?.clientCertificate;
      expect(scope, operationId).to.have.length(1);
      expect(security, operationId).to.deep.equal([{ clientCertificate: scope }, { token: scope }, {}]);
    }
  });
});
