import { ServerResponse } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import type { Caller } from '../../src/access/caller.js';
import { openGate } from '../../src/access/gate.js';
import { scopes } from '../../src/access/scope.js';
import { Fault } from '../../src/domain/fault.js';
import type { HttpParts, RuleKeeping } from '../../src/http/http-parts.js';
import { problemKinds, type ProblemCode } from '../../src/http/problems.js';
import type { RuleSet } from '../../src/rules/rule.js';
import { createSignedReader } from '../../src/signature/request-reader.js';
import { readOwnRules } from '../support/decision-point.js';
import { type Document, document, expectAnswerMatches, expectValid } from '../support/openapi.js';
import { type Ask, asJson, type HttpChoices, jsonRequest, readAnswers, startHttp, stopHttp, type TestHttp, xmlRequest } from '../support/http.js';

type Node = Record<string, unknown>;

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation: operation as unknown as Node })));

describe('the OpenAPI document', () => {
  it('is what is served', async () => {
    const http = await startHttp();
    expect(JSON.parse((await http.ask('GET', '/openapi.json')).text)).to.deep.equal(JSON.parse(JSON.stringify(document)));
    await stopHttp();
  });

  it('is written once, for all who ask', async () => {
    const http = await startHttp();
    const given: unknown[] = [];
    const { prototype } = ServerResponse;
    const end = Reflect.get(prototype, 'end') as ServerResponse['end'];
    prototype.end = function note(this: ServerResponse, ...parts: Parameters<typeof end>) {
      given.push(parts[0]);
      return end.apply(this, parts);
    } as typeof end;
    try {
      await http.ask('GET', '/openapi.json');
      await http.ask('GET', '/openapi.json');
    } finally {
      prototype.end = end;
      await stopHttp();
    }
    expect(given).to.have.length(2);
    expect(given[0]).to.be.instanceOf(Buffer).and.equal(given[1]);
  });

  it('has the shape of OpenAPI 3.1', () => {
    expect(document.openapi).to.match(/^3\.1\.\d+$/);
    expectKeys(document as unknown as Node, ['openapi', 'info', 'paths'], ['jsonSchemaDialect', 'servers', 'components']);
    for (const { path, operation } of operations) {
      expectKeys(operation, ['operationId', 'summary', 'responses'], ['description', 'parameters', 'requestBody', 'security']);
      const parameters = (operation.parameters ?? []) as Node[];
      for (const parameter of parameters) expectKeys(parameter, ['name', 'in', 'required', 'schema', 'description'], []);
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${String(name)}}`);
      expect(inPath).to.deep.equal(path.match(/\{\w+\}/g) ?? []);
      if (operation.requestBody !== undefined) expectContent(operation.requestBody as Node, ['required', 'content']);
      for (const [status, response] of Object.entries(operation.responses as Record<string, Node>)) {
        expect(status).to.match(/^[2-5]\d\d$/);
        expectContent(response, ['description']);
      }
    }
  });

  it('has one operation id each', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('refers only to what is there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
    expect(references).not.to.be.empty;
    for (const reference of references) expect(find(document, reference), reference).to.be.an('object');
  });

  it('has only sound schemas', () => {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
    addFormats.default(ajv);
    for (const [name, schema] of Object.entries(document.components.schemas)) expect(ajv.validateSchema(schema), name).to.be.true;
    for (const schema of schemasIn(document)) expect(ajv.validateSchema(schema), JSON.stringify(schema)).to.be.true;
  });

  it('has examples that its schemas accept', () => {
    let checked = 0;
    for (const mediaType of mediaTypesIn(document)) {
      const { schema, example, examples = {} } = mediaType as { schema: object; example?: unknown; examples?: Record<string, { value: unknown }> };
      for (const value of [...(example === undefined ? [] : [example]), ...Object.values(examples).map((each) => each.value)]) {
        expectValid(schema, value, 'example');
        checked += 1;
      }
      const { 'x-itemSchema': item } = mediaType as { 'x-itemSchema'?: object };
      if (item !== undefined) String(example).trimEnd().split('\n').forEach((line) => expectValid(item, JSON.parse(line), 'example line'));
    }
    expect(checked).to.be.above(50);
  });

  it('takes no problem for another', () => {
    const problems = mediaTypesIn(document).flatMap(({ schema, examples = {} }) => Object.values(examples as Record<string, { value: Node }>)
      .flatMap(({ value }) => (String(value.type).startsWith('urn:slotguard:problem:') ? [{ schema: schema as object, value }] : [])));
    expect(problems).to.have.length.above(50);
    for (const { schema, value } of problems) {
      for (const other of [{ code: 'other' }, { status: 499 }, { title: 1 }]) {
        expect(() => { expectValid(schema, { ...value, ...other }, 'other'); }, JSON.stringify({ ...value, ...other })).to.throw();
      }
    }
  });

  it('documents every problem', () => {
    expect(document.components.schemas.NotReady).to.have.nested.property('properties.code.const', 'not-ready');
    const responses = JSON.stringify([document.paths, document.components.responses]);
    const documented = new Set(['not-ready', ...[...responses.matchAll(/"code":\{"enum":(\[[^\]]+\])/g)].flatMap(([, codes = '']) => JSON.parse(codes) as string[])]);
    expect([...documented].sort()).to.deep.equal(Object.keys(problemKinds).sort());
  });
});

/** How each documented status is come by: of the server as it is, or with one part of it broken. */
interface Way {
  ask?: () => Promise<Ask> | Ask;
  path?: string;
  raw?: string;
  parts?: Partial<HttpParts>;
  failing?: 'records' | 'reference';
  readRules?: () => RuleSet | Promise<RuleSet>;
  overload?: HttpChoices['overload'];
  readOfAll?: HttpChoices['readOfAll'];
}

const xml = { 'Content-Type': 'application/xml' };
const ndjson = { 'Content-Type': 'application/x-ndjson' };
const broken = (): never => { throw new Error('broken for the test'); };
const brokenRules: RuleKeeping = { current: broken, periods: broken, find: broken, refused: broken, reload: broken, now: broken };
const readOtherRules = () => ({ ...(readOwnRules()), version: 'sha256:other' });
/** whatever comes, comes too late */
const overload = { maxDelayMilliseconds: -1 };
const slow = 'Host: x\r\nContent-Type: application/xml\r\nContent-Length: 10\r\n\r\n<';

const lettingIn = (caller: Caller): Partial<HttpParts> => ({ gate: () => ({ ...openGate, identify: () => caller }) });

const everywhere: Record<string, Way> = {
  400: { raw: 'Host: x\r\nHost: y\r\n\r\n' },
  401: { parts: lettingIn({ name: undefined, scopes: new Set() }) },
  403: { parts: lettingIn({ name: 'dsp', scopes: new Set() }) },
  408: { raw: 'Host: x\r\nUnfinished: ' },
  417: { raw: 'Host: x\r\nExpect: nothing\r\n\r\n' },
  429: { parts: lettingIn({ name: 'dsp', scopes: new Set(scopes), limit: { requests: 1, seconds: 1, take: () => Promise.resolve(1) } }) },
  431: { raw: `Host: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n` },
};

const ways: Record<string, Record<string, Way>> = {
  'POST /v1/decisions': {
    200: { ask: () => xmlRequest('eastern') },
    406: { ask: async () => ({ ...(await xmlRequest('eastern')), headers: { ...xml, Accept: 'image/png' } }) },
    408: { raw: slow },
    413: { ask: () => ({ headers: xml, body: 'x'.repeat(70_000) }) },
    415: { ask: () => ({ headers: { 'Content-Type': 'image/png' }, body: 'x' }) },
    422: { ask: () => ({ headers: xml, body: '<a/>' }) },
    500: { ask: async () => asJson(await jsonRequest('eastern', 1)), parts: { decide: broken } },
    503: { ask: () => xmlRequest('eastern'), failing: 'reference' },
  },
  'GET /v1/decisions': { 200: {}, 500: { parts: { records: { findAttempts: broken, findDecision: broken, listDecisions: broken } } }, 503: { failing: 'records' } },
  'POST /v1/decisions/batch': {
    200: { ask: async () => ({ headers: ndjson, body: JSON.stringify(await jsonRequest('eastern', 1)) }) },
    406: { ask: () => ({ headers: { ...ndjson, Accept: 'image/png' }, body: '' }) },
    415: { ask: () => ({ headers: xml, body: '' }) },
    422: { ask: () => ({ headers: ndjson, body: '' }), parts: { requests: createSignedReader(broken, Date.now) } },
    503: { ask: () => ({ headers: ndjson, body: '{}' }), overload },
  },
  'GET /v1/decisions/{decisionId}': {
    200: { ask: () => ({}) },
    404: { path: '/v1/decisions/019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3d' },
    500: { parts: { records: { findAttempts: broken, findDecision: broken, listDecisions: broken } } },
    503: { failing: 'records' },
  },
  'GET /v1/reports/panel': {
    200: {},
    406: { ask: () => ({ headers: { Accept: 'image/png' } }) },
    500: { parts: { reports: { write: broken } } },
    503: { parts: { reports: { write: () => Promise.reject(new Fault('audit-unavailable', 'for the test')) } } },
  },
  'GET /v1/rules': { 200: {}, 500: { parts: { rules: { ...brokenRules, current: broken } } }, 503: { overload } },
  'POST /v1/rules/reload': {
    200: {},
    408: { raw: slow },
    413: { ask: () => ({ body: 'x'.repeat(70_000) }) },
    422: { readRules: () => Promise.reject(new Fault('rules-invalid', 'for the test', [{ at: 'r/x.yaml:1:1', problem: 'wrong' }])) },
    500: { parts: { rules: { ...brokenRules, reload: broken } } },
    503: { readRules: readOtherRules, failing: 'records' },
  },
  'GET /v1/rules/{id}': {
    200: {},
    404: { path: '/v1/rules/verifed' },
    422: { path: '/v1/rules/verified?version=v', parts: { rules: { ...brokenRules, find: () => Promise.reject(new Fault('rules-invalid', 'of an older slotguard')) } } },
    500: { parts: { rules: { ...brokenRules, current: broken } } },
    503: { path: '/v1/rules/verified?version=v', parts: { rules: { ...brokenRules, find: () => Promise.reject(new Fault('audit-unavailable', 'gone')) } } },
  },
  'GET /healthz': { 200: {} },
  'GET /readyz': { 200: {}, 500: { parts: { readiness: broken } }, 503: { parts: { readiness: () => ({ ready: false, checks: {} }) } } },
  'GET /metrics': { 200: {}, 503: { readOfAll: () => Promise.resolve(null) } },
  'GET /openapi.json': { 200: {} },
};

/** Nothing in them can break: they ask nobody, or tell what broke in a line. */
const excused = ['POST /v1/decisions/batch 500', 'GET /healthz 500', 'GET /metrics 500', 'GET /openapi.json 500'];

describe('every documented status', () => {
  afterEach(stopHttp);

  for (const { path, method, operation } of operations) {
    const name = `${method.toUpperCase()} ${path}`;
    for (const status of Object.keys(operation.responses as Node)) {
      const way = ways[name]?.[status] ?? everywhere[status];
      if (excused.includes(`${name} ${status}`)) continue;
      it(`${name} answers ${status}`, async () => {
        expect(way, 'nobody knows how to come by it').to.exist;
        expect(await statusBy(method.toUpperCase(), path, way!)).to.equal(Number(status));
      });
    }
  }
});

async function statusBy(method: string, template: string, way: Way): Promise<number> {
  const { ask, path: chosen, raw, parts = {}, failing, readRules = readOwnRules, overload: limits = {}, readOfAll } = way;
  const choices = { readRules, overload: limits, readOfAll, settings: { headersTimeoutSeconds: 0.2 } };
  const http = await startHttp({ ...choices, parts: { requestTimeoutSeconds: 0.2, ...parts } });
  const path = chosen ?? (await pathOf(http, template));
  if (failing !== undefined) http[failing].failing = true;
  if (raw === undefined) return (await http.ask(method, path, await ask?.())).status;
  const [answer] = readAnswers(await http.speak(`${method} ${path} HTTP/1.1\r\n${raw}`, { silence: 3000, once: true }));
  expectAnswerMatches(method, path, answer!);
  return answer!.status;
}

/** The path of a decision or a rule that is there, where one is asked for. */
async function pathOf(http: TestHttp, template: string): Promise<string> {
  if (!template.includes('{')) return template;
  await http.ask('POST', '/v1/decisions', await xmlRequest('eastern'));
  return template.replace('{decisionId}', http.records.records[0]?.decisionId ?? '019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3d').replace('{id}', 'verified');
}

function expectKeys(node: Node, required: readonly string[], optional: readonly string[]): void {
  expect(node).to.include.all.keys(...required);
  expect([...required, ...optional]).to.include.members(Object.keys(node).filter((key) => !key.startsWith('x-')));
}

function expectContent(node: Node, required: readonly string[]): void {
  expectKeys(node, required, ['description', 'headers', 'content', 'required']);
  for (const [type, mediaType] of Object.entries((node.content ?? {}) as Record<string, Node>)) {
    expect(type).to.match(/^[a-z]+\/[a-z+-]+$/);
    expectKeys(mediaType, ['schema'], ['example', 'examples']);
    expect(mediaType).not.to.have.all.keys('example', 'examples');
  }
  for (const header of Object.values((node.headers ?? {}) as Record<string, Node>)) expectKeys(header, ['schema', 'description'], ['required']);
}

function* nodesIn(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Node;
  for (const child of Object.values(value)) yield* nodesIn(child);
}

function mediaTypesIn(whole: Document): Node[] {
  return [...nodesIn(whole.paths), ...nodesIn(whole.components.responses)]
    .flatMap(({ content }) => (content === undefined ? [] : Object.values(content as Record<string, Node>)));
}

function schemasIn(whole: Document): object[] {
  return [...nodesIn(whole.paths)].flatMap(({ schema }) => (schema === undefined ? [] : [schema as object]));
}

function find(whole: Document, reference: string): unknown {
  return reference.replace('#/', '').split('/').reduce<unknown>((node, key) => (node as Node | undefined)?.[key], whole);
}

describe('problem codes', () => {
  it('each has one status and a title of its own', () => {
    const titles = (Object.keys(problemKinds) as ProblemCode[]).map((code) => problemKinds[code].title);
    expect(new Set(titles).size).to.equal(titles.length);
  });
});
