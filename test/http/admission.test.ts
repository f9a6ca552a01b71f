import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { createAdmission, type Room } from '../../src/http/admission.js';
import { Refusal } from '../../src/http/problems.js';
import { createTurnClock } from '../../src/domain/turn-clock.js';
import { asJson, jsonRequest, readAnswers, startHttp, stopHttp, type TestHttp, xmlRequest } from '../support/http.js';
import { until } from '../support/until.js';
import { bytesOf, holdUp, largeReports, open } from './connections.js';

const batchHeaders = { 'Content-Type': 'application/x-ndjson' };

describe('admission', () => {
  afterEach(stopHttp);

  const shed = async (http: TestHttp, why: string) => Number(new RegExp(`slotguard_shed_total\\{why="${why}"\\} (\\d+)`).exec((await http.ask('GET', '/metrics')).text)?.[1]);
  const decide = async (http: TestHttp, counter: number, path = '/v1/decisions') => http.ask('POST', path, await xmlRequest('eastern', { counter }));

  it('turns away what finds no room, says when to come again, and answers everything else that does not need the room', async () => {
    const http = await startHttp({ overload: { maxDecisions: 2 } });
    const held = holdUp(http);
    const inside = [decide(http, 1), decide(http, 2)];
    await until(() => held.begun() === 2);
    const { status, headers, text } = await decide(http, 3);
    expect([status, headers['retry-after']]).to.deep.equal([503, '1']);
    expect(JSON.parse(text)).to.include({ code: 'overloaded', status: 503 });
    for (const path of ['/healthz', '/readyz', '/v1/decisions', '/v1/rules']) expect((await http.ask('GET', path)).status, path).to.equal(200);
    expect(await shed(http, 'room')).to.equal(1);
    held.letGo();
    expect((await Promise.all(inside)).map((answer) => answer.status)).to.deep.equal([200, 200]);
    expect((await decide(http, 3)).status, 'there is room at once').to.equal(200);
    expect(http.records.records.map(({ request }) => request.requestId.split(':')[2])).to.deep.equal(['1', '2', '3']);
  });

  it('passes over the body of what it turns away, and goes on with the connection', async () => {
    const http = await startHttp({ overload: { maxDecisions: 1 } });
    const held = holdUp(http);
    const inside = decide(http, 1);
    await until(() => held.begun() === 1);
    const { socket, closed } = await open(http, await bytesOf(2));
    await pause(50);
    held.letGo();
    await inside;
    socket.end(await bytesOf(3, ['Connection: close']));
    expect(readAnswers(await closed).map(({ status }) => status)).to.deep.equal([503, 200]);
    expect(http.records.records).to.have.length(2);
  });

  it('ends the connection of what it turns away with a body of unknown length, or one that still waits to be asked for', async () => {
    const http = await startHttp({ overload: { maxDelayMilliseconds: -1 } });
    const head = 'POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\n';
    for (const rest of ['Transfer-Encoding: chunked\r\n\r\n5\r\n<abcd', 'Content-Length: 10\r\nExpect: 100-continue\r\n\r\n', 'Content-Length: 10000000\r\n\r\n<']) {
      const [answer] = readAnswers(await http.speak(`${head}${rest}`, { silence: 3000, once: true }));
      expect([answer?.status, answer?.headers.connection], rest).to.deep.equal([503, 'close']);
    }
  });

  it('counts an explanation as sixteen decisions', async () => {
    const http = await startHttp({ overload: { maxDecisions: 20 } });
    const held = holdUp(http);
    const inside = [decide(http, 1, '/v1/decisions?explain=true')];
    await until(() => held.begun() === 1);
    expect((await decide(http, 2, '/v1/decisions?explain=true')).status).to.equal(503);
    inside.push(...[3, 4, 5, 6].map(async (counter) => decide(http, counter)));
    await until(() => held.begun() === 5);
    expect((await decide(http, 7)).status).to.equal(503);
    held.letGo();
    expect((await Promise.all(inside)).map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200]);
  });

  it('lets nobody take up room who is still sending his request', async () => {
    const http = await startHttp({ overload: { maxDecisions: 1 } });
    const slow = await Promise.all([1, 2, 3].map(async (counter) => open(http, (await bytesOf(counter)).slice(0, -1))));
    expect((await decide(http, 4)).status).to.equal(200);
    slow.forEach(({ socket }) => socket.destroy());
  });

  it('gives room back when callers go away, also those whose answers waited for others on one connection', async () => {
    const http = await startHttp({ overload: { maxReadings: 3 } });
    const { listDecisions } = http.parts.records;
    const letGo: (() => void)[] = [];
    let reading = 0;
    http.parts.records.listDecisions = async (query) => {
      reading += 1;
      await new Promise<void>((resolve) => letGo.push(resolve));
      return listDecisions(query);
    };
    const { socket, closed } = await open(http, 'GET /v1/decisions HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3));
    await until(() => reading === 3);
    expect((await http.ask('GET', '/v1/rules')).status).to.equal(503);
    socket.resetAndDestroy();
    await closed;
    letGo.splice(0).forEach((go) => { go(); });
    await pause(20);
    const three = [1, 2, 3].map(async () => http.ask('GET', '/v1/decisions'));
    await until(() => reading === 6);
    letGo.forEach((go) => { go(); });
    expect((await Promise.all(three)).map(({ status }) => status)).to.deep.equal([200, 200, 200]);
  });

  it('reads a batch more slowly while there is no room, and answers every line of it', async () => {
    const http = await startHttp({ overload: { maxDecisions: 3 } });
    const { decide: decideOne } = http.parts;
    let [now, most] = [0, 0];
    http.parts.decide = async (request, asking) => {
      now += 1;
      most = Math.max(most, now);
      await pause(1);
      return decideOne(request, asking).finally(() => { now -= 1; });
    };
    const lines = await Promise.all(Array.from({ length: 40 }, async (_, counter) => JSON.stringify(await jsonRequest('eastern', counter))));
    const { status, text } = await http.ask('POST', '/v1/decisions/batch', { headers: batchHeaders, body: lines.join('\n') });
    expect([status, text.trim().split('\n').length, most]).to.deep.equal([200, 40, 3]);
    expect(text).not.to.contain('problem');
  });

  it('lets in alone what is larger than the room', async () => {
    const http = await startHttp({ overload: { maxDecisions: 1 } });
    const body = [1, 2].map(async (counter) => JSON.stringify(await jsonRequest('eastern', counter)));
    const { text } = await http.ask('POST', '/v1/decisions/batch?explain=true', { headers: batchHeaders, body: (await Promise.all(body)).join('\n') });
    expect(text.match(/"counterfactual"/g)).to.have.length(2);
  });

  it('turns away what comes late in a long turn of the event loop, and takes up the next turn', () => {
    let elapsed = 0;
    const admission = createAdmission({ maxDecisions: 10, maxBatches: 1, maxReadings: 1, maxHeldBytes: 1, maxDelayMilliseconds: 100 }, () => elapsed);
    const found = [0, 100, 101, 5000, 0].map((milliseconds) => {
      elapsed = milliseconds;
      return admission.findOverload('decisions', 1);
    });
    expect(found).to.deep.equal([undefined, undefined, 'delay', 'delay', undefined]);
    expect(admission.counts()).to.deep.equal({ room: 0, delay: 2, bytes: 0 });
  });

  it('measures a turn of the event loop from its first request', async () => {
    const sinceTurnBegan = createTurnClock();
    expect(sinceTurnBegan()).to.equal(0);
    const began = performance.now();
    while (performance.now() - began < 5);
    await Promise.resolve();
    expect(sinceTurnBegan()).to.be.at.least(5);
    await new Promise(setImmediate);
    expect(sinceTurnBegan()).to.equal(0);
  });

  it('lets the body that has been arriving for longest give way, where too many bytes are held', async () => {
    const http = await startHttp({ overload: { maxHeldBytes: 100_000 } });
    const head = 'POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nContent-Length: 60000\r\n\r\n';
    const slow = [];
    for (let index = 0; index < 4; index += 1) {
      slow.push(await open(http, head + 'x'.repeat(40_000)));
      await pause(30);
    }
    const [first, second] = await Promise.all(slow.slice(0, 2).map(async ({ closed }) => readAnswers(await closed)[0]));
    expect([first?.status, first?.headers['retry-after'], second?.status]).to.deep.equal([503, '1', 503]);
    expect(await shed(http, 'bytes')).to.equal(2);
    expect((await http.ask('POST', '/v1/decisions', asJson(await jsonRequest('eastern', 1)))).status).to.equal(200);
    slow.forEach(({ socket }) => socket.destroy());
  });

  describe('of requests that came together', () => {
    const settings = { maxDecisions: 10, maxBatches: 1, maxReadings: 1, maxHeldBytes: 1, maxDelayMilliseconds: 60_000 };
    const gone = Object.assign(new ServerResponse(new IncomingMessage(new Socket())), { destroyed: true });

    it('reads no more in a turn of the event loop than leaves others theirs', async () => {
      let elapsed = 0;
      const admission = createAdmission(settings, () => elapsed);
      const read: number[] = [];
      const reading = [1, 2, 3].map((number) => admission.joinRound(1, gone, () => {
        read.push(number);
        elapsed += 6;
        return number;
      }));
      await until(() => read.length === 2);
      await pause(20);
      expect(read).to.deep.equal([1, 2]);
      elapsed = 0;
      expect(await Promise.all(reading)).to.deep.equal([1, 2, 3]);
    });

    it('turns away those whose turn does not come', async () => {
      const admission = createAdmission({ ...settings, maxDelayMilliseconds: 20 }, () => 11);
      const problem: unknown = await admission.joinRound(1, gone, () => 'read').catch((cause: unknown) => cause);
      expect(problem).to.be.instanceOf(Refusal).and.include({ code: 'overloaded' });
      expect(admission.counts().delay).to.equal(1);
    });
  });

  describe('leaves some room to others', () => {
    const asking = (caller?: string) => {
      const response = new ServerResponse(new IncomingMessage(new Socket()));
      return Object.assign(response, { locals: caller === undefined ? {} : { caller } });
    };
    const enteringOften = (areCallersKnown = () => false) => {
      const admission = createAdmission({ maxDecisions: 16, maxBatches: 8, maxReadings: 2, maxHeldBytes: 1, maxDelayMilliseconds: 1000, areCallersKnown });
      const enter = (room: Room, caller?: string) => {
        try {
          admission.enter(room, 1, asking(caller));
          return true;
        } catch {
          return false;
        }
      };
      return (room: Room, times: number, caller?: string) => Array.from({ length: times }, () => enter(room, caller)).filter((isIn) => isIn).length;
    };

    it('however much one caller asks for', () => {
      const enterOften = enteringOften();
      expect([enterOften('batches', 8, 'one'), enterOften('batches', 8, 'another')]).to.deep.equal([7, 1]);
      expect([enterOften('readings', 8, 'one'), enterOften('readings', 8, 'another')]).to.deep.equal([2, 0]);
    });

    it('however much those ask for who do not say who they are, unless nobody can', () => {
      const enterOften = enteringOften(() => true);
      expect([enterOften('batches', 8), enterOften('batches', 8, 'one')]).to.deep.equal([7, 1]);
      expect(enteringOften()('decisions', 20)).to.equal(16);
    });
  });

  it('forgets batches that waited for others on a connection that is gone', async () => {
    const http = await startHttp();
    const line = `${JSON.stringify(await jsonRequest('eastern', 1))}\n`.repeat(60);
    const batch = `POST /v1/decisions/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${line.length}\r\n\r\n${line}`;
    const held = holdUp(http);
    const { socket, closed } = await open(http, batch.repeat(3));
    await until(() => held.begun() >= 16);
    socket.resetAndDestroy();
    await closed;
    held.letGo();
    while (!(await http.metrics.read()).text.includes('slotguard_http_requests_in_flight 0\n')) await pause(10);
    expect(http.logged.filter(({ message }) => message === 'the connection closed before the answer was through').length).to.be.at.least(2);
  });

  it('gives room back once it is answered, though the answers are not taken', async () => {
    const http = await startHttp({ overload: { maxDecisions: 4 }, parts: { reports: largeReports(16_000_000) } });
    const { socket } = await open(http);
    socket.pause();
    socket.write(`GET /v1/reports/panel HTTP/1.1\r\nHost: x\r\n\r\n${(await Promise.all([1, 2, 3, 4].map((counter) => bytesOf(counter)))).join('')}`);
    await until(() => http.records.records.length === 4);
    await pause(20);
    expect((await decide(http, 5)).status).to.equal(200);
    socket.destroy();
  });

  it('writes one line into the log for all that are turned away in a second', async () => {
    const http = await startHttp({ overload: { maxDelayMilliseconds: -1 } });
    for (let counter = 0; counter < 20; counter += 1) await decide(http, counter);
    const lines = http.logged.filter(({ level }) => level === 'warn');
    expect(lines).to.have.length.within(1, 3);
    expect(lines[0]).to.deep.include({ line: { turnedAway: 1, why: 'delay' }, message: 'too many requests: some were turned away' });
  });
});
