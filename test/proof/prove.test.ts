import { expect } from 'chai';
import type { ProofFault } from '../../src/proof/fault.js';
import { findUnsound } from '../../src/proof/prove.js';
import { leavingOut } from '../../src/proof/left-out.js';
import { comparePolicies } from '../../src/proof/compare-policies.js';
import type { Rule, RuleSet } from '../../src/rules/rule.js';
import { loadShippedRules } from '../rules/rule-files.js';
import { mapping, proofOf, ruleText, withFiles } from './planted.js';

const swap = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);

async function faultsOf(changes: Parameters<typeof withFiles>[0], from?: string): Promise<readonly ProofFault[]> {
  return (await proofOf(withFiles(changes), from)).faults;
}

function told(faults: readonly ProofFault[]): string[] {
  return faults.map(({ kind, rule, invariant }) => [kind, invariant, rule].filter((each) => each !== undefined).join(' '));
}

describe('the proof of the shipped rules', () => {
  it('finds nothing wrong, over every possible input', async () => {
    const proof = await proofOf(loadShippedRules());
    expect(proof.faults.map(({ problem }) => problem)).to.deep.equal([]);
    expect(proof.invariants).to.be.above(25);
    expect(proof.judged).to.be.above(150);
  });

  it('counts every combination of declared values of the facts that are mentioned, and says which it leaves out', async () => {
    const { facts, inputs, impossibleInputs, impossible } = await proofOf(loadShippedRules());
    const { facts: declared } = mapping.vocabulary;
    const product = facts.reduce((count, name) => {
      const values = declared.find((fact) => fact.name === name)?.values ?? [];
      return count * BigInt(values.length);
    }, 1n);
    expect(facts).to.have.length(16);
    expect(inputs + impossibleInputs).to.equal(product);
    expect(impossible).to.include('every device of the inventory has a type');
  });

  it('runs the engine often enough to have seen each rule, and seldom enough to be quick', async () => {
    const { engineRuns, ruleSet } = await proofOf(loadShippedRules());
    expect(engineRuns).to.be.within(ruleSet.rules.length * 2, 5_000);
  });
});

describe('a planted fault is found and explained', () => {
  it('a missing default: the smallest request that nobody decides', async () => {
    const [fault, ...others] = await faultsOf({ 'verified.yaml': undefined });
    expect(others).to.deep.equal([]);
    expect(fault).to.include({ kind: 'undecided', at: 'rules/policy.yaml:1:1' });
    expect(fault?.problem).to.match(/^no rule decides [\d,]+ inputs, such as a request in which .*networkOperatorMatch is match: let a rule speak of it/);
    expect(fault?.counterexample).to.include({ decided: 'no decision' });
    expect(fault?.counterexample?.input).to.include({ networkOperatorMatch: 'match', certificates: 'readable' });
  });

  it('a rule that is not in force yet, or no longer, is named where it leaves a request undecided or lets a promise be broken', async () => {
    const file = 'network-operator-certificate/verified.yaml';
    const [later] = await faultsOf({ [file]: swap(/^effective: .*$/m, 'effective: { from: 2099-01-01 }') });
    expect(later?.kind).to.equal('undecided');
    expect(later?.problem).to.match(/or add one that does: verified would decide some of them, but is not in force before 2099-01-01 \(rules\/network-operator-certificate\/verified\.yaml:\d+:20\)$/);
    const [over] = await faultsOf({ [file]: swap(/^effective: .*$/m, 'effective: { from: 2020-11-05, to: 2025-01-01 }') });
    expect(over?.problem).to.match(/: verified would decide some of them, but is no longer in force since 2025-01-01 \(rules\/network-operator-certificate\/verified\.yaml:\d+:36\)$/);
    const broken = await faultsOf({ 'cancellation-exempt.yaml': swap(/^effective: .*$/m, 'effective: { from: 2099-01-01 }') });
    expect(told(broken)).to.have.members(['invariant cancellation-never-rejected network-operator-certificates-only', 'invariant supplier-cancellation-exempt check-switched-off']);
    for (const { problem } of broken) {
      expect(problem).to.match(/: cancellation-exempt would decide some of them, but is not in force before 2099-01-01 \(rules\/network-operator-certificate\/cancellation-exempt\.yaml:10:20\)$/);
    }
  });

  it('a dead rule', async () => {
    const dead = ruleText('dead', { stage: 'device', applies: '{ all: [{ fact: deviceType, operator: equal, value: GSME }, { fact: fuel, operator: equal, value: electricity }] }', then: '{ permit: not-applicable }', given: '{ deviceType: GSME, fuel: electricity }' });
    const faults = await faultsOf({ 'dead.yaml': dead });
    expect(told(faults)).to.deep.equal(['never-applies dead']);
    expect(faults[0]?.problem).to.contain('no possible request meets its `applies`');
    expect(faults[0]?.at).to.equal('rules/network-operator-certificate/dead.yaml:7:10');
  });

  it('a requirement that nothing can violate', async () => {
    const idle = ruleText('idle', { stage: 'device', applies: '{ fact: deviceType, operator: equal, value: GSME }', requires: '{ fact: fuel, operator: equal, value: gas }', then: '{ reject: unreadable-certificate }', given: '{ deviceType: GSME, fuel: gas }' });
    expect(told(await faultsOf({ 'idle.yaml': idle }))).to.deep.equal(['never-decides idle']);
  });

  it('a shadowed exemption, by whom', async () => {
    const late = ruleText('late', { stage: 'ownership', applies: '{ fact: deviceType, operator: equal, value: GSME }', then: '{ permit: not-applicable }', given: '{ deviceType: GSME }' });
    const faults = await faultsOf({ 'late.yaml': late });
    expect(told(faults)).to.deep.equal(['never-decides late']);
    expect(faults[0]?.problem).to.contain('handover-targets-esme-or-gpf').and.to.contain('move it to an earlier stage');
  });

  it('a rule that another replaces on every day', async () => {
    const other = ruleText('other', { stage: 'cancellation', applies: '{ fact: cancellation, operator: equal, value: true }', then: '{ permit: exempt-cancellation }', given: '{ cancellation: true }', more: 'replaces: cancellation-exempt\n' });
    const faults = await faultsOf({ 'other.yaml': other });
    expect(told(faults)).to.deep.equal(['never-applies cancellation-exempt']);
    expect(faults[0]?.problem).to.contain('other takes its place on every day');
  });

  it('not that a rule was replaced on a day that is past, or would be by one that is only tried', async () => {
    const gas = (more: string, from: string) => ruleText('gas', { stage: 'device', applies: '{ fact: srv, operator: equal, value: "6.21" }', requires: '{ fact: deviceType, operator: in, value: [ESME, GPF, GSME] }', then: '{ permit: not-applicable }', given: '{ srv: "6.21", deviceType: GSME }', effective: `{ from: ${from} }`, more: `replaces: handover-targets-esme-or-gpf\n${more}` });
    const excepts = 'excepts: [gas-meter-never-rejected, handover-rejected-for-esme-and-gpf-only]\n';
    const proof = await proofOf(withFiles({ 'gas.yaml': gas(excepts, '2026-03-01') }));
    expect(told(proof.faults)).to.deep.equal([]);
    expect(proof.notes).to.include('no longer in force: handover-targets-esme-or-gpf');
    expect(told((await proofOf(withFiles({ 'gas.yaml': gas('mode: observe\n', '2026-03-01') }))).faults)).to.deep.equal([]);
  });

  it('not that a rule, which is over, was replaced by one that is only tried', async () => {
    const over = ruleText('over', { stage: 'exemption', applies: '{ fact: deviceStatus, operator: equal, value: Suspended }', then: '{ permit: unverified }', given: '{ deviceStatus: Suspended }', effective: '{ from: 2026-03-01, to: 2026-04-01 }' });
    const tried = ruleText('tried', { stage: 'device', applies: '{ fact: deviceStatus, operator: equal, value: Decommissioned }', then: '{ permit: not-applicable }', given: '{ deviceStatus: Decommissioned }', more: 'replaces: over\nmode: observe\nexcepts: [checked]\n' });
    const proof = await proofOf(withFiles({ 'over.yaml': over, 'tried.yaml': tried }));
    expect(told(proof.faults)).to.deep.equal([]);
    expect(proof.notes).to.include('no longer in force: over');
  });

  it('a wrong priority', async () => {
    const faults = await faultsOf({ 'cancellation-exempt.yaml': swap('stage: cancellation', 'stage: credentials') });
    expect(told(faults).join()).to.contain('invariant cancellation-never-rejected').and.to.contain('invariant supplier-cancellation-exempt');
  });

  it('a typo that still parses: another value, another operator', async () => {
    expect(told(await faultsOf({ 'network-operator-update-exempt.yaml': swap('[ED, GT]', '[ES, GT]') }))).to.deep.equal([
      'invariant network-operator-update-exempt update-before-signing',
      'invariant exempt-network-operator-only-for-them network-operator-update-exempt',
    ]);
    expect(told(await faultsOf({ 'verified.yaml': swap('operator: equal, value: match }\nthen', 'operator: notEqual, value: match }\nthen') }))).to.include.members(['undecided', 'disagreement verified', 'never-decides verified']);
    expect(told(await faultsOf({ 'update-before-signing.yaml': swap('value: 4 }\notherwise', 'value: 5 }\notherwise') })).join()).to.contain('invariant only-before-signing-rejected');
  });

  it('a condition that never matters, in the rule itself and because of an earlier stage', async () => {
    const all = (other: string) => swap('applies: { fact: cancellation, operator: equal, value: true }', `applies: { all: [{ fact: cancellation, operator: equal, value: true }, ${other}] }`);
    const given = (more: string) => swap('given: { cancellation: true }', `given: { cancellation: true, ${more} }`);
    const within = async (other: string, more: string) => faultsOf({ 'cancellation-exempt.yaml': (text) => given(more)(all(other)(text)) });

    const [itself] = await within('{ fact: commandVariant, operator: greaterThanInclusive, value: 1 }', 'commandVariant: 1');
    expect(itself).to.include({ kind: 'never-matters', at: 'rules/network-operator-certificate/cancellation-exempt.yaml:14:72' });
    expect(itself?.problem).to.contain('`commandVariant greaterThanInclusive 1` in cancellation-exempt never matters: without it the rule finds the same');
    const [earlier] = await within('{ fact: remotePartyRole, operator: equal, value: NetworkOperator }', 'remotePartyRole: NetworkOperator');
    expect(earlier?.problem).to.contain('are decided by an earlier stage');
  });

  it('a value of a list that never matters', async () => {
    const faults = await faultsOf({ 'check-switched-off.yaml': (text) => swap('operator: equal, value: "off" }\nthen', 'operator: in, value: ["off", "off "] }\nthen')(text).replace('"off "', 'observe') });
    expect(told(faults)).to.include('invariant in-scope-mismatch-rejected check-switched-off');
    const [fault] = await faultsOf({ 'dcc-originated-exempt.yaml': swap('applies: { fact: originatorKind, operator: equal, value: dcc }', 'applies: { all: [{ fact: originatorKind, operator: in, value: [dcc, other] }, { fact: originatorKind, operator: notEqual, value: other }] }') });
    expect(fault?.problem).to.contain('the value other in `originatorKind in [dcc, other]` in dcc-originated-exempt never matters');
  });

  it('conditions on the SRV that an earlier stage repeats are no fault: they choose the rules that are asked', async () => {
    const proof = await proofOf(withFiles({ 'cancellation-exempt.yaml': (text) => swap('applies: { fact: cancellation, operator: equal, value: true }', 'applies: { all: [{ fact: srv, operator: in, value: ["6.15.1", "6.21"] }, { fact: cancellation, operator: equal, value: true }] }')(text).replace('given: {', 'given: { srv: "6.21",') }));
    expect(proof.faults.map(({ problem }) => problem)).to.deep.equal([]);
    expect(proof.notes.join()).to.contain('they only spare look-ups: srv in [6.15.1, 6.21] in cancellation-exempt');
    expect(told(await faultsOf({ 'cancellation-exempt.yaml': (text) => swap('applies: { fact: cancellation, operator: equal, value: true }', 'applies: { all: [{ fact: srv, operator: in, value: ["6.15.1", "6.21", "6.20.1"] }, { fact: cancellation, operator: equal, value: true }] }')(text).replace('given: {', 'given: { srv: "6.21",') }))).to.deep.equal(['never-matters cancellation-exempt']);
  });

  it('two rules of one stage that disagree, and not where no possible request meets both', async () => {
    const two = (fact: string) => ruleText('two', { stage: 'device', applies: `{ all: [{ fact: fuel, operator: equal, value: ${fact} }, { fact: deviceType, operator: in, value: [ESME, GPF] }] }`, then: '{ permit: unverified }', given: `{ fuel: ${fact}, deviceType: ESME }` });
    const faults = await faultsOf({ 'two.yaml': two('none'), 'one.yaml': undefined });
    expect(told(faults)).to.deep.equal(['never-applies two']);
    const [fault] = await faultsOf({ 'two.yaml': two('gas') });
    expect(fault).to.include({ kind: 'disagreement', rule: 'two' });
    expect(fault?.problem).to.match(/^two says permit unverified and check-switched-off says permit not-applicable of a request in which .*enforcement is off/);
  });

  it('an invariant that is broken at one point among a hundred thousand, and that one point', async () => {
    const needle = ruleText('needle', {
      stage: 'exemption',
      applies: '{ all: [{ fact: srv, operator: equal, value: "6.21" }, { fact: remotePartyRole, operator: equal, value: NetworkOperator }, { fact: userRole, operator: equal, value: GS }, { fact: commandVariant, operator: equal, value: 3 }, { fact: originatorParty, operator: equal, value: evil }, { fact: deviceStatus, operator: equal, value: Recovered }, { fact: networkOperatorMatch, operator: equal, value: mismatch }] }',
      then: '{ permit: verified }',
      given: '{ srv: "6.21", remotePartyRole: NetworkOperator, userRole: GS, commandVariant: 3, originatorParty: evil, deviceStatus: Recovered, networkOperatorMatch: mismatch }',
    });
    const proof = await proofOf(withFiles({ 'needle.yaml': needle }));
    const fault = proof.faults.find(({ invariant }) => invariant === 'verified-only-when-every-certificate-matches');
    expect(fault?.counterexample?.facts).to.deep.include({ userRole: ['GS'], commandVariant: [3], originatorParty: ['evil'], deviceStatus: ['Recovered'], networkOperatorMatch: ['mismatch'] });
    expect(fault?.problem).to.contain('needle decides permit verified');
    expect(Number(proof.inputs / (fault?.counterexample?.inputs ?? 1n))).to.be.above(100_000);
  });

  it('a rule that others make needless, as a note: it may say why, or spare a look-up', async () => {
    const notes = async (id: string) => (await proofOf(withFiles({ [`${id}.yaml`]: ruleText(id, { stage: 'device', applies: '{ fact: deviceType, operator: equal, value: IHD }', then: '{ permit: not-applicable }', given: '{ deviceType: IHD }' }) }))).notes;
    expect(await notes('ahd-exempt')).to.include('every request would be decided alike without ahd-exempt or meter-point-known, where other rules decide the same');
    expect((await proofOf(loadShippedRules())).notes).to.deep.equal(['every request would be decided alike without meter-point-known, where other rules decide the same']);
  });

  it('a promise about no possible request, and reasons and stages that nothing uses', async () => {
    const proof = await proofOf(withFiles({
      'invariants.yaml': (text) => `${text}
  - id: electric-gas-meter
    says: A GSME that meters electricity is never rejected
    source: { document: A document, clause: "1", text: Its words }
    when: { all: [{ fact: deviceType, operator: equal, value: GSME }, { fact: fuel, operator: equal, value: electricity }] }
    then: { never: { decision: reject } }
`,
      'policy.yaml': (text) => text.replace('reasons:\n', 'reasons:\n  exempt-nobody: { decision: permit, counted: false, meaning: nobody }\n').replace('stages:\n', 'stages:\n  - { id: empty, title: "Empty?" }\n'),
    }));
    expect(told(proof.faults)).to.deep.equal(['never-applies electric-gas-meter']);
    expect(proof.faults[0]?.at).to.match(/^rules\/invariants\.yaml:\d+:9$/);
    expect(proof.notes.slice(-2)).to.deep.equal(['no rule gives the reason exempt-nobody', 'no rule stands in the stage empty']);
  });

  it('no reason and no stage as unused that a rule in observe mode uses', async () => {
    const proof = await proofOf(withFiles({
      'policy.yaml': (text) => text.replace('reasons:\n', 'reasons:\n  tried: { decision: permit, counted: false, meaning: on trial }\n').replace('  - { id: device,', '  - { id: trial, title: "On trial?" }\n  - { id: device,'),
      'trial.yaml': ruleText('trial', { stage: 'trial', applies: '{ fact: deviceType, operator: equal, value: IHD }', then: '{ permit: tried }', given: '{ deviceType: IHD }', more: 'mode: observe\n' }),
    }));
    expect(proof.notes.filter((note) => note.startsWith('no rule'))).to.deep.equal([]);
  });

  it('that a reason is counted which is not a wrong operator, and the other way round', async () => {
    const policy = (reason: string, counted: boolean) => ({ 'policy.yaml': swap(`${reason}:\n    decision: reject\n    counted: ${String(!counted)}`, `${reason}:\n    decision: reject\n    counted: ${String(counted)}`) });
    expect(told(await faultsOf(policy('unreadable-certificate', true))).join()).to.contain('invariant counted-only-when-a-wrong-operator');
    expect(told(await faultsOf(policy('wrong-network-operator', false))).join()).to.contain('invariant wrong-operators-counted');
  });

  it('only on the days on which it is there', async () => {
    const brief = ruleText('brief', { stage: 'exemption', applies: '{ fact: deviceStatus, operator: equal, value: Suspended }', then: '{ permit: unverified }', given: '{ deviceStatus: Suspended }', effective: '{ from: 2027-03-01, to: 2027-04-01 }' });
    const faults = await faultsOf({ 'brief.yaml': brief });
    expect(faults.map(({ counterexample }) => counterexample?.period)).to.deep.equal(faults.map(() => ({ from: '2027-03-01', to: '2027-04-01' })));
    expect(faults[0]?.problem).to.contain('(from 2027-03-01 to the day before 2027-04-01)');
    const past = await proofOf(withFiles({ 'brief.yaml': brief }), '2027-04-01');
    expect(past.faults).to.deep.equal([]);
    expect(past.notes.join()).to.contain('no longer in force: brief');
  });

  it('not in a rule that is only tried, as it rejects nothing; but what is idle about it is told', async () => {
    const trial = (applies: string) => ruleText('trial', { stage: 'device', applies, then: '{ reject: unreadable-certificate }', given: '{ deviceType: GSME, srv: "6.21" }', more: 'mode: observe\n' });
    const gas = '{ all: [{ fact: srv, operator: equal, value: "6.21" }, { fact: deviceType, operator: equal, value: GSME }] }';
    expect(told(await faultsOf({ 'trial.yaml': trial(gas) }))).to.include('disagreement trial');
    const early = ruleText('trial', { stage: 'exemption', applies: gas, then: '{ reject: unreadable-certificate }', given: '{ deviceType: GSME, srv: "6.21" }', more: 'mode: observe\n' });
    const tried = await proofOf(withFiles({ 'trial.yaml': early }));
    expect(told(tried.faults)).to.deep.equal([]);
    expect(tried.notes.join()).to.contain('were the rules in observe mode enforced: `gas-meter-never-rejected` is broken');
    expect(told(await faultsOf({ 'trial.yaml': early.replace('mode: observe', 'mode: enforce') }))).to.include('invariant gas-meter-never-rejected trial');
  });

  it('that a rule which is only tried would leave requests undecided', async () => {
    const narrow = ruleText('narrow', { stage: 'ownership', applies: '{ all: [{ fact: networkOperatorMatch, operator: equal, value: match }, { fact: deviceType, operator: equal, value: ESME }] }', then: '{ permit: verified }', given: '{ networkOperatorMatch: match, deviceType: ESME }', more: 'replaces: verified\nmode: observe\n' });
    const { faults, notes } = await proofOf(withFiles({ 'narrow.yaml': narrow }));
    expect(told(faults)).to.deep.equal([]);
    expect(notes.join()).to.match(/were the rules in observe mode enforced: no rule decides [\d,]+ inputs, such as a request in which .*deviceType is GPF/);
  });

  it('is excused where a rule says that it is an exception, of an invariant or of a scope', async () => {
    const exempt = (more: string) => ruleText('party', { stage: 'device', applies: '{ all: [{ fact: originatorParty, operator: equal, value: brightspark }] }', then: '{ permit: not-applicable }', given: '{ originatorParty: brightspark }', more });
    expect(told(await faultsOf({ 'party.yaml': exempt('') }))).to.include.members(['invariant in-scope-mismatch-rejected party', 'invariant match-says-verified party']);
    expect(told(await faultsOf({ 'party.yaml': exempt('excepts: [match-says-verified]\n') }))).to.include('invariant in-scope-mismatch-rejected party').and.not.to.include('invariant match-says-verified party');
    const excepted = await proofOf(withFiles({ 'party.yaml': exempt('excepts: [checked]\n') }));
    expect(told(excepted.faults)).to.deep.equal([]);
    expect(excepted.exceptions.join('; ')).to.match(/`in-scope-mismatch-rejected` is not held in [\d,]+ inputs: party is an exception from it/);
    expect(told(await faultsOf({ 'party.yaml': exempt('excepts: [checked, cancellation-never-rejected]\n') }))).to.deep.equal(['never-matters party']);
  });

  it('is excused where several exceptions meet, by each that says what is decided there, and by no other', async () => {
    const decommissioned = '{ fact: deviceStatus, operator: equal, value: Decommissioned }';
    const brightspark = '{ fact: originatorParty, operator: equal, value: brightspark }';
    const exempt = (id: string, applies: string, more: string) => ruleText(id, { stage: 'device', applies, then: '{ permit: not-applicable }', given: '{ deviceStatus: Decommissioned, originatorParty: brightspark }', more });
    const both = (ofParty: string) => ({ 'status.yaml': exempt('status', decommissioned, 'excepts: [checked]\n'), 'party.yaml': exempt('party', brightspark, ofParty) });
    const { faults, exceptions } = await proofOf(withFiles(both('excepts: [checked]\n')));
    expect(told(faults)).to.deep.equal([]);
    expect(exceptions.join('; ')).to.contain('status is an exception').and.to.contain('party is an exception');
    expect(told(await faultsOf(both('excepts: [match-says-verified]\n')))).to.include('invariant in-scope-mismatch-rejected party').and.not.to.include('invariant match-says-verified party');
    const within = `{ all: [${decommissioned}, ${brightspark}] }`;
    expect(told(await faultsOf({ ...both('excepts: [checked]\n'), 'within.yaml': exempt('within', within, 'excepts: [checked]\n') }))).to.deep.equal(['never-decides within']);
    const elsewhere = ruleText('elsewhere', { stage: 'device', applies: '{ fact: srv, operator: equal, value: "6.21" }', requires: '{ fact: deviceType, operator: in, value: [ESME, GPF] }', then: '{ permit: not-applicable }', given: '{ srv: "6.21", deviceType: GSME }', effective: '{ from: 2026-03-01 }', more: 'replaces: handover-targets-esme-or-gpf\nexcepts: [checked]\n' });
    expect(told(await faultsOf({ ...both('excepts: [checked]\n'), 'elsewhere.yaml': elsewhere }))).to.deep.equal(['never-matters elsewhere']);
  });

  it('is excused where two exceptions take the place of one rule', async () => {
    const gas = (id: string) => ruleText(id, { stage: 'device', applies: '{ fact: srv, operator: equal, value: "6.21" }', requires: '{ fact: deviceType, operator: in, value: [ESME, GPF, GSME] }', then: '{ permit: not-applicable }', given: '{ srv: "6.21", deviceType: GSME }', effective: '{ from: 2026-03-01 }', more: 'replaces: handover-targets-esme-or-gpf\nexcepts: [gas-meter-never-rejected, handover-rejected-for-esme-and-gpf-only]\n' });
    expect(told(await faultsOf({ 'one.yaml': gas('one'), 'two.yaml': gas('two') }))).to.deep.equal(['never-decides two']);
  });

  it('is excused only where the rule itself makes the difference: an exception hides nothing else', async () => {
    const open = { 'sent-by-supplier.yaml': swap('stage: scope', 'stage: scope\nexcepts: [checked]') };
    const faults = await faultsOf({ ...open, 'handover-places-registered-operator.yaml': swap('reject: wrong-network-operator', 'permit: unverified') });
    expect(told(faults)).to.include.members(['never-matters sent-by-supplier', 'invariant in-scope-mismatch-rejected handover-places-registered-operator']);
  });
});

describe('the invariants of the shipped policy', () => {
  /** Between reasons to permit that only say which of several gates let a request through, the source document promises nothing. */
  const ungoverned = /^permit (not-applicable|unverified|exempt-\S+) -> permit (not-applicable|unverified|exempt-\S+)$/;

  it('notice every rule that is gone, weakened or says something else, wherever that changes who is let through or held back', async function () {
    this.timeout(120_000);
    const ruleSet = loadShippedRules();
    const missed: string[] = [];
    for (const [what, rules] of mutants(ruleSet)) {
      const changed = { ...ruleSet, rules };
      if ((await findUnsound(changed, { ...mapping, directory: 'rules' })).length > 0 || (await proofOf(changed)).faults.length > 0) continue;
      const { periods } = await comparePolicies(ruleSet, changed, mapping);
      const changes = periods.flatMap((period) => period.changes.map(({ from, to }) => `${from} -> ${to}`));
      if (changes.some((change) => !ungoverned.test(change))) missed.push(`${what}: ${changes.join()}`);
    }
    expect(missed).to.deep.equal([]);
  });

  function* mutants(ruleSet: RuleSet): Generator<readonly [string, readonly Rule[]]> {
    for (const [index, rule] of ruleSet.rules.entries()) {
      yield [`without ${rule.id}`, ruleSet.rules.toSpliced(index, 1)];
      for (const leftOut of leavingOut(rule)) yield [`${rule.id} without ${leftOut.what}`, ruleSet.rules.with(index, leftOut.rule)];
      const turned = rule.outcome.decision === 'reject' ? ({ decision: 'permit', reason: 'not-applicable' } as const) : ({ decision: 'reject', reason: 'wrong-network-operator' } as const);
      yield [`${rule.id} says ${turned.reason}`, ruleSet.rules.with(index, { ...rule, outcome: turned })];
    }
  }
});
