import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type GuardedReference, guardReference } from '../../src/facts/guard-reference.js';
import type { ReferenceStore } from '../../src/facts/reference.js';
import { buildDecisionPoint } from '../support/decision-point.js';
import { asJson, jsonRequest, startHttp, stopHttp, type TestHttp } from '../support/http.js';
import type { Answered } from '../support/openapi.js';
import { until } from '../support/until.js';
import { describeFaults, isFull } from './describe-faults.js';
import { noteFigures } from './figures.js';
import { startPostgres, type TestPostgres } from './postgres.js';
import { createPostgresReference, type PostgresReference } from './postgres-reference.js';

const settings = { maxWaiting: 30, failuresBeforePause: 10, pauseMilliseconds: 300, deadlineMilliseconds: 1_500 };
const rounds = isFull ? 10 : 1;

describeFaults('a source at the end of a socket', () => {
  let postgres: TestPostgres;
  let running: TestPostgres | undefined;
  let source: PostgresReference;
  let guard: GuardedReference;
  let http: TestHttp;
  let counter = 0;

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    try {
      postgres = running = await startPostgres();
    } catch (cause) {
      process.stderr.write(`PostgreSQL does not run on this machine: ${String(cause)}\n`);
      this.skip();
    }
  });
  after(async () => running?.remove());

  const memory = buildDecisionPoint().reference;

  async function begin(guarding: (store: ReferenceStore) => GuardedReference): Promise<void> {
    source = await createPostgresReference(postgres, memory);
    guard = guarding(source.store);
    http = await startHttp({ source: () => guard });
  }

  afterEach(async () => {
    postgres.network.mend();
    await stopHttp();
    guard.close();
    await source.close();
  });

  /** of a Service Request that places a certificate, and needs to know the device and who is registered for it */
  const handover = async (): Promise<Answered> => http.ask('POST', '/v1/decisions', asJson(await jsonRequest('eastern', ++counter)));
  /** of one to which the check does not apply */
  const another = async (): Promise<Answered> => http.ask('POST', '/v1/decisions', asJson(await jsonRequest('eastern', ++counter, { srv: '8.2', certificates: [] })));
  const times = async (count: number, ask: () => Promise<Answered>) => Promise.all(Array.from({ length: count }, ask));
  const codeOf = ({ text }: Answered) => (JSON.parse(text) as { code?: string }).code;

  /** `hangs`: those who ask do not even hear that it is not there */
  const faults: readonly { what: string; hangs: boolean; harm: () => Promise<void> | void; mend: () => Promise<void> | void }[] = [
    { what: 'stopped', hangs: false, harm: async () => postgres.stop(), mend: async () => postgres.start() },
    { what: 'crashed', hangs: false, harm: async () => postgres.crash(), mend: async () => postgres.start() },
    { what: 'frozen', hangs: true, harm: () => { postgres.freeze(); }, mend: () => { postgres.thaw(); } },
    { what: 'cut off', hangs: true, harm: () => { postgres.network.cut(); }, mend: () => { postgres.network.mend(); } },
  ];

  for (const { what, hangs, harm, mend } of faults) {
    it(`that is ${what} holds up nobody who does not need it, is asked no more, and is asked again when it is back`, async () => {
      await begin((store) => guardReference(store, settings));
      for (let round = 0; round < rounds; round += 1) {
        await untilDecided();
        await harm();
        try {
          await expectOnlyThoseWhoNeedItToBeRefused(hangs);
          await expectNotToBeAsked();
        } finally {
          await mend();
        }
        // on a busy machine one of them may take longer than it may
        await until(async () => (await times(10, handover)).every(({ status }) => status === 200));
      }
      const recorded = http.records.records.map(({ request }) => request.requestId);
      expect(recorded).to.deep.equal([...new Set(recorded)]);
      noteFigures('survived', `PostgreSQL ${what}`, { rounds, answered: recorded.length, lost: 0, seen: `${80 * rounds} requests that needed it were refused with 503, ${20 * rounds} that did not were answered meanwhile; then it went on by itself` });
    });
  }

  async function untilDecided(): Promise<void> {
    while ((await handover()).status !== 200) await pause(50);
  }

  async function expectOnlyThoseWhoNeedItToBeRefused(hangs: boolean): Promise<void> {
    const state = { areRefused: false };
    const needing = times(60, handover).finally(() => { state.areRefused = true; });
    while (hangs && guard.state().waiting < settings.maxWaiting) await pause(1);
    expect((await another()).status).to.equal(200);
    if (hangs) expect(state.areRefused, 'it is answered while those wait').to.equal(false);
    expect((await times(19, another)).map(({ status }) => status)).to.deep.equal(Array(19).fill(200));
    const answers = await needing;
    expect([...new Set(answers.map(codeOf))]).to.deep.equal(['fact-unavailable']);
    expect(answers.filter(({ status, headers }) => status !== 503 || headers['retry-after'] !== '1')).to.deep.equal([]);
    if (hangs) expect(guard.state().refused.waiting, 'only so many wait').to.be.above(0);
  }

  async function expectNotToBeAsked(): Promise<void> {
    while (guard.state().paused.length === 0) await handover();
    const before = source.asked();
    expect((await times(20, handover)).map(codeOf)).to.deep.equal(Array(20).fill('fact-unavailable'));
    expect(source.asked() - before, 'one may try whether it is back').to.be.at.most(1);
  }

  it('would be asked by everybody for ever, if nobody remembered that it failed', async () => {
    await begin((store) => ({ ...store, state: () => ({ paused: [], waiting: 0, refused: { paused: 0, waiting: 0 } }), close: () => undefined }));
    postgres.network.cut();
    await times(20, handover);
    const before = source.asked();
    await times(20, handover);
    expect(source.asked() - before).to.equal(20);
    noteFigures('caught', 'a source that is asked although it failed', '20 of 20 requests waited for it until the deadline');
  });
});
