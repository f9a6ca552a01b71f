import { expect } from 'chai';
import { type Admission, createAdmission, type Room } from '../../src/http/admission.js';
import { startHttp, stopHttp, type TestHttp } from '../support/http.js';

const rooms = ['decisions', 'batches', 'readings', 'reloads'] as const;

describe('the room that a request needs', () => {
  let http: TestHttp;
  let full: Room | undefined;
  let taken: Room[] = [];
  before(async () => {
    const admission = createAdmission({ maxDecisions: 100, maxBatches: 100, maxReadings: 100, maxHeldBytes: 100_000, maxDelayMilliseconds: 60_000 });
    const watched: Admission = {
      ...admission,
      findOverload: (room, weight) => (room === full ? 'room' : admission.findOverload(room, weight)),
      enter: (room, weight, response) => {
        taken.push(room);
        admission.enter(room, weight, response);
      },
    };
    http = await startHttp({ parts: { admission: watched } });
  });
  after(stopHttp);

  const cases: readonly (readonly [method: string, path: string, room: Room | undefined])[] = [
    ['POST', '/v1/decisions', 'decisions'],
    ['POST', '/v1/decisions/batch', 'batches'],
    ['GET', '/v1/decisions', 'readings'],
    ['GET', '/v1/decisions/01990000-0000-7000-8000-000000000000', 'readings'],
    ['GET', '/v1/reports/panel?devices=none', 'readings'],
    ['GET', '/v1/rules', 'readings'],
    ['GET', '/v1/rules/some-rule', 'readings'],
    ['POST', '/v1/rules/reload', 'reloads'],
    ['GET', '/healthz', undefined],
    ['GET', '/readyz', undefined],
    ['GET', '/metrics', undefined],
    ['GET', '/openapi.json', undefined],
  ];
  for (const [method, path, room] of cases) {
    it(`is ${room === undefined ? 'none' : `that of ${room}, and no other,`} for ${method} ${path}`, async () => {
      const turnedAway: Room[] = [];
      for (full of rooms) if ((await http.ask(method, path)).status === 503) turnedAway.push(full);
      expect(turnedAway).to.deep.equal(room === undefined ? [] : [room]);
      full = undefined;
      taken = [];
      await http.ask(method, path);
      // a Service Request takes its place once its body is there, and here none is
      expect(taken).to.deep.equal(room === undefined || room === 'decisions' ? [] : [room]);
    });
  }
});
