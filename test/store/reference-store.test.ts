import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { Store } from '../../src/store/open-store.js';
import { caught, importText, nextTurn, storeFolder } from './store-folder.js';

const inventory = `device_id,device_type,device_status,import_mpxn,secondary_import_mpan,export_mpan,hub_id
00-00-00-00-00-00-00-01,ESME,Commissioned,0012345678901,1312345678333,,FF-FF-FF-FF-FF-FF-FF-FF
FF-00-00-00-80-00-00-02,GSME,Pending,74,,,ff-ff-ff-ff-ff-ff-ff-ff
FF-00-00-00-80-00-00-03,GSME,,,,,FF-FF-FF-FF-FF-FF-FF-FF
FF-00-00-00-80-00-00-04,GPF,Suspended,,,,FF-FF-FF-FF-FF-FF-FF-FF
FF-FF-FF-FF-FF-FF-FF-FF,CHF,,,,,
`;
const registration = `mpxn,network_operator,supplier,effective_from,effective_to
0012345678901,EELC,ACME,2024-03-01,
0012345678901,LOND,,1999-12-31,2024-03-01
74,GT1,ACME,2020-02-29,2020-03-01
`;

/** Writes into the file of reference data behind the store's back. */
function tamper(store: Store, sql: string): void {
  const db = new Database(store.referencePath);
  db.exec(sql);
  db.close();
}

describe('looking up reference data', () => {
  const folder = storeFolder();

  it('finds a device with everything that was imported, and nothing else', async () => {
    const store = folder.store();
    await importText(store, 'inventory', inventory);
    expect(store.reference.findDevice('00-00-00-00-00-00-00-01')).to.deep.equal({
      id: '00-00-00-00-00-00-00-01', type: 'ESME', status: 'Commissioned', importMpxn: '0012345678901',
      secondaryImportMpan: '1312345678333', exportMpan: undefined, hubId: 'FF-FF-FF-FF-FF-FF-FF-FF',
    });
    expect(store.reference.findDevice('FF-FF-FF-FF-FF-FF-FF-FF')).to.deep.equal({
      id: 'FF-FF-FF-FF-FF-FF-FF-FF', type: 'CHF', status: undefined, importMpxn: undefined, secondaryImportMpan: undefined, exportMpan: undefined, hubId: undefined,
    });
    expect(['00-00-00-00-00-00-00-02', 'FF-00-00-00-00-00-00-02', 'nonsense'].map((id) => store.reference.findDevice(id))).to.deep.equal(Array(3).fill(undefined));
  });

  it('finds the gas meters of a hub, and only the meters', async () => {
    const store = folder.store();
    await importText(store, 'inventory', inventory);
    const meters = store.reference.findGasMetersOfHub('FF-FF-FF-FF-FF-FF-FF-FF');
    expect(meters.map(({ id, type, importMpxn }) => [id, type, importMpxn])).to.deep.equal([
      ['FF-00-00-00-80-00-00-02', 'GSME', '74'], ['FF-00-00-00-80-00-00-03', 'GSME', undefined]]);
    expect(store.reference.findGasMetersOfHub('00-00-00-00-00-00-00-01')).to.deep.equal([]);
  });

  it('reads no more gas meters of a hub than tell that it is none, however many the inventory names it for', async () => {
    const store = folder.store();
    const rows = Array.from({ length: 1_000 }, (_, number) => `00-DB-00-00-00-00-${(number >> 8).toString(16).padStart(2, '0')}-${(number & 255).toString(16).padStart(2, '0')},GSME,00-00-00-00-00-00-00-00`);
    await importText(store, 'inventory', `device_id,device_type,hub_id\n${rows.join('\n')}\n`);
    expect(store.reference.findGasMetersOfHub('00-00-00-00-00-00-00-00')).to.have.length(101);
  });

  it('answers the history of an MPxN, oldest first', async () => {
    const store = folder.store();
    await importText(store, 'registration', registration);
    expect(store.reference.findRegistration('0012345678901')).to.deep.equal([
      { networkOperator: 'LOND', supplier: undefined, effectiveFrom: '1999-12-31', effectiveTo: '2024-03-01' },
      { networkOperator: 'EELC', supplier: 'ACME', effectiveFrom: '2024-03-01', effectiveTo: undefined },
    ]);
    expect(['12345678901', '074', '', 'x', '12345678901234'].map((mpxn) => store.reference.findRegistration(mpxn))).to.deep.equal([[], [], [], [], []]);
  });

  it('knows when registration was imported, and that it never was', async () => {
    const store = folder.store();
    expect(store.reference.registrationAsOf()).to.equal(undefined);
    await importText(store, 'inventory', inventory, { now: () => 5 });
    expect(store.reference.registrationAsOf()).to.equal(undefined);
    await importText(store, 'registration', registration, { now: () => 1_700_000_000_000 });
    expect(store.reference.registrationAsOf()).to.equal(1_700_000_000_000);
    await importText(store, 'registration', registration, { now: () => 1_800_000_000_000 });
    expect(store.reference.registrationAsOf()).to.equal(1_800_000_000_000);
  });

  it('shows one state of the data for a whole turn of the event loop, and the next one in the next', async () => {
    const store = folder.store();
    await importText(store, 'inventory', inventory);
    expect(store.reference.findDevice('00-00-00-00-00-00-00-01')?.type).to.equal('ESME');
    tamper(store, 'UPDATE device SET type = 3 WHERE id = 1');
    expect(store.reference.findDevice('00-00-00-00-00-00-00-01')?.type).to.equal('ESME');
    await nextTurn();
    expect(store.reference.findDevice('00-00-00-00-00-00-00-01')?.type).to.equal('GPF');
  });

  it('holds up the log that an import leaves no longer than a turn', async () => {
    const store = folder.store();
    await importText(store, 'inventory', inventory);
    store.reference.findDevice('00-00-00-00-00-00-00-01');
    const db = new Database(store.referencePath, { timeout: 1 });
    db.exec('UPDATE device SET type = 3 WHERE id = 1');
    const takeIn = () => db.pragma('wal_checkpoint(TRUNCATE)');
    expect(takeIn()).to.have.nested.property('[0].busy', 1);
    await nextTurn();
    expect(takeIn()).to.have.nested.property('[0].busy', 0);
    db.close();
  });

  const nonsense: Record<string, string> = {
    'a device type without a name': 'UPDATE device SET type = 99 WHERE id = 1',
    'a device status without a name': 'UPDATE device SET status = 0 WHERE id = 1',
    'an MPxN that is none': 'UPDATE device SET import_mpxn = 7 WHERE id = 1',
    'another MPxN that is none': 'UPDATE device SET export_mpan = -12345 WHERE id = 1',
    'an MPxN as it is written elsewhere': 'UPDATE device SET import_mpxn = 9012345678901 WHERE id = 1',
  };
  for (const [what, sql] of Object.entries(nonsense)) {
    it(`takes ${what} for malformed, not for unknown, and does not tell an MPxN`, async () => {
      const store = folder.store();
      await importText(store, 'inventory', inventory);
      tamper(store, sql);
      const fault = await caught(() => store.reference.findDevice('00-00-00-00-00-00-00-01'));
      expect(fault).to.include({ code: 'fact-malformed' });
      expect(fault.message).not.to.match(/12345/);
    });
  }

  it('takes a malformed gas meter for malformed, not for none', async () => {
    const store = folder.store();
    await importText(store, 'inventory', inventory);
    tamper(store, 'UPDATE device SET status = 77 WHERE type = 2');
    expect(await caught(() => store.reference.findGasMetersOfHub('FF-FF-FF-FF-FF-FF-FF-FF'))).to.include({ code: 'fact-malformed' });
  });

  const brokenRegistrations: Record<string, string> = {
    'an operator without a name': `DELETE FROM participant WHERE name = 'EELC'`,
    'a supplier without a name': `DELETE FROM participant WHERE name = 'ACME'`,
    'a day out of the calendar': 'UPDATE registration SET effective_from = 9999999 WHERE effective_to IS NULL',
    'an end out of the calendar': 'UPDATE registration SET effective_to = 9999999 WHERE effective_to IS NULL',
    'a period that ends before it begins': 'UPDATE registration SET effective_to = effective_from WHERE effective_to IS NULL',
  };
  for (const [what, sql] of Object.entries(brokenRegistrations)) {
    it(`takes ${what} for malformed, and does not tell the MPxN`, async () => {
      const store = folder.store();
      await importText(store, 'registration', registration);
      tamper(store, sql);
      const fault = await caught(() => store.reference.findRegistration('0012345678901'));
      expect(fault).to.include({ code: 'fact-malformed' });
      expect(fault.message).not.to.match(/12345678901/);
    });
  }

  it('takes a store that does not answer for unavailable, not for unknown', async () => {
    const store = folder.store();
    const { reference } = store;
    await importText(store, 'inventory', inventory);
    store.close();
    const questions = [
      () => reference.findDevice('00-00-00-00-00-00-00-01'), () => reference.findGasMetersOfHub('00-00-00-00-00-00-00-01'),
      () => reference.findRegistration('1'), () => reference.readDirectory(), () => reference.registrationAsOf(),
    ];
    for (const question of questions) {
      const fault = await caught(question);
      expect(fault).to.include({ code: 'store-unavailable' });
      expect(fault.cause).to.be.instanceOf(Error);
    }
  });

  it('takes a table that is gone for unavailable, and answers again when it is back', async () => {
    const store = folder.store();
    await importText(store, 'inventory', inventory);
    tamper(store, 'ALTER TABLE device RENAME TO hidden');
    expect(await caught(() => store.reference.findDevice('00-00-00-00-00-00-00-01'))).to.include({ code: 'store-unavailable' });
    tamper(store, 'ALTER TABLE hidden RENAME TO device');
    await nextTurn();
    expect(store.reference.findDevice('00-00-00-00-00-00-00-01')?.type).to.equal('ESME');
  });
});
