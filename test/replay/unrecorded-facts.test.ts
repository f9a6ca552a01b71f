import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { AuditRecord } from '../../src/audit/record.js';
import type { Configuration } from '../../src/configuration/schema.js';
import { facts } from '../../src/facts/catalogue.js';
import { createFactSheet } from '../../src/facts/fact-sheet.js';
import { createLookUps } from '../../src/facts/look-ups.js';
import { recordedFacts } from '../../src/replay/recorded-facts.js';
import { createCertificateReader } from '../../src/smki/certificate-cache.js';
import { openStore } from '../../src/store/open-store.js';
import { everyKind, exempt, type RecordedHouse, setUpRecordedHouse, startOfTest } from './recorded-house.js';

const meter = '02-DE-30-A0-00-00-00-01';
const inventory = 'device_id,device_type,device_status,import_mpxn\n';

describe('facts that were not recorded', () => {
  let house: RecordedHouse;

  beforeEach(async () => {
    house = await setUpRecordedHouse();
  });
  afterEach(() => {
    house.remove();
  });

  const replayAsking = async (fact: string, value: string, change = {}) => {
    const { totals, unrecordedFacts, cannotBeDecidedAgain } = await house.replay(house.otherRules((folder) => exempt(folder, fact, value, { stage: 'recovery', reason: 'exempt-recovery' })), {}, change);
    return {
      ...totals,
      found: unrecordedFacts.map(({ fact: name, origin, records }) => [name, origin, records]),
      missing: cannotBeDecidedAgain.map(({ fact: name, cannotBeHad, records }) => [name, cannotBeHad, records]),
    };
  };
  /** exempt before anything is looked up */
  const supplierCredentials = () => house.make('permit', { remotePartyRole: 'Supplier' });

  it('are taken from what else the record holds, whatever the inventory says now', async () => {
    await house.decide([house.make('permit')]);
    await house.import('inventory', `${inventory}${meter},ESME,Withdrawn,9000000000102\n`);
    expect(await replayAsking('deviceStatus', 'Commissioned')).to.deep.include({ changed: 1, withUnrecordedFacts: 1, found: [['deviceStatus', 'record', 1]] });
    expect(await replayAsking('originatorParty', 'brightspark')).to.deep.include({ changed: 1, found: [['originatorParty', 'record', 1]] });
    expect(await replayAsking('fuel', 'electricity')).to.deep.include({ changed: 1, found: [['fuel', 'record', 1]] });
  });

  it('are looked up as of today, where the record does not tell', async () => {
    await house.decide([supplierCredentials()]);
    await house.import('inventory', `${inventory}${meter},ESME,Withdrawn,9000000000102\n`);
    expect(await replayAsking('deviceStatus', 'Withdrawn')).to.deep.include({ changed: 1, found: [['deviceStatus', 'today', 1]] });
  });

  it('are read from registration history on the day that counted then', async () => {
    await house.decide([supplierCredentials(), { ...supplierCredentials(), executionDateTime: Date.UTC(2026, 11, 24) }]);
    await house.import('registration', 'mpxn,network_operator,effective_from,effective_to\n9000000000102,WVAL,2020-01-01,2026-12-01\n9000000000102,EMOR,2026-12-01,\n');
    expect(await replayAsking('responsibleParty', 'westvale')).to.deep.include({ changed: 1, found: [['responsibleParty', 'today', 2]] });
  });

  it('come from registration history alone where the meter point was recorded', async () => {
    rmSync(join(house.rules, 'invariants.yaml'));
    exempt(join(house.rules, 'network-operator-certificate'), 'mpxn', 'known');
    await house.decide([house.make('permit'), house.make('reject')]);
    await house.import('inventory', `${inventory}${meter},ESME,Commissioned,9000000000999\n`);
    const { totals, byReason, unrecordedFacts } = await house.replay(house.otherRules(() => undefined));
    expect(totals).to.deep.include({ changed: 2, withUnrecordedFacts: 2 });
    expect(byReason.map(({ to }) => to.reason)).to.deep.equal(['verified', 'wrong-network-operator']);
    expect(unrecordedFacts.map(({ fact, origin }) => `${fact}: ${origin}`)).to.have.members([
      'enforcement: today', 'registration: registration-history', 'registrationData: today', 'certificates: record', 'certificateUse: record', 'certificateRole: record', 'networkOperatorMatch: today',
    ]);
  });

  it('leave undecided what only an older record would have to tell', async () => {
    const [record] = await house.decide([supplierCredentials()]);
    const store = openStore(house.configuration.store.url);
    store.audit.append([withoutKeyUsage(record!)]);
    store.close();
    expect(await replayAsking('certificateUse', 'as-declared')).to.deep.include({
      records: 2, changed: 1, cannotBeDecidedAgain: 1, withUnrecordedFacts: 2, missing: [['certificateUse', 'the key usage of its certificates', 1]],
    });
  });

  it('leave undecided what a device was that is gone', async () => {
    await house.decide([house.make('permit', { target: '02-DE-30-A0-00-00-00-03', srv: '6.15.1', serviceReference: '6.15', commandVariant: 4 })]);
    await house.import('inventory', `${inventory}02-DE-30-A0-00-00-00-77,ESME,,\n`, { replace: true, force: true });
    expect(await replayAsking('mpxn', 'known')).to.deep.include({ cannotBeDecidedAgain: 1, missing: [['mpxn', 'the MPAN or MPRN of a device that left the inventory', 1]] });
    expect(await replayAsking('deviceStatus', 'Commissioned')).to.deep.include({ cannotBeDecidedAgain: 0, changed: 1 });
  });

  it('leave undecided what a party was that is gone', async () => {
    for (const file of ['invariants.yaml', 'network-operator-certificate/dcc-originated-exempt.yaml']) rmSync(join(house.rules, file));
    const [record] = await house.decide([house.make('permit')]);
    expect(record).to.have.property('supplierParty', 'brightspark');
    await house.import('parties', 'parties: [{ id: dcc, name: The DCC, kind: dcc, entityIds: [02-DE-30-00-00-00-00-00/32] }]\n', { replace: true, force: true });
    expect(await replayAsking('originatorKind', 'supplier')).to.deep.include({ cannotBeDecidedAgain: 1, missing: [['originatorKind', 'what a party was that left the directory', 1]] });
    expect(await replayAsking('originatorParty', 'brightspark')).to.deep.include({ cannotBeDecidedAgain: 1 });
  });

  it('leave undecided whether registration data was stale, where it was imported since', async () => {
    await house.decide([supplierCredentials()]);
    const limit = { registrationMaxAgeDays: 30 };
    await house.import('registration', 'mpxn,network_operator,effective_from\n9000000000999,WVAL,2020-01-01\n', { now: () => startOfTest - 40 * 86_400_000 });
    expect(await replayAsking('registrationData', 'stale', limit)).to.deep.include({ changed: 1, found: [['registrationData', 'today', 1]] });
    await house.import('registration', 'mpxn,network_operator,effective_from\n9000000000998,WVAL,2020-01-01\n', { now: () => startOfTest + 1 });
    expect(await replayAsking('registrationData', 'stale', limit)).to.deep.include({ cannotBeDecidedAgain: 1, missing: [['registrationData', 'when registration data had last been imported', 1]] });
    expect(await replayAsking('registrationData', 'stale')).to.deep.include({ cannotBeDecidedAgain: 0, unchanged: 1 });
  });

  const standIns: Partial<Configuration> = { mpanPrefixFallback: true, operatorChangeGraceDays: 30, equivalentGroups: ['eastern'], registrationMaxAgeDays: 30, enforcement: { '6.21': { ESME: 'observe', GPF: 'off' } } };
  for (const [what, change] of [['as shipped', {}], ['with every stand-in', standIns]] as const) {
    it(`are every one what they were, where nothing was imported since, ${what}`, async () => {
      const settings = { ...house.configuration, ...change };
      await house.import('registration', 'mpxn,network_operator,effective_from,effective_to\n9000000000102,WVAL,2020-01-01,2026-11-10\n9000000000102,EMOR,2026-11-10,\n');
      await house.import('inventory', `${inventory}02-DE-30-A0-00-00-00-03,GPF,,9000000000999\n`);
      const requests = everyKind(house);
      const records = await house.decide(requests, startOfTest, change);
      const store = openStore(house.configuration.store.url);
      const sources = { reference: store.reference, readCertificate: createCertificateReader({ maxEntries: 100 }), settings };
      let found = 0;
      for (const [index, record] of records.entries()) {
        const then = createFactSheet(createLookUps(sources, requests[index]!, startOfTest));
        const again = recordedFacts(record, { reference: store.reference, settings });
        for (const { name } of facts) {
          const place = [record.rule?.id, name];
          expect([...place, await again.valueOf(name)]).to.deep.equal([...place, await then.valueOf(name)]);
        }
        found += again.unrecorded.length;
      }
      store.close();
      expect(found).to.be.greaterThan(1_000);
    });
  }
});

function withoutKeyUsage(record: AuditRecord): AuditRecord {
  const certificates = record.request.certificates.map(({ use, thumbprint, remotePartyRoleCode, entityId, owner, cause }) =>
    ({ use, thumbprint, remotePartyRoleCode, entityId, owner, cause }));
  return { ...record, decisionId: '00000000-0000-7000-8000-000000000001', request: { ...record.request, certificates } };
}
