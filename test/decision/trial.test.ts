import { expect } from 'chai';
import type { AuditRecord } from '../../src/audit/record.js';
import { Fault } from '../../src/domain/fault.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { ReferenceStore } from '../../src/facts/reference.js';
import { loadRules } from '../../src/rules/load-rules.js';
import type { RuleFile, RuleSet } from '../../src/rules/rule.js';
import { certificate, device, request, spd, unreadable } from '../facts/estate.js';
import { policyFile, ruleFile, ruleText, shippedFiles } from '../rules/rule-files.js';
import { asking, createKept, type Deciding, decideOver } from './decision-parts.js';

const handover = '{ fact: srv, operator: equal, value: "6.21" }';
const beforeAll = { stage: 'tried', mode: 'observe' };
const given = '{ given: { srv: "6.21", deviceType: ESME, enforcement: enforce, registration: known, networkOperatorMatch: match, originatorParty: bright }, expect: [{ name: one, finding: passed }] }';
const wrong: Partial<ServiceRequest> = { certificates: [certificate('DigitalSigning', { owner: spd })] };

const loaded = new Map<string, RuleSet>();

/** The shipped rules, a stage before all of theirs, and these files. */
function shippedWith(...files: RuleFile[]): RuleSet {
  const key = JSON.stringify(files);
  const ruleSet = loaded.get(key) ?? loadShippedWith(files);
  loaded.set(key, ruleSet);
  return ruleSet;
}

function loadShippedWith(files: readonly RuleFile[]): RuleSet {
  const shipped = shippedFiles().map(({ path, text }) => ({ path, text: path === 'policy.yaml' ? text.replace('stages:\n', 'stages:\n  - { id: tried, title: "Tried?" }\n') : text }));
  return loadRules([...shipped, ...files], factVocabulary, 'rules');
}

/** A rule that is tried before all others, and speaks where the condition holds. */
function observing(id: string, applies: string, then = '{ reject: wrong-network-operator }'): RuleFile {
  return ruleFile(id, { ...beforeAll, applies, then, cases: given });
}

async function recordOf(files: RuleFile[], parts: Partial<ServiceRequest> = {}, deciding: Deciding = {}): Promise<AuditRecord> {
  return (await decideOver({ ruleSet: shippedWith(...files), ...deciding }).decide(request(parts), asking)).record;
}

describe('a rule in observe mode', () => {
  it('is recorded where it would have decided, and decides nothing', async () => {
    const record = await recordOf([observing('all-rejected', handover)]);
    expect(record).to.deep.include({
      decision: 'permit', reason: 'verified', responseCode: 'I0', counted: false, enforcement: 'enforce',
      trial: { rule: 'all-rejected', decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' },
      observed: { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' },
    });
    expect(record.rule?.id).to.equal('verified');
  });

  it('that would permit leaves a rejection a rejection, and counted', async () => {
    const record = await recordOf([observing('all-permitted', handover, '{ permit: not-applicable }')], wrong);
    expect(record).to.deep.include({ decision: 'reject', counted: true, observed: null, trial: { rule: 'all-permitted', decision: 'permit', reason: 'not-applicable', responseCode: 'I0' } });
  });

  it('is told of, too, where it would have decided the same', async () => {
    const record = await recordOf([observing('verified-at-once', handover, '{ permit: verified }')]);
    expect(record).to.deep.include({ decision: 'permit', reason: 'verified', observed: null, trial: { rule: 'verified-at-once', decision: 'permit', reason: 'verified', responseCode: 'I0' } });
  });

  it('is not told of where another rule would have decided, or none is in force', async () => {
    const later = ruleFile('later', { ...beforeAll, effective: '{ from: 2026-11-21 }', applies: handover, then: '{ reject: wrong-network-operator }', cases: given });
    expect(await recordOf([observing('no-such', '{ fact: originatorParty, operator: equal, value: nobody }')])).to.deep.include({ trial: null, observed: null, advice: [] });
    expect(await recordOf([later])).to.deep.include({ trial: null, observed: null });
  });

  it('replaces another only in the trial', async () => {
    const replacing = shippedFiles().find(({ path }) => path.endsWith('/verified.yaml'))!.text
      .replace('id: verified', 'id: never-verified').replace(/^stage:/m, 'mode: observe\nreplaces: verified\nstage:').replace('{ permit: verified }', '{ reject: wrong-network-operator }');
    const record = await recordOf([{ path: 'tried/never-verified.yaml', text: replacing }]);
    expect(record).to.deep.include({ decision: 'permit', reason: 'verified' });
    expect(record.trial).to.include({ rule: 'never-verified', decision: 'reject' });
  });

  it('is told of, too, where it lets another rule decide in the trial', async () => {
    const replacing = shippedFiles().find(({ path }) => path.endsWith('/handover-targets-esme-or-gpf.yaml'))!.text
      .replace('id: handover-targets-esme-or-gpf', 'id: gsme-too').replace(/^stage:/m, 'mode: observe\nreplaces: handover-targets-esme-or-gpf\nstage:').replace('[ESME, GPF]', '[ESME, GPF, GSME]');
    const reference = { findDevice: () => device({ type: 'GSME' }) };
    const record = await recordOf([{ path: 'tried/gsme-too.yaml', text: replacing }], wrong, { reference });
    expect(record).to.deep.include({ decision: 'permit', reason: 'not-applicable', counted: false });
    expect(record.trial).to.include({ rule: 'handover-places-registered-operator', decision: 'reject', reason: 'wrong-network-operator' });
    const unregistered = await recordOf([{ path: 'tried/gsme-too.yaml', text: replacing }], wrong, { reference: { ...reference, findRegistration: () => [] } });
    expect(unregistered.trial, 'also where both permit').to.include({ decision: 'permit', reason: 'unverified' });
    expect((await recordOf([{ path: 'tried/gsme-too.yaml', text: replacing }], wrong)).trial).to.equal(null);
  });

  it('leaves what a switched check observes as it is', async () => {
    const settings = { enforcement: { '6.21': { ESME: 'observe' as const } } };
    const tried = observing('unreadable-instead', handover, '{ reject: unreadable-certificate }');
    const record = await recordOf([tried], wrong, { settings });
    expect(record).to.deep.include({ decision: 'permit', reason: 'wrong-network-operator', observed: { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' } });
    expect(record.trial).to.include({ reason: 'unreadable-certificate', responseCode: 'E062107' });
  });

  it('has its facts in the record, behind those of the decision', async () => {
    const record = await recordOf([observing('by-match', '{ fact: networkOperatorMatch, operator: equal, value: match }')], { srv: '8.2', remotePartyRole: undefined, certificates: [] });
    expect(Object.keys(record.facts)).to.deep.equal(['srv', 'networkOperatorMatch']);
    expect(record.evidence).to.include({ deviceType: 'ESME', responsibleParty: 'epn' });
  });

  it('is explained with the others, and told to be only tried', async () => {
    const ruleSet = shippedWith(observing('all-rejected', handover));
    const { explanation } = await decideOver({ ruleSet }).decide(request(), { ...asking, explain: true });
    expect(explanation?.findings.map(({ rule }) => rule)).to.deep.equal(ruleSet.rules.map(({ id }) => id));
    expect(explanation?.findings.map(({ mode }) => mode)).to.deep.equal(ruleSet.rules.map(({ mode }) => mode));
    expect(explanation?.findings[0]).to.include({ rule: 'all-rejected', mode: 'observe', finding: 'passed' });
  });

  it('is answered from the record when the request comes again', async () => {
    const kept = createKept();
    const ruleSet = shippedWith(observing('all-rejected', handover));
    const first = await decideOver({ ruleSet, kept }).decide(request(), asking);
    expect((await decideOver({ kept }).decide(request(), asking)).record.trial).to.deep.equal(first.record.trial);
  });
});

describe('a trial that cannot be', () => {
  const gone: Partial<ReferenceStore> = { findRegistration: () => { throw new Fault('store-unavailable', 'gone'); } };
  const byRegistration = observing('by-registration', '{ fact: registration, operator: equal, value: known }');
  const inventory = { srv: '8.2', remotePartyRole: undefined, certificates: [] };
  const unavailable = (problem: string) => [{ code: 'trial-unavailable', message: `the rules in observe mode could not be tried: ${problem}` }];

  it('for want of a fact leaves the decision, and is said', async () => {
    const record = await recordOf([byRegistration], inventory, { reference: gone });
    expect(record).to.deep.include({ decision: 'permit', reason: 'not-applicable', trial: null, observed: null, advice: unavailable('fact registration could not be looked up') });
  });

  it('for a malformed fact too', async () => {
    const odd = { findDevice: () => device({ type: 'SAPC' as never }) };
    const record = await recordOf([observing('by-type', '{ fact: deviceType, operator: equal, value: ESME }')], inventory, { reference: odd });
    expect(record).to.deep.include({ decision: 'permit', reason: 'not-applicable', trial: null });
    expect(record.advice[0]).to.include({ code: 'trial-unavailable' }).and.property('message').to.contain('fact deviceType is malformed');
  });

  it('for an error of ours too', async () => {
    const broken = { findRegistration: (): never => { throw new TypeError('oops'); } };
    expect(await recordOf([byRegistration], inventory, { reference: broken })).to.deep.include({ decision: 'permit', advice: unavailable('an internal error') });
  });

  it('for want of a response code too', async () => {
    const record = await recordOf([observing('all-rejected', handover)], {}, { responseCodes: {} });
    expect(record).to.deep.include({ decision: 'permit', reason: 'verified', observed: null, trial: null });
    expect(record.advice[0]?.message).to.contain('configuration has no response code for wrong-network-operator on 6.21');
  });

  it('because no rule would have decided is said too', async () => {
    const files = [policyFile, ruleFile('live'), { path: 'tried/silent.yaml', text: ruleText('silent', { mode: 'observe', replaces: 'live', requires: '{ fact: userRole, operator: equal, value: IS }' }) }];
    const ruleSet = loadRules(files, factVocabulary, 'r');
    const { record } = await decideOver({ ruleSet }).decide(request(), asking);
    expect(record).to.deep.include({ decision: 'permit', reason: 'let-through', trial: null, advice: unavailable('no rule in force decides this request: the policy has no answer for it') });
  });

  it('in time holds nobody up for longer than one fact may take, however many are slow', async () => {
    const late = async <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value), 720));
    const slow: Partial<ReferenceStore> = { findDevice: () => late(device()), registrationAsOf: () => late(0), findRegistration: () => late([]) };
    const deciding = decideOver({ ruleSet: shippedWith(byRegistration), reference: slow, settings: { factDeadlineMilliseconds: 800 } });
    const began = performance.now();
    const { record } = await deciding.decide(request(inventory), asking);
    expect(performance.now() - began).to.be.within(795, 2_000);
    expect(record).to.deep.include({ decision: 'permit', trial: null, advice: unavailable('it took longer than 800 ms') });
  });

  it('is not begun where there is no decision', async () => {
    const { decide, kept, asked } = decideOver({ ruleSet: shippedWith(byRegistration), reference: { findDevice: () => { throw new Fault('store-unavailable', 'gone'); } } });
    expect(await decide(request(), asking).catch((cause: unknown) => cause)).to.include({ code: 'fact-unavailable' });
    expect(asked.filter((question) => question.startsWith('registration'))).to.deep.equal([]);
    expect(kept.records).to.deep.equal([]);
  });

  it('is beside a decision that was given without a check', async () => {
    const record = await recordOf([byRegistration], {}, { reference: gone, whenUnavailable: 'permit' });
    expect(record).to.include({ decision: 'permit', reason: 'unavailable' });
    expect(record.advice.map(({ code }) => code)).to.deep.equal(['unavailable', 'trial-unavailable']);
  });
});

describe('a decision beside which rules are tried', () => {
  const requests: Record<string, Partial<ServiceRequest>> = {
    'a right handover': {},
    'a wrong one': wrong,
    'an unreadable certificate': { certificates: [unreadable('DigitalSigning')] },
    'another Service Request': { srv: '8.2', remotePartyRole: undefined, certificates: [] },
    recovery: { remotePartyRole: 'Recovery' },
    'an unknown device': { target: '00-DB-12-34-56-78-90-FF' },
    'a cancellation': { executionDateTime: Date.UTC(3000, 11, 31), certificates: [] },
    'an unknown sender': { originator: '90-B3-D5-1F-30-FE-00-00' },
  };
  const observed = ['networkOperatorMatch, operator: notEqual, value: none', 'enforcement, operator: equal, value: enforce', 'registration, operator: equal, value: known', 'originatorParty, operator: equal, value: bright']
    .flatMap((condition, index) => ['{ reject: wrong-network-operator }', '{ permit: verified }'].map((then) => observing(`tried-${index}-${then.slice(2, 8)}`, `{ fact: ${condition} }`, then)));
  const circumstances: Record<string, Deciding> = {
    'nothing else': {},
    'enforcement in observe': { settings: { enforcement: { '6.21': { ESME: 'observe' } } } },
    'enforcement off, but for gas': { settings: { enforcement: { '6.21': { ESME: 'off', GPF: 'enforce' } } } },
    'an expired certificate': { now: () => Date.UTC(2036, 0, 1) },
    'no registration data': { reference: { findRegistration: () => { throw new Fault('store-unavailable', 'gone'); } }, whenUnavailable: 'reject' },
  };

  for (const [what, deciding] of Object.entries(circumstances)) {
    it(`is as if they were not there, with ${what}`, async () => {
      const trials: string[] = [];
      for (const file of observed) {
        for (const [name, parts] of Object.entries(requests)) {
          const [without, beside] = [await recordOf([], parts, deciding), await recordOf([file], parts, deciding)];
          expect(decidedOf(beside), `${name}, ${file.path}`).to.deep.equal(decidedOf(without));
          expect(Object.keys(beside.facts).slice(0, Object.keys(without.facts).length), name).to.deep.equal(Object.keys(without.facts));
          if (beside.trial !== null) trials.push(name);
        }
      }
      expect(trials).not.to.be.empty;
    });
  }
});

/** All that a caller acts on, and that is counted; `observed` is a switch's only where it has the reason of the decision. */
function decidedOf({ decision, reason, responseCode, enforcement, counted, rule, message, advice, observed }: AuditRecord): object {
  const live = advice.filter(({ code }) => code !== 'trial-unavailable');
  return { decision, reason, responseCode, enforcement, counted, rule, message, advice: live, observed: observed?.reason === reason ? observed : null };
}
