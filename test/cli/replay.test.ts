import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { exempt, type RecordedHouse, removeRule, setUpRecordedHouse, startOfTest } from '../replay/recorded-house.js';
import { type Ran, runCommand } from './run-command.js';

describe('replay', () => {
  let house: RecordedHouse;
  const run = (...args: string[]): Promise<Ran> => runCommand(house.environment, ['replay', ...args]);
  const document = async (...args: string[]) => JSON.parse((await run('--json', ...args)).out) as { rules: { notInForce: unknown[] }; span: unknown; totals: Record<string, number> };

  before(async () => {
    house = await setUpRecordedHouse();
    await house.decide([house.make('permit'), house.make('reject'), house.make('reject', { remotePartyRole: 'Supplier' })]);
    await house.decide([house.make('unverified')], startOfTest + 86_400_000);
  });
  after(() => {
    house.remove();
  });

  it('shows in tables what changes, and exits 0', async () => {
    const rules = house.otherRules((folder) => {
      exempt(folder, 'deviceStatus', 'Commissioned', { stage: 'recovery', reason: 'exempt-recovery' });
      removeRule(folder, 'meter-point-known');
    });
    const { code, out, err } = await run('--rules', rules);
    expect([code, `${told(err)}\n`]).to.deep.equal([0, `${refused(rules)}\n`]);
    const lines = out.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replaceAll(/ +/g, ' ').trim().split('\n');
    expect(lines[0]).to.match(/^4 records under .* \(sha256:[0-9a-f]{12}\) as on \d{4}-\d\d-\d\d: 1 unchanged, 3 changed, 0 cannot be decided again$/);
    expect(lines.slice(1)).to.deep.equal([
      '', 'changed by reason', ' was would be records for example',
      ' permit not-applicable permit exempt-recovery 1 ID', ' permit verified permit exempt-recovery 1 ID', ' reject wrong-network-operator permit exempt-recovery 1 ID',
      '', 'changed by deciding rule', ' was would be records for example',
      ' handover-places-registered-operator tried-exemption 1 ID', ' places-network-operator-credentials tried-exemption 1 ID', ' verified tried-exemption 1 ID',
      '', 'changed by supplier', ' supplier was would be records for example',
      ' brightspark permit not-applicable permit exempt-recovery 1 ID', ' brightspark permit verified permit exempt-recovery 1 ID', ' brightspark reject wrong-network-operator permit exempt-recovery 1 ID',
      '', 'changed by device type', ' device type was would be records for example',
      ' ESME permit verified permit exempt-recovery 1 ID', ' ESME reject wrong-network-operator permit exempt-recovery 1 ID', ' not known permit not-applicable permit exempt-recovery 1 ID',
      '', 'facts that were not recorded, needed by 4 records', ' fact taken from records for example',
      ' deviceStatus the record 3 ID', ' deviceStatus looked up as of today 1 ID', ' registration the record 1 ID', ' registrationData looked up as of today 1 ID',
    ]);
  });

  it('tells one JSON document with the rules, the span and the changes', async () => {
    const told = await document('--rules', house.rules, '--from', '2026-11-20', '--to', '2026-11-21T00:00:00+00:00', '--at', '2026-11-20');
    expect(told).to.have.all.keys('rules', 'span', 'totals', 'byReason', 'byRule', 'bySupplier', 'byDeviceType', 'unrecordedFacts', 'cannotBeDecidedAgain');
    expect(told.rules).to.deep.include({ source: house.rules, at: '2026-11-20', trial: false, notInForce: [] });
    expect(told.span).to.deep.equal({ from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' });
    expect(told.totals).to.deep.equal({ records: 3, unchanged: 3, changed: 0, cannotBeDecidedAgain: 0, withUnrecordedFacts: 0 });
    expect((await document('--rules', house.rules, '--from', '2026-11-21')).totals.records, 'without what was before').to.equal(1);
  });

  it('takes the rules of one day for every request, and says which are not in force then', async () => {
    const rules = house.otherRules((folder) => exempt(folder, 'deviceType', 'ESME', { effective: '{ from: 2027-03-01, to: 2027-04-01 }' }));
    const outcomes = new Map<string, unknown[]>();
    for (const day of ['2027-02-28', '2027-03-01', '2027-04-01']) {
      const { out, err } = await run('--json', '--rules', rules, '--at', day);
      const { totals } = JSON.parse(out) as { totals: { changed: number } };
      outcomes.set(day, [totals.changed, told(err)]);
    }
    expect([...outcomes]).to.deep.equal([
      ['2027-02-28', [0, `tried-exemption is not in force on 2027-02-28: it would be from 2027-03-01\n${refused(rules)}`]],
      ['2027-03-01', [3, refused(rules)]],
      ['2027-04-01', [0, 'tried-exemption is not in force on 2027-04-01: out of force since 2027-04-01']],
    ]);
  });

  it('lets rules in observe mode decide only with --trial', async () => {
    const rules = house.otherRules((folder) => exempt(folder, 'deviceType', 'ESME', { mode: 'observe' }));
    const { out, err } = await run('--json', '--rules', rules, '--at', '2026-11-20');
    expect(JSON.parse(out)).to.have.nested.property('totals.changed', 0);
    expect(err).to.equal('tried-exemption is not in force on 2026-11-20: it only observes; --trial lets it decide\n');
    const tried = await run('--json', '--rules', rules, '--at', '2026-11-20', '--trial');
    expect(JSON.parse(tried.out)).to.have.nested.property('totals.changed', 3);
    expect(tried.err).to.equal('');
  });

  it('reads rules of a revision', async () => {
    const { code, err } = await run('--rules', 'git:no-such-revision');
    expect(code).to.equal(2);
    expect(err).to.match(/`git:no-such-revision` cannot be read/);
  });

  it('exits 2 on wrong usage', async () => {
    for (const args of [[], ['--rules', house.rules, '--from', 'yesterday'], ['--rules', house.rules, '--to', '2026-02-30'], ['--rules', house.rules, '--at', '2026-11-20T10:00:00Z'], ['--rules', house.rules, 'more']]) {
      expect((await run(...args)).code, args.join(' ')).to.equal(2);
    }
    expect((await run('--rules', house.rules, '--from', '2026-11-21', '--to', '2026-11-20')).err).to.contain('--to is before --from');
  });

  it('exits 2 where there are no rules, 1 where there is no store, and makes none', async () => {
    const nowhere = join(house.folder, 'nowhere');
    expect(await run('--rules', nowhere)).to.include({ code: 2, out: '' }).and.to.have.property('err').that.contains('there is no such directory');
    const { code, err } = await runCommand({ ...house.environment, SLOTGUARD_STORE_URL: `sqlite:${nowhere}/slotguard.db` }, ['replay', '--rules', house.rules]);
    expect([code, err]).to.deep.equal([1, `slotguard: there is no store at \`${nowhere}/slotguard.db\`: name the one that the service writes to in store.url\n`]);
    expect(existsSync(nowhere)).to.equal(false);
  });
});

/** That the rules break promises, as they exempt what is checked; without which. */
function refused(rules: string): string {
  return `note: a service would refuse ${rules}`;
}

function told(err: string): string {
  return err.trim().replace(/(note: a service would refuse [^,]+), a proof finds .*/, '$1');
}
