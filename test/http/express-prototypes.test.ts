import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express, { type Express } from 'express';
import supertest from 'supertest';
import { createAppServer } from '../../src/http/listen.js';

/** What express adds to requests and responses, used by one route each. */
function createProbes(): Express {
  const app = express();
  app.set('trust proxy', true);
  app.get('/get', (request, response) => { response.send(`${request.get('X-Probe') ?? ''} ${request.header('host') === undefined ? '' : 'host'}`); });
  app.get('/json', (_, response) => { response.status(201).json({ a: [1, null, 'ü'] }); });
  app.get('/redirect', (_, response) => { response.redirect(307, '/json'); });
  app.get('/query', (request, response) => { response.json(request.query); });
  app.get('/address', (request, response) => { response.json([request.ip, request.hostname, request.protocol, request.secure, request.path, request.originalUrl, request.xhr]); });
  app.get('/accepts', (request, response) => { response.json([request.accepts('json', 'xml'), request.acceptsLanguages('en', 'de'), request.fresh]); });
  app.post('/is', (request, response) => { response.json([request.is('json'), request.is('xml')]); });
  app.post('/body', express.json(), (request, response) => { response.json(request.body); });
  app.get('/format', (_, response) => { response.format({ 'text/plain': () => response.send('plain'), 'application/json': () => response.json('json') }); });
  app.get('/headers', (_, response) => { response.type('text/csv').set('X-A', 'b').append('X-A', 'c').vary('Accept').cookie('n', 'v').attachment('a.csv').links({ next: '/x' }).send('1'); });
  app.get('/status', (_, response) => { response.sendStatus(418); });
  app.get('/locals', (_, response) => { response.locals.a = 1; response.json(response.locals); });
  app.get('/app', (request, response) => { response.json([request.app === app, response.app === app, request.res === response, response.req === request]); });
  app.get('/throw', () => { throw new Error('thrown'); });
  app.get('/stream', (_, response) => { response.write('a'); response.end('b'); });
  const router = express.Router();
  router.get('/:id', (request, response) => { response.json([request.params, request.baseUrl, request.url]); });
  app.use('/router', router);
  app.use((_: unknown, request: express.Request, response: express.Response, next: express.NextFunction) => {
    if (response.headersSent) next();
    else response.status(500).send(`failed ${request.path}`);
  });
  return app;
}

const probes: readonly (readonly [method: 'get' | 'post' | 'head' | 'options', path: string])[] = [
  ['get', '/get'], ['get', '/json'], ['head', '/json'], ['options', '/json'], ['get', '/redirect'], ['get', '/query?a=1&b=2&a=3'], ['get', '/address?x'], ['get', '/accepts'],
  ['post', '/is'], ['post', '/body'], ['get', '/format'], ['get', '/headers'], ['get', '/status'], ['get', '/locals'], ['get', '/app'], ['get', '/throw'], ['get', '/stream'],
  ['get', '/router/7'], ['get', '/nowhere'],
];

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function probe(url: string, method: 'get' | 'post' | 'head' | 'options', path: string) {
  const call = supertest(url)[method](path).ok(() => true).redirects(0).set({ 'X-Probe': 'yes', Accept: 'application/json', 'Accept-Language': 'de', Host: 'probe.example', 'X-Forwarded-For': '10.0.0.1' });
  const { status, headers, text } = await (method === 'post' ? call.send({ a: 1 }) : call);
  return { status, headers: { ...(headers as Record<string, string>), date: 'now' }, text };
}

describe('requests and responses that are born with the prototypes of express', () => {
  const servers: Server[] = [];
  let [own, stock] = ['', ''];

  before(async () => {
    servers.push(createAppServer(createProbes(), { headersTimeoutSeconds: 5, requestTimeoutSeconds: 5 }), createServer(createProbes()));
    [own = '', stock = ''] = await Promise.all(servers.map(listening));
  });
  after(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  for (const [method, path] of probes) {
    it(`answer ${method.toUpperCase()} ${path} as a stock express does`, async () => {
      const [ours, theirs] = [await probe(own, method, path), await probe(stock, method, path)];
      expect(ours).to.deep.equal(theirs);
      expect(ours.status).to.be.within(200, path === '/throw' ? 500 : 418);
    });
  }

  it('have them from the start, so that express changes none', async () => {
    const app = express();
    const seen: boolean[] = [];
    const server = createAppServer(app, { headersTimeoutSeconds: 5, requestTimeoutSeconds: 5 });
    server.prependListener('request', (request, response) => {
      seen.push(Object.getPrototypeOf(request) === app.request, Object.getPrototypeOf(response) === app.response);
    });
    app.get('/', (_, response) => { response.end(); });
    servers.push(server);
    await supertest(await listening(server)).get('/').expect(200);
    expect(seen).to.deep.equal([true, true]);
  });
});
