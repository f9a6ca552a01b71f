import { expect } from 'chai';
import type { Problem } from '../../src/http/problems.js';
import { routes } from '../../src/http/routes.js';
import { document, expectAnswerMatches } from '../support/openapi.js';
import { readAnswers, startHttp, stopHttp, type TestHttp } from '../support/http.js';
import { bytesOf } from './connections.js';

const detailOf = (text: string): string => (JSON.parse(text) as Problem).detail ?? '';

describe('paths and methods', () => {
  let http: TestHttp;
  before(async () => { http = await startHttp(); });
  after(stopHttp);

  it('are those of the OpenAPI document, and need the same scopes', () => {
    const known = routes.map(({ path, get, post }) => [path.replace(/:(\w+)/, '{$1}'), { ...(get && { get: get.needs }), ...(post && { post: post.needs }) }]);
    const documented = Object.entries(document.paths).map(([path, operations]) => [
      path,
      Object.fromEntries(Object.entries(operations).map(([method, { security }]) =>
        [method, security?.[0]?.clientCertificate?.[0] ?? 'anybody'])),
    ]);
    expect(known).to.deep.equal(documented);
  });

  const unknown: readonly (readonly [path: string, instead: string])[] = [
    ['/v1/decision', 'did you mean /v1/decisions'],
    ['/V1/Decisions', 'did you mean /v1/decisions'],
    ['/v1/decisions/', 'did you mean /v1/decisions'],
    ['/v1/decisions/batches/1', 'did you mean /v1/decisions/batch'],
    ['/health', 'did you mean /healthz'],
    ['/', 'there are /v1/decisions, /v1/decisions/batch, /v1/decisions/{decisionId}, /v1/reports/panel, /v1/rules, /v1/rules/reload, /v1/rules/{id}, /healthz, /readyz, /metrics, /openapi.json'],
    ['//v1/decisions', 'did you mean /v1/decisions'],
  ];
  for (const [path, instead] of unknown) {
    it(`${path} is not known: ${instead.slice(0, 40)}`, async () => {
      const { status, text } = await http.ask('GET', path);
      expect([status, detailOf(text)]).to.deep.equal([404, `there is no path \`${path}\`: ${instead}`]);
    });
  }

  it('that are cut amid a character are told without half of it, which strict readers of JSON refuse', async () => {
    const { status, text } = await http.ask('GET', `/v1/decisions?${'a'.repeat(59)}%F0%9F%98%80=1`);
    expect(status).to.equal(400);
    expect(text).to.contain(`${'a'.repeat(59)}\uFFFD`).and.not.match(/\\ud[89ab]/i);
  });

  it('that cannot be decoded are 400', async () => {
    const [answer] = readAnswers(await http.speak('GET /v1/decisions/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
    expect([answer?.status, detailOf(answer?.text ?? '{}')]).to.deep.equal([400, 'the path holds a `%` that encodes nothing: write %25']);
  });

  const wrongMethods: readonly (readonly [method: string, path: string, allow: string])[] = [
    ['DELETE', '/v1/decisions', 'GET, HEAD, POST, OPTIONS'],
    ['PUT', '/v1/decisions', 'GET, HEAD, POST, OPTIONS'],
    ['GET', '/v1/decisions/batch', 'POST, OPTIONS'],
    ['HEAD', '/v1/decisions/batch', 'POST, OPTIONS'],
    ['POST', '/v1/decisions/019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3d', 'GET, HEAD, OPTIONS'],
    ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', '/openapi.json', 'GET, HEAD, OPTIONS'],
  ];
  for (const [method, path, allow] of wrongMethods) {
    it(`${method} ${path} is 405, and says what there is`, async () => {
      const { status, headers } = await http.ask(method, path);
      expect({ status, allow: headers.allow }).to.deep.equal({ status: 405, allow });
    });

    it(`OPTIONS ${path} says it too`, async () => {
      const { status, headers, text } = await http.ask('OPTIONS', path);
      expect({ status, allow: headers.allow, text }).to.deep.equal({ status: 204, allow, text: '' });
    });
  }

  for (const path of ['/healthz', '/readyz', '/metrics', '/openapi.json', '/v1/decisions']) {
    it(`HEAD ${path} answers as GET, without the body`, async () => {
      const [head, get] = [await http.ask('HEAD', path), await http.ask('GET', path)];
      expect({ status: head.status, type: head.headers['content-type'], text: head.text }).to.deep.equal({ status: 200, type: get.headers['content-type'], text: '' });
    });
  }

  it('in absolute form are the same', async () => {
    const [answer] = readAnswers(await http.speak('GET http://elsewhere/healthz HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n'));
    expect(answer?.status).to.equal(200);
  });

  it('of nothing in particular are not known', async () => {
    const [answer] = readAnswers(await http.speak('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
    expect(answer?.status).to.equal(404);
  });
});

describe('headers that node lets through', () => {
  let http: TestHttp;
  before(async () => { http = await startHttp(); });
  after(stopHttp);

  const requests: readonly (readonly [name: string, lines: readonly string[], status: number])[] = [
    ['one Host', ['Host: x'], 200],
    ['two Hosts', ['Host: x', 'Host: y'], 400],
    ['two equal Hosts', ['Host: x', 'host: x'], 400],
    ['no Host', [], 400],
    ['an empty Host', ['Host:'], 200],
    ['two Content-Types', ['Host: x', 'Content-Type: text/xml', 'CONTENT-TYPE: application/json'], 400],
    ['100 headers', ['Host: x', ...Array.from({ length: 98 }, (_, index) => `X-${index}: 1`)], 200],
    ['a flood of headers', ['Host: x', ...Array.from({ length: 2100 }, () => 'X: 1')], 431],
    ['headers of 20 kB', ['Host: x', `X: ${'y'.repeat(20_000)}`], 431],
    ['an expectation that nobody can meet', ['Host: x', 'Expect: the-unexpected'], 417],
    ['Expect: 100-continue without a body', ['Host: x', 'Expect: 100-continue'], 200],
    ['an upgrade', ['Host: x', 'Upgrade: websocket', 'Sec-WebSocket-Key: x'], 200],
  ];
  for (const [name, lines, status] of requests) {
    it(`${name}: ${status}`, async () => {
      const close = name === 'an upgrade' ? 'Connection: upgrade, close' : 'Connection: close';
      const [answer] = readAnswers(await http.speak(`GET /healthz HTTP/1.1\r\n${[...lines, close].join('\r\n')}\r\n\r\n`));
      expect(answer?.status).to.equal(status);
      expectAnswerMatches('GET', '/healthz', answer!);
    });
  }

  it('HTTP/1.0 needs no Host', async () => {
    const [answer] = readAnswers(await http.speak('GET /healthz HTTP/1.0\r\n\r\n'));
    expect(answer?.status).to.equal(200);
  });

  it('HTTP/1.0 is not told to go on, which it could take for the answer', async () => {
    const heard = await http.speak(await bytesOf(1, ['Expect: 100-continue', 'Connection: keep-alive']).then((bytes) => bytes.replace('HTTP/1.1', 'HTTP/1.0')));
    expect(readAnswers(heard).map(({ status }) => status)).to.deep.equal([200]);
  });
});

describe('every answer', () => {
  let http: TestHttp;
  before(async () => { http = await startHttp(); });
  after(stopHttp);

  const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const requests: Readonly<Record<string, () => string | Promise<string>>> = {
    'of JSON': () => get('/healthz'),
    'of a problem': () => get('/nowhere'),
    'of nothing': () => get('/healthz').replace('GET', 'OPTIONS'),
    'to a broken message': () => 'NONSENSE\r\n\r\n',
    'to a batch': () => 'POST /v1/decisions/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\nContent-Length: 3\r\n\r\n{}\n',
    'of XML': async () => bytesOf(2, ['Accept: application/xml', 'Connection: close']),
    'of numbers': () => get('/metrics'),
  };
  for (const [name, bytes] of Object.entries(requests)) {
    it(`${name} is kept by nobody, and taken for nothing else than what it says it is`, async () => {
      const heard = await http.speak(await bytes());
      expect(heard.match(/^(Cache-Control|X-Content-Type-Options): .*$/gm)?.map((line) => line.trim())).to.deep.equal(['Cache-Control: no-store', 'X-Content-Type-Options: nosniff']);
    });
  }
});
