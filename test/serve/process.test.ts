import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { verifyStore } from '../../src/store/audit/verify/verify-store.js';
import { openStore, readPath } from '../../src/store/open-store.js';
import { ask, type Answer, type House, setUpHouse } from './house.js';

interface Running {
  child: ChildProcess;
  url: string;
  errors: () => string;
}

describe('the service as a process', function () {
  this.timeout(60_000);
  let house: House;

  beforeEach(async () => {
    house = await setUpHouse();
  });
  afterEach(() => {
    house.remove();
  });

  it('says when it is ready, finishes what is in flight on SIGTERM, and exits 0', async () => {
    const { child, url } = await start(house);
    const answers = Array.from({ length: 50 }, (_, index) => ask(url, house.request('permit', 1000 + index)));
    await Promise.race(answers);
    child.kill('SIGTERM');
    const settled = await Promise.allSettled(answers);
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).to.equal(0);
    const answered = settled.flatMap((each) => (each.status === 'fulfilled' && each.value.status === 200 ? [each.value] : []));
    expect(answered).not.to.be.empty;
    expectRecorded(house, answered);
  });

  it('loses nothing that was answered when it is killed, attempts included, and the chain holds', async () => {
    const answered: Answer[] = [];
    for (const [round, delay] of [30, 90, 160].entries()) {
      const { child, url } = await start(house);
      const asking = Array.from({ length: 16 }, async (_, caller) => {
        for (let n = 0; ; n += 1) {
          const sentAgain = n % 3 === 2 ? 1 : 0;
          const answer = await ask(url, house.request('reject', round * 1_000_000 + caller * 10_000 + n - sentAgain)).catch(() => undefined);
          if (answer === undefined) return;
          if (answer.status === 200) answered.push(answer);
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 200 + delay));
      child.kill('SIGKILL');
      await Promise.all(asking);
    }
    expect(answered.filter(({ body }) => body.repeated === true)).to.have.length.above(10);
    expectRecorded(house, answered);
    expect(await verifyStore(readPath(house.configuration.store.url), { files: [], checkpoint: undefined })).to.deep.include({ holds: true, problem: null, otherProblems: [] });

    const { child, url } = await start(house);
    const [first] = answered;
    const counter = Number(/\d+$/.exec(String(first?.body.requestId))?.[0]);
    expect((await ask(url, house.request('reject', counter))).body).to.include({ decisionId: first?.body.decisionId, repeated: true });
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('never writes an MPxN to its log', async () => {
    const { child, url, errors } = await start(house, { SLOTGUARD_LOG_LEVEL: 'trace' });
    await ask(url, house.request('reject', 7));
    const { body } = await ask(url, house.request('permit', 8));
    await (await fetch(`${url}/v1/decisions/${String(body.decisionId)}`)).text();
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(errors()).to.contain('answered').and.not.to.contain('9000000000102');
  });

  it('refuses to start with rules that are not sound, naming the place', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'serve'], { env: { ...process.env, ...house.environment, SLOTGUARD_RULES_DIRECTORY: 'test/scenarios/worlds' }, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).to.equal(1);
    expect(errors).to.contain('there is no policy.yaml');
  });
});

async function start(house: House, changes: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'serve'], { env: { ...process.env, ...house.environment, ...changes }, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^slotguard listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
    if (url !== undefined) return { child, url, errors: () => errors };
  }
  throw new Error(`it did not start: ${errors}`);
}

/** Every answer that was seen is in the audit exactly once, and equal to it. */
function expectRecorded(house: House, answers: readonly Answer[]): void {
  const store = openStore(house.configuration.store.url);
  try {
    for (const { body } of answers) {
      const records = store.audit.findByRequest(String(body.requestId));
      expect(records.map(({ decisionId }) => decisionId)).to.deep.equal([body.decisionId]);
      const attempts = records.flatMap((record) => store.audit.findAttempts(record)).filter(({ attemptId }) => attemptId === body.attemptId);
      expect(attempts).to.have.length(body.repeated === true ? 1 : 0);
      expect(records[0]).to.include({ decision: body.decision, reason: body.reason, responseCode: body.responseCode, decidedAt: body.decidedAt });
    }
  } finally {
    store.close();
  }
}
