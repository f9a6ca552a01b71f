import { expect } from 'chai';
import type { z } from 'zod';
import { Fault } from '../../src/domain/fault.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { Problem } from '../../src/http/problems.js';
import type { reloadAnswer, ruleAnswer, ruleListAnswer } from '../../src/http/rule-answers.js';
import { loadRules } from '../../src/rules/load-rules.js';
import type { RuleFile } from '../../src/rules/rule.js';
import { ruleFile, shippedFiles } from '../rules/rule-files.js';
import { readOwnRules, startOfTest } from '../support/decision-point.js';
import { startHttp, stopHttp, type TestHttp, xmlRequest } from '../support/http.js';
import { until } from '../support/until.js';

type RuleList = z.infer<typeof ruleListAnswer>;
type ToldRule = z.infer<typeof ruleAnswer>;
type Reloaded = z.infer<typeof reloadAnswer>;

const hour = 3_600_000;
const fromMarch = ruleFile('tried-from-march', { stage: 'device', mode: 'observe', effective: '{ from: 2027-03-01, to: 2027-06-01 }', then: '{ permit: not-applicable }' });
const verified = {
  stage: 'ownership', replaces: 'verified',
  applies: '{ all: [{ fact: srv, operator: in, value: ["6.15.1", "6.21"] }, { fact: networkOperatorMatch, operator: equal, value: match }] }',
  cases: '{ given: { srv: "6.21", networkOperatorMatch: match }, expect: [{ name: one, finding: passed }] }',
};
const fromToday = ruleFile('tried-today', { ...verified, mode: 'observe', then: '{ reject: wrong-network-operator }' });

describe('the rules over HTTP', () => {
  let http: TestHttp;
  let lying: RuleFile[];
  const readRules = () => loadRules([...shippedFiles(), ...lying], factVocabulary, 'rules');
  const get = async <T>(path: string): Promise<T> => JSON.parse((await http.ask('GET', path)).text) as T;
  const list = () => get<RuleList>('/v1/rules');
  const reload = async (): Promise<Reloaded> => JSON.parse((await http.ask('POST', '/v1/rules/reload')).text) as Reloaded;

  beforeEach(async () => {
    lying = [];
    http = await startHttp({ readRules });
  });
  afterEach(stopHttp);

  describe('GET /v1/rules', () => {
    it('tells what is in force, since when, by the policy', async () => {
      const { version, policy, rules } = readOwnRules();
      const told = await list();
      expect(told).to.deep.include({ version, since: '2026-11-20T10:00:00.000Z', policy: { id: policy.id, title: policy.title, stages: policy.stages }, next: [], earlier: [], refused: null });
      expect(told.rules.map(({ id }) => id)).to.deep.equal(rules.map(({ id }) => id));
      expect(told.rules.every(({ status, mode }) => status === 'in-force' && mode === 'enforce')).to.equal(true);
      expect(told.rules.find(({ id }) => id === 'verified')).to.deep.include({ stage: 'ownership', outcome: { decision: 'permit', reason: 'verified' }, effective: { from: '2020-11-05' } });
    });

    it('tells what comes next, on the day of Great Britain', async () => {
      lying = [fromMarch];
      await reload();
      const next = [{ on: '2027-03-01', goesLive: ['tried-from-march'], ends: [] }, { on: '2027-06-01', goesLive: [], ends: ['tried-from-march'] }];
      const status = ({ rules }: RuleList) => rules.find(({ id }) => id === 'tried-from-march')?.status;
      expect([(await list()).next, status(await list())]).to.deep.equal([next, 'not-yet']);
      http.clock.now = Date.parse('2027-03-01T00:00:00Z');
      expect([(await list()).next, status(await list())]).to.deep.equal([next.slice(1), 'in-force']);
      http.clock.now = Date.parse('2027-05-31T22:59:59.999Z');
      expect(status(await list())).to.equal('in-force');
      http.clock.now = Date.parse('2027-05-31T23:00:00Z');
      expect([(await list()).next, status(await list())]).to.deep.equal([[], 'no-longer']);
    });

    it('says by what a rule is replaced', async () => {
      lying = [ruleFile('verified-anew', { ...verified, then: '{ permit: verified }' })];
      await reload();
      expect((await list()).rules.find(({ id }) => id === 'verified')).to.include({ status: 'replaced', replacedBy: 'verified-anew' });
    });

    it('names the rule sets before, as many as are kept, and when each was in force', async () => {
      const { version: first } = await list();
      const versions = [first];
      for (const [index, files] of [[fromMarch], [fromToday], [fromMarch, fromToday]].entries()) {
        http.clock.now = startOfTest + (index + 1) * hour;
        lying = files;
        versions.push((await reload()).version);
      }
      expect(await list()).to.deep.include({
        version: versions[3], since: '2026-11-20T13:00:00.000Z',
        earlier: [{ version: versions[2], since: '2026-11-20T12:00:00.000Z', until: '2026-11-20T13:00:00.000Z' }, { version: versions[1], since: '2026-11-20T11:00:00.000Z', until: '2026-11-20T12:00:00.000Z' }],
      });
      expect((await http.ask('GET', `/v1/rules/verified?version=${first}`)).status, 'kept no longer').to.equal(404);
    });
  });

  describe('GET /v1/rules/{id}', () => {
    it('is the rule whole, with the text of its file', async () => {
      const rule = await get<ToldRule>('/v1/rules/certificate-owner-known');
      const own = (readOwnRules()).rules.find(({ id }) => id === 'certificate-owner-known');
      expect(rule).to.deep.include({ rationale: own?.rationale, applies: own?.applies, requires: own?.requires, excepts: own?.excepts, source: own?.source });
      expect(rule.cases.expect.map(({ name }) => name)).to.deep.equal(own?.cases.expect.map(({ name }) => name));
      expect(rule.text).to.match(/^# yaml-language-server|^id: certificate-owner-known/).and.contain('id: certificate-owner-known');
    });

    it('is that of an earlier rule set, which the store kept', async () => {
      lying = [fromToday];
      const { version } = await reload();
      lying = [];
      http.clock.now += hour;
      await reload();
      expect((await http.ask('GET', '/v1/rules/tried-today')).status).to.equal(404);
      expect(await get<ToldRule>(`/v1/rules/tried-today?version=${version}`)).to.include({ version, mode: 'observe', status: 'in-force', text: fromToday.text });
    });

    it('is 404 where there is none, and names the nearest', async () => {
      const missing = async (path: string) => (JSON.parse((await http.ask('GET', path)).text) as Problem).detail;
      expect(await missing('/v1/rules/verifed')).to.equal('there is no rule `verifed`: did you mean `verified`');
      expect(await missing(`/v1/rules/${'x'.repeat(300)}`)).to.equal(`there is no rule \`${'x'.repeat(60)}\`: /v1/rules names those that there are`);
      expect(await missing('/v1/rules/verified?version=sha256:0')).to.equal('no rule set `sha256:0` is kept: give the version of one that /v1/rules names');
      for (const path of ['/v1/rules/%00', '/v1/rules/constructor', '/v1/rules/verified%2Freload']) expect((await http.ask('GET', path)).status, path).to.equal(404);
    });

    it('is 400 for a parameter that is not known, or empty', async () => {
      for (const path of ['/v1/rules/verified?versoin=x', '/v1/rules/verified?version=', '/v1/rules?version=x']) expect((await http.ask('GET', path)).status, path).to.equal(400);
    });
  });

  describe('POST /v1/rules/reload', () => {
    it('takes up what lies there, and says whether it is another rule set', async () => {
      const { version } = await list();
      const { rules: { length } } = readOwnRules();
      expect(await reload()).to.deep.equal({ version, changed: false, rules: length });
      lying = [fromToday];
      const reloaded = await reload();
      expect(reloaded).to.include({ changed: true, rules: length + 1 });
      expect(await list()).to.include({ version: reloaded.version });
      expect(await reload()).to.deep.equal({ ...reloaded, changed: false });
    });

    it('refuses what is not sound, keeps the rules before, and goes on telling of it until it is mended', async () => {
      const { version } = await list();
      lying = [{ path: 'tried/broken.yaml', text: fromToday.text.replace('equal', 'eqal') }];
      http.clock.now += hour;
      const { status, text } = await http.ask('POST', '/v1/rules/reload');
      const problem = JSON.parse(text) as Problem;
      expect([status, problem.code]).to.deep.equal([422, 'rules-invalid']);
      expect(problem.errors?.map(({ at }) => at)).to.include('rules/tried/broken.yaml:1:5');
      const refused = { at: '2026-11-20T11:00:00.000Z', problem: problem.detail, errors: problem.errors };
      expect(await list()).to.deep.include({ version, earlier: [], refused });
      lying = [];
      await reload();
      expect(await list()).to.include({ version, refused: null });
    });

    it('takes no body', async () => {
      for (const body of ['{}', ' ']) expect(await http.ask('POST', '/v1/rules/reload', { body })).to.include({ status: 400 });
      expect(await http.ask('GET', '/v1/rules/reload')).to.include({ status: 405 }).and.nested.include({ 'headers.allow': 'POST, OPTIONS' });
    });

    it('of a rule set that cannot be kept leaves the rules before', async () => {
      const { version } = await list();
      lying = [fromToday];
      http.records.failing = true;
      expect((await http.ask('POST', '/v1/rules/reload')).status).to.equal(503);
      http.records.failing = false;
      expect(await list()).to.include({ version });
      expect(await reload()).to.include({ changed: true });
    });
  });

  it('that could not be read by no fault of their own are read again, by itself, and the cause is logged', async () => {
    let reading = 0;
    const openings = 'EMFILE: too many open files';
    http = await startHttp({
      readRules: () => {
        reading += 1;
        if (reading === 1) throw new Error(openings);
        return loadRules([...shippedFiles(), fromToday], factVocabulary, 'rules');
      },
    });
    const { version } = await list();
    const { status, text } = await http.ask('POST', '/v1/rules/reload');
    expect(status).to.equal(422);
    expect(text).not.to.contain('EMFILE');
    expect(http.logged.find(({ level }) => level === 'error')?.line).to.deep.include({ cause: `Error: ${openings}` });
    await until(async () => (await list()).version !== version);
    expect(await list()).to.include({ refused: null });
  });

  it('are read again one reload after the other, each of which sees what lies there then', async () => {
    let reading = 0;
    let most = 0;
    const sets = [[fromToday], [fromMarch], []].map((files) => loadRules([...shippedFiles(), ...files], factVocabulary, 'rules'));
    let turn = 0;
    await stopHttp();
    http = await startHttp({
      readRules: async () => {
        reading += 1;
        most = Math.max(most, reading);
        await new Promise((resolve) => setTimeout(resolve, 2));
        reading -= 1;
        turn += 1;
        if (turn % 4 === 0) throw new Fault('rules-invalid', 'every fourth is refused', [{ at: 'x:1:1', problem: 'wrong' }]);
        return sets[turn % 3]!;
      },
    });
    const decided = async (counter: number) => JSON.parse((await http.ask('POST', '/v1/decisions', await xmlRequest('eastern', { counter }))).text) as { ruleSet: { version: string }; trial?: { rule: string } };
    const answers = await Promise.all(Array.from({ length: 24 }, async (_, index) => [await http.ask('POST', '/v1/rules/reload'), await decided(index + 1)] as const));
    expect(most).to.equal(1);
    expect(answers.filter(([{ status }]) => status === 422)).to.have.length(6);
    const [withTrial] = sets;
    for (const [, { ruleSet, trial }] of answers) expect(trial?.rule, ruleSet.version).to.equal(ruleSet.version === withTrial?.version ? 'tried-today' : undefined);
  });

  it('in observe mode are told of in the answer, in the record and in the metrics', async () => {
    lying = [fromToday];
    await reload();
    const trial = { rule: 'tried-today', decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' };
    const answered = JSON.parse((await http.ask('POST', '/v1/decisions?explain=true', await xmlRequest('eastern', { counter: 1 }))).text) as { decisionId: string; findings: { rule: string; mode: string }[] };
    expect(answered).to.deep.include({ decision: 'permit', reason: 'verified', trial, observed: { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' } });
    expect(answered.findings.filter(({ mode }) => mode === 'observe').map(({ rule }) => rule)).to.deep.equal(['tried-today']);
    expect(await get(`/v1/decisions/${answered.decisionId}`)).to.deep.include({ trial });
    await http.ask('POST', '/v1/decisions', await xmlRequest('eastern', { counter: 1 }));
    const { text } = await http.ask('GET', '/metrics');
    expect(text).to.contain('slotguard_trial_decisions_total{rule="tried-today",decision="reject",reason="wrong-network-operator"} 1\n');
    expect(text).to.contain('slotguard_decisions_total{decision="permit",reason="verified"');
  });
});
