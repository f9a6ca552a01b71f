import { expect } from 'chai';
import { createMetricsOfWorkers, type MetricsOfWorkers } from '../../src/http/metrics-of-workers.js';
import { createMetrics, type Metrics } from '../../src/http/metrics.js';

const [first, second] = [1, 2] as const;

describe('the metrics of several processes', () => {
  let counting: Map<number, Metrics>;
  let asked: { worker: number; question: number }[];
  let metrics: MetricsOfWorkers<number>;

  beforeEach(() => {
    counting = new Map();
    asked = [];
    metrics = createMetricsOfWorkers((worker: number, question) => asked.push({ worker, question }));
    for (const worker of [first, second]) begin(worker);
  });

  function begin(worker: number): void {
    counting.set(worker, countingNothing());
    metrics.isReady(worker);
  }

  function end(worker: number): void {
    counting.delete(worker);
    metrics.hasEnded(worker);
  }

  const count = (worker: number, times: number): void => { for (let n = 0; n < times; n += 1) counting.get(worker)?.countProblem('not-found'); };
  const observe = (worker: number): void => counting.get(worker)?.requestAnswered({ method: 'GET', route: 'none', status: 404 }, 0.002);

  /** Asks, has everybody tell who is there, and answers the values by their names. */
  async function read(): Promise<(...names: string[]) => (string | undefined)[]> {
    const reading = metrics.read();
    for (const { worker, question } of asked.splice(0)) metrics.hasTold(worker, question, (await counting.get(worker)?.tellOwn()) ?? []);
    const lines = ((await reading) ?? '').split('\n');
    return (...names) => names.map((name) => lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1));
  }

  const problems = 'slotguard_problems_total{code="not-found"}';
  const observed = ['count', 'bucket'].map((what) => `slotguard_http_request_duration_seconds_${what}{${what === 'bucket' ? 'le="0.0025",' : ''}method="GET",route="none",status="404"}`);

  it('are those of all of them', async () => {
    count(first, 3);
    count(second, 4);
    observe(first);
    observe(second);
    expect((await read())(problems, ...observed)).to.deep.equal(['7', '2', '2']);
  });

  it('never go back when one ends, however many do, and another takes its place', async () => {
    for (const rounds of [1, 2, 3]) {
      count(first, 5);
      count(second, 1);
      observe(first);
      expect((await read())(problems, ...observed), `round ${rounds}`).to.deep.equal([String(6 * rounds), String(rounds), String(rounds)]);
      end(first);
      expect((await read())(problems, ...observed), `round ${rounds}, after its end`).to.deep.equal([String(6 * rounds), String(rounds), String(rounds)]);
      begin(first);
    }
  });

  it('tell nothing that is no more with one that ended', async () => {
    counting.get(first)?.requestBegan();
    expect((await read())('slotguard_http_requests_in_flight')).to.deep.equal(['1']);
    end(first);
    expect((await read())('slotguard_http_requests_in_flight')).to.deep.equal(['0']);
  });

  it('do not wait for one that ended when it was asked', async () => {
    count(first, 5);
    await read();
    const reading = metrics.read();
    const [, { question } = { question: 0 }] = asked.splice(0);
    metrics.hasTold(second, question, (await counting.get(second)?.tellOwn()) ?? []);
    end(first);
    expect(await reading).to.contain(`${problems} 5\n`);
  });

  it('are not told where nobody is there', async () => {
    end(first);
    end(second);
    expect(await metrics.read()).to.equal(null);
  });
});

function countingNothing(): Metrics {
  return createMetrics({
    audit: () => ({ decisions: 0, records: 0, commits: 0, failures: 0, isFailing: false }),
    certificates: () => ({ hits: 0, misses: 0, entries: 0 }),
    shed: () => ({ room: 0, delay: 0, bytes: 0 }),
    lookUps: () => ({ paused: [], waiting: 0, refused: { paused: 0, waiting: 0 } }),
    ruleSetVersion: () => 'v',
    storeLogBytes: () => 0,
  });
}
