import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { AuditRecord } from '../../src/audit/record.js';
import type { Problem } from '../../src/http/problems.js';
import { mpan, startOfTest, supplierUser, electricityMeter } from '../support/decision-point.js';
import { readAnswers, startHttp, stopHttp, type TestHttp, xmlRequest } from '../support/http.js';
import { until } from '../support/until.js';
import { open } from './connections.js';

const path = '/v1/decisions';
const hour = 3_600_000;

interface Page {
  decisions: AuditRecord[];
  nextCursor?: string;
}

describe('audit records over HTTP', () => {
  let http: TestHttp;
  const list = async (query: string): Promise<Page> => JSON.parse((await http.ask('GET', `${path}${query}`)).text) as Page;
  const countersOf = ({ decisions }: Page): string[] => decisions.map(({ request }) => request.requestKey.slice(request.requestKey.lastIndexOf(':') + 1));

  before(async () => {
    http = await startHttp();
    for (const [counter, owner] of [[1, 'eastern'], [2, 'northern'], [3, 'eastern'], [4, 'northern'], [5, 'eastern']] as const) {
      http.clock.now = startOfTest + counter * hour;
      await http.ask('POST', path, await xmlRequest(owner, { counter }));
    }
  });
  after(stopHttp);

  describe('GET /v1/decisions/{decisionId}', () => {
    it('is the record, its MPxN masked', async () => {
      const record = http.records.records[1];
      const { status, text } = await http.ask('GET', `${path}/${record?.decisionId ?? ''}`);
      expect(status).to.equal(200);
      expect(JSON.parse(text)).to.deep.equal({ ...record, evidence: { ...record?.evidence, mpxn: '**********333' }, attempts: [], hasEarlierAttempts: false });
      expect(record?.evidence.mpxn).to.equal(mpan);
      expect(text).not.to.contain(mpan);
    });

    it('names when the same request was sent again', async () => {
      await http.ask('POST', path, await xmlRequest('eastern', { counter: 5 }));
      const { text } = await http.ask('GET', `${path}/${http.records.records[4]?.decisionId ?? ''}`);
      const [attempt] = http.records.attempts;
      expect(JSON.parse(text)).to.have.property('attempts').that.deep.equals([{ attemptId: attempt?.attemptId, attemptedAt: attempt?.attemptedAt, via: 'http' }]);
    });

    it('is found in either case', async () => {
      expect((await http.ask('GET', `${path}/${http.records.records[0]?.decisionId.toUpperCase() ?? ''}`)).status).to.equal(200);
    });

    it('is 404 where there is none, and 400 where the id is none', async () => {
      const missing = await http.ask('GET', `${path}/019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3d`);
      expect([missing.status, (JSON.parse(missing.text) as Problem).detail]).to.deep.equal([404, 'there is no decision `019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3d`']);
      for (const id of ['1', 'zzz', '019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3', '%27%3B--', 'a'.repeat(300)]) {
        expect((await http.ask('GET', `${path}/${id}`)).status, id).to.equal(400);
      }
      expect((await http.ask('GET', `${path}/019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3d?explain=true`)).status).to.equal(400);
    });
  });

  describe('GET /v1/decisions', () => {
    const queries: readonly (readonly [query: string, counters: readonly string[]])[] = [
      ['', ['5', '4', '3', '2', '1']],
      ['?decision=reject', ['4', '2']],
      ['?reason=verified', ['5', '3', '1']],
      ['?reason=never-heard-of', []],
      ['?supplier=bright', ['5', '4', '3', '2', '1']],
      [`?supplier=${supplierUser}`, ['5', '4', '3', '2', '1']],
      ['?supplier=eastern', []],
      [`?requestId=${supplierUser}:${electricityMeter}:3`, ['3']],
      [`?requestId=${supplierUser.toLowerCase()}:${electricityMeter.toLowerCase()}:3`, ['3']],
      ['?from=2026-11-20T12:00:00Z', ['5', '4', '3', '2']],
      ['?from=2026-11-20T12:00:00Z&to=2026-11-20T14:00:00Z', ['3', '2']],
      ['?from=2026-11-20T13:00:00%2B01:00&to=2026-11-20T14:00:00.000Z', ['3', '2']],
      ['?from=2026-11-20T13:00:00+01:00&to=2026-11-20t14:00:00z', ['3', '2']],
      ['?from=2026-11-20&to=2026-11-21', ['5', '4', '3', '2', '1']],
      ['?from=2026-11-21', []],
      ['?to=2026-11-20', []],
      ['?limit=2', ['5', '4']],
    ];
    for (const [query, counters] of queries) {
      it(`answers ${query === '' ? 'all' : query}`, async () => {
        expect(countersOf(await list(query))).to.deep.equal(counters);
      });
    }

    it('goes on from page to page until there is no more', async () => {
      const first = await list('?limit=2');
      const second = await list(`?limit=2&cursor=${encodeURIComponent(first.nextCursor ?? '')}`);
      const third = await list(`?limit=2&cursor=${encodeURIComponent(second.nextCursor ?? '')}`);
      expect([first, second, third].map(countersOf)).to.deep.equal([['5', '4'], ['3', '2'], ['1']]);
      expect(third).not.to.have.property('nextCursor');
    });

    it('masks MPxNs', async () => {
      const { text } = await http.ask('GET', path);
      expect(text).to.contain('**********333').and.not.contain(mpan);
    });

    it('names every parameter that is wrong', async () => {
      const { status, text } = await http.ask('GET', `${path}?form=2026-11-20&to=yesterday&limit=0&decision=maybe&requestId=1&limit=5&supplier=`);
      const { errors = [] } = JSON.parse(text) as Problem;
      expect(status).to.equal(400);
      expect(errors.map(({ at }) => at)).to.deep.equal(['form', 'to', 'limit', 'decision', 'requestId', 'supplier']);
      expect(errors[0]?.problem).to.equal('there is no such parameter: did you mean `from`');
      expect(errors[2]?.problem).to.equal('it stands more than once: give it once');
    });

    const wrong = [
      'from=2026-02-30', 'from=2026-11-20T25:00:00Z', 'from=2026-11-20T10:00:00', 'from=1763632800000', 'from=-Infinity', 'from=', 'limit=1001', 'limit=1.5', 'limit=1e2', 'limit=-1',
      'decision=Permit', 'reason=%00', `supplier=${'x'.repeat(101)}`, 'supplier=a%20b', 'cursor=nonsense', 'explain=true', '__proto__=1', 'constructor=1', 'from=2026-11-21&to=2026-11-20', '%zz=1',
    ];
    for (const query of wrong) {
      it(`refuses ?${query.slice(0, 40)}`, async () => {
        const { status, text } = await http.ask('GET', `${path}?${query}`);
        const { code, errors = [] } = JSON.parse(text) as Problem;
        expect({ status, code, errors: errors.length }).to.deep.equal({ status: 400, code: 'malformed-value', errors: 1 });
      });
    }

    it('takes a day as that of Great Britain', async () => {
      const asked: object[] = [];
      http.parts.records = { ...http.records, listDecisions: (query) => { asked.push(query); return { decisions: [], nextCursor: undefined }; } };
      const summer = await startHttp({ parts: { records: http.parts.records } });
      await summer.ask('GET', `${path}?from=2026-07-01&to=2026-12-01`);
      await summer.ask('GET', `${path}?from=2026-03-29&to=2026-03-30`);
      await summer.ask('GET', `${path}?from=2026-10-25&to=2026-10-26`);
      const instants = asked.map((query) => ['from', 'to'].map((name) => new Date((query as Record<string, number>)[name] ?? 0).toISOString()));
      expect(instants).to.deep.equal([
        ['2026-06-30T23:00:00.000Z', '2026-12-01T00:00:00.000Z'],
        ['2026-03-29T00:00:00.000Z', '2026-03-29T23:00:00.000Z'],
        ['2026-10-24T23:00:00.000Z', '2026-10-26T00:00:00.000Z'],
      ]);
    });
  });

  describe('many pages that are asked for together', () => {
    const get = `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    /** Reads as slowly as it reads a thousand records, and tells in which turn of the event loop. */
    async function startSlowly() {
      const slow = await startHttp();
      const turns: number[] = [];
      let turn = 0;
      const readSlowly = (): void => {
        turns.push(turn);
        setImmediate(() => { turn += 1; });
        for (const began = performance.now(); performance.now() - began < 15;);
      };
      const listDecisions = slow.records.listDecisions.bind(slow.records);
      const findAttempts = slow.records.findAttempts.bind(slow.records);
      slow.records.listDecisions = (query) => {
        readSlowly();
        return listDecisions(query);
      };
      slow.records.findAttempts = (record) => {
        readSlowly();
        return findAttempts(record);
      };
      return { slow, turns };
    }

    it('are read one in a turn of the event loop, so that others have theirs', async () => {
      const { slow, turns } = await startSlowly();
      const answers = readAnswers(await slow.speak(get.repeat(6)));
      expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 6 }, () => 200));
      expect(turns).to.deep.equal([0, 1, 2, 3, 4, 5]);
    });

    it('are read so also where they are single records, whose requests may have been sent thousands of times', async () => {
      const { slow, turns } = await startSlowly();
      const { decisionId } = JSON.parse((await slow.ask('POST', path, await xmlRequest('eastern'))).text) as { decisionId: string };
      const answers = readAnswers(await slow.speak(get.replace(path, `${path}/${decisionId}`).repeat(6)));
      expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 6 }, () => 200));
      expect(turns).to.deep.equal([0, 1, 2, 3, 4, 5]);
    });

    it('are not read for callers who went away', async () => {
      const { slow, turns } = await startSlowly();
      const { socket, closed } = await open(slow, get.repeat(6));
      await until(() => turns.length > 0);
      socket.resetAndDestroy();
      await closed;
      await pause(200);
      expect(turns).to.have.length.below(6);
    });
  });

  it('are 503 while the audit does not answer', async () => {
    http.records.failing = true;
    const answers = [await http.ask('GET', path), await http.ask('GET', `${path}/019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3d`)];
    http.records.failing = false;
    expect(answers.map(({ status, headers }) => [status, headers['retry-after']])).to.deep.equal([[503, '1'], [503, '1']]);
  });
});
