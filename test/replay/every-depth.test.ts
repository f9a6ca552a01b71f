import { expect } from 'chai';
import fc from 'fast-check';
import type { PartyDirectory } from '../../src/domain/party.js';
import { cancellationInstant } from '../../src/domain/service-request.js';
import { facts, findFact } from '../../src/facts/catalogue.js';
import { createFactSheet } from '../../src/facts/fact-sheet.js';
import { createLookUps } from '../../src/facts/look-ups.js';
import type { Origin } from '../../src/replay/origin.js';
import type { Present } from '../../src/replay/past.js';
import { recordedFacts } from '../../src/replay/recorded-facts.js';
import type { Condition, RuleSet } from '../../src/rules/rule.js';
import { asking, decideOver, shippedRules } from '../decision/decision-parts.js';
import { bright, certificate, device, lpn, now, parties, party, period, readOddly, request, settings, spd, storeOf, stranger, unreadable } from '../facts/estate.js';
import { rule } from '../rules/conditions.js';

/** Holds whatever the fact is. */
function always(name: string): Condition {
  const values = findFact(name)?.values ?? 'open';
  return values === 'open' ? { fact: name, operator: 'notEqual', value: 'nobody' } : { fact: name, operator: 'in', value: [...values.map(({ value }) => value)] };
}

/** Rules that ask these facts of every request, and nothing else. */
function asksOnly(names: readonly string[]): RuleSet {
  return { ...shippedRules, rules: [rule({ stage: 'request', applies: { all: names.map(always) }, outcome: { decision: 'permit', reason: 'not-applicable' } })] };
}

const estate = {
  parties: [...parties, party('gas', { marketParticipantIds: ['GAS'], users: [{ id: '90-B3-D5-1F-30-05-00-00', role: 'GT' }] })],
  devices: [
    device(), device({ id: '00-DB-12-34-56-78-90-02', status: undefined, importMpxn: undefined }),
    device({ id: '00-DB-12-34-56-78-90-03', type: 'GPF', importMpxn: undefined, hubId: '00-DB-12-34-56-78-90-0F' }), device({ id: '00-DB-12-34-56-78-90-04', type: 'GSME', importMpxn: '3938424403', hubId: '00-DB-12-34-56-78-90-0F' }),
    device({ id: '00-DB-12-34-56-78-90-05', importMpxn: '1000000000099' }), device({ id: '00-DB-12-34-56-78-90-06', importMpxn: '1200000000099', exportMpan: '1000000000012' }),
  ],
  registrations: { '1000000000012': [period('EELC', '2019-04-01', '2026-11-25'), period('SPOW', '2026-11-25')], '3938424403': [period('GAS', '2019-04-01')], '1000000000099': [period('NOBODY', '2019-04-01')] },
};

const own = { ...certificate('DigitalSigning', { owner: bright }) };
const requests = fc.record({
  originator: fc.constantFrom('90-B3-D5-1F-30-01-00-00', '90-B3-D5-1F-30-01-00-77', '90-B3-D5-1F-30-02-00-00', '90-B3-D5-1F-30-05-00-00', '90-B3-D5-1F-30-07-00-00', '11-11-11-11-11-11-11-11'),
  target: fc.constantFrom(...estate.devices.map(({ id }) => id), '00-DB-12-34-56-78-90-99'),
  srv: fc.constantFrom('6.21', '6.15.1', '8.2'),
  remotePartyRole: fc.constantFrom('NetworkOperator' as const, 'Supplier' as const, undefined),
  executionDateTime: fc.constantFrom(undefined, cancellationInstant, Date.UTC(2026, 11, 24)),
  certificates: fc.constantFrom(
    [], [certificate('DigitalSigning'), certificate('KeyAgreement')], [certificate('DigitalSigning', { owner: spd })], [certificate('DigitalSigning', { owner: lpn })], [own],
    [certificate('DigitalSigning', { owner: stranger })], [certificate('DigitalSigning'), unreadable('KeyAgreement')], [certificate('DigitalSigning', { ou: '02' })], [certificate('DigitalSigning', { keyUsage: 'keyAgreement' })],
  ),
}).map(({ originator, target, ...more }) => request({ ...more, originator, target, requestId: `${originator}:${target}:1001` }));

const chosenSettings = fc.record({
  mpanPrefixFallback: fc.boolean(),
  operatorChangeGraceDays: fc.constantFrom(0, 30),
  registrationMaxAgeDays: fc.constantFrom(null, 1, 30),
  equivalentGroups: fc.constantFrom([], ['eastern']),
  enforcement: fc.constantFrom(settings.enforcement, { '6.21': { ESME: 'observe' as const, GPF: 'off' as const } }),
});

const astray = party('astray', { group: 'eastern' });
const misleading: PartyDirectory = {
  parties: [astray], findParty: () => astray, findUser: () => ({ party: astray, role: 'OU' }), findByEntityId: () => astray, findByMarketParticipantId: () => astray, findByDistributorId: () => astray,
};

/** A store without what `origin` has no need of, and with parties that mislead; in registration history market participant ids are right. */
function leaving(reference: Present['reference'], origin: Origin): Present['reference'] {
  const gone = () => {
    throw new Error('it is not needed');
  };
  const [directory, isHistory] = [reference.readDirectory(), origin === 'registration-history'];
  const operators: PartyDirectory = {
    ...misleading,
    findByMarketParticipantId: (id) => directory.findByMarketParticipantId(id),
    findByDistributorId: (id) => directory.findByDistributorId(id),
  };
  return {
    findDevice: gone,
    findGasMetersOfHub: gone,
    registrationAsOf: gone,
    findRegistration: isHistory ? (mpxn) => reference.findRegistration(mpxn) : gone,
    readDirectory: () => (isHistory ? operators : misleading),
  };
}

describe('facts found anew, however much was recorded', () => {
  it('are what they were, and come from where they say', async () => {
    const asked = fc.uniqueArray(fc.constantFrom(...facts.map(({ name }) => name)), { minLength: 1, maxLength: 3 });
    const seen = new Set<string>();
    await fc.assert(fc.asyncProperty(asked, requests, chosenSettings, async (names, made, set) => {
      const { store: reference } = storeOf(estate);
      const { record } = await decideOver({ ruleSet: asksOnly(names), reference, settings: set }).decide(made, asking);
      expect(Object.keys(record.facts)).to.have.members([...new Set(['srv', ...names])]);
      const present: Present = { reference: reference as Present['reference'], settings: { ...settings, ...set } };
      const then = createFactSheet(createLookUps({ reference, readCertificate: readOddly, settings: present.settings }, made, now));
      const again = recordedFacts(record, present);
      for (const { name } of facts) expect([name, await again.valueOf(name)]).to.deep.equal([name, await then.valueOf(name)]);
      for (const { fact, origin } of again.unrecorded) {
        seen.add(`${fact} ${origin}`);
        if (origin === 'today') continue;
        const other = origin === 'record' ? { enforcement: { [made.srv]: { ESME: 'off' as const } }, registrationMaxAgeDays: 10, mpanPrefixFallback: !set.mpanPrefixFallback } : {};
        const left = recordedFacts(record, { settings: { ...present.settings, ...other }, reference: leaving(present.reference, origin) });
        expect([fact, origin, await left.valueOf(fact)]).to.deep.equal([fact, origin, await then.valueOf(fact)]);
      }
    }), { numRuns: 1_500 });
    expect([...seen]).to.include.members(['networkOperatorMatch record', 'networkOperatorMatch today', 'responsibleParty registration-history', 'originatorKind today', 'deviceStatus record', 'certificateUse record']);
  });
});
