import { Readable } from 'node:stream';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { caught, importText, nextTurn, storeFolder } from './store-folder.js';

const epn = `
  - id: epn
    name: Eastern Power Networks plc
    kind: network-operator
    entityIds: [90-B3-D5-1F-30-02-00-00/48, { from: 90-B3-D5-1F-30-05-00-00, to: 90-B3-D5-1F-30-05-00-FF }]
    users: [{ id: 90-B3-D5-1F-30-02-00-00, role: ED }]
    marketParticipantIds: [EELC]
    distributorIds: ["10"]
    group: ukpn`;
const supplier = (id: string, octet: string, mpid: string) => `
  - { id: ${id}, name: ${id}, kind: supplier, entityIds: [90-B3-D5-1F-30-${octet}-00-00/48], users: [{ id: 90-B3-D5-1F-30-${octet}-00-01, role: IS }], marketParticipantIds: [${mpid}], distributorIds: [] }`;
const file = (...parties: string[]) => `parties:${parties.join('')}\n`;

describe('importing parties', () => {
  const folder = storeFolder();

  it('has no parties before the first import', () => {
    expect(folder.store().reference.readDirectory().parties).to.deep.equal([]);
  });

  it('gives the directory back as it was imported', async () => {
    const store = folder.store();
    expect(await importText(store, 'parties', file(epn, supplier('s1', '01', 'SUP1')))).to.include({ read: 2, applied: 2, unchanged: 0, rejected: 0 });
    const directory = store.reference.readDirectory();
    expect(directory.parties.map(({ id }) => id)).to.deep.equal(['epn', 's1']);
    expect(directory.findByEntityId('90-B3-D5-1F-30-05-00-80')?.id).to.equal('epn');
    expect(directory.findByMarketParticipantId('SUP1')?.id).to.equal('s1');
    expect(directory.findUser('90-B3-D5-1F-30-02-00-00')).to.deep.include({ role: 'ED' });
    expect(directory.findParty('epn')).to.deep.include({ group: 'ukpn', distributorIds: ['10'] });
  });

  it('reads no party again that stays as it was', async () => {
    const store = folder.store();
    await importText(store, 'parties', file(epn, supplier('s1', '01', 'SUP1')));
    const [first] = store.reference.readDirectory().parties;
    await importText(store, 'parties', file(supplier('s1', '01', 'SUPX')));
    await nextTurn();
    const { parties } = store.reference.readDirectory();
    expect([parties[0] === first, parties[1]?.marketParticipantIds]).to.deep.equal([true, ['SUPX']]);
  });

  it('adds, changes and leaves parties by their id', async () => {
    const store = folder.store();
    await importText(store, 'parties', file(epn, supplier('s1', '01', 'SUP1')));
    const report = await importText(store, 'parties', file(supplier('s2', '03', 'SUP2'), supplier('s1', '01', 'SUPX'), epn));
    expect(report).to.include({ read: 3, applied: 2, unchanged: 1, removed: 0 });
    const directory = store.reference.readDirectory();
    expect(directory.parties.map(({ id }) => id)).to.deep.equal(['epn', 's1', 's2']);
    expect(directory.findByMarketParticipantId('SUP1')).to.equal(undefined);
    expect(await importText(store, 'parties', file(supplier('a1', '04', 'SUP4')))).to.include({ read: 1, applied: 1, removed: 0 });
    await nextTurn();
    expect(store.reference.readDirectory().parties.map(({ id }) => id)).to.deep.equal(['epn', 's1', 's2', 'a1']);
  });

  it('makes the file the whole truth where it replaces, but not by fewer than half unless forced', async () => {
    const store = folder.store();
    await importText(store, 'parties', file(epn, supplier('s1', '01', 'SUP1'), supplier('s2', '03', 'SUP2')));
    expect(await caught(() => importText(store, 'parties', file(epn), { replace: true }))).to.include({ code: 'data-invalid' });
    expect(await caught(() => importText(store, 'parties', 'parties: []\n', { replace: true }))).to.include({ code: 'data-invalid' });
    expect(await importText(store, 'parties', file(epn), { replace: true, force: true })).to.include({ applied: 0, unchanged: 1, removed: 2 });
    expect(store.reference.readDirectory().parties.map(({ id }) => id)).to.deep.equal(['epn']);
  });

  it('keeps a party out whose User ID is allocated to one that is stored, naming both, and finds what was stored before', async () => {
    const store = folder.store();
    await importText(store, 'parties', file(epn));
    const stray = supplier('s1', '01', 'SUP1').replace('id: 90-B3-D5-1F-30-01-00-01', 'id: 90-B3-D5-1F-30-05-00-07');
    const fault = await caught(() => importText(store, 'parties', file(stray)));
    expect(fault.message).to.contain('the User ID `90-B3-D5-1F-30-05-00-07` of `s1` is among the EUI-64s allocated to `epn`');
    expect(store.reference.readDirectory().parties.map(({ id }) => id)).to.deep.equal(['epn']);
  });

  it('keeps a file out that contradicts itself or what is stored, naming both', async () => {
    const store = folder.store();
    const twice = await caught(() => importText(store, 'parties', file(epn, supplier('s1', '02', 'SUP1')), { skipBadRows: true }));
    expect(twice).to.include({ code: 'data-invalid' });
    await importText(store, 'parties', file(epn));
    const fault = await caught(() => importText(store, 'parties', file(supplier('s1', '01', 'EELC'))));
    expect(fault).to.include({ code: 'data-invalid' });
    expect(fault.message).to.match(/epn/).and.to.match(/s1/);
    expect(store.reference.readDirectory().parties.map(({ id }) => id)).to.deep.equal(['epn']);
  });

  it('refuses what is no parties file, with its places', async () => {
    const fault = await caught(() => importText(folder.store(), 'parties', 'parties:\n  - { id: x, nam: y }\n', { file: 'parties.yaml' }));
    expect(fault).to.include({ code: 'data-invalid' });
    expect(JSON.stringify(fault)).to.match(/parties\.yaml:2:/);
  });

  it('refuses a file of more than 16 MiB, which is none of parties', async () => {
    const input = Readable.from([Buffer.from(file(epn)), ...Array.from({ length: 16 }, () => Buffer.alloc(1_048_576, '#'))]);
    expect(await caught(() => importText(folder.store(), 'parties', '', { input }))).to.include({ code: 'data-invalid', message: '`some.csv` is larger than 16777216 bytes: split it' });
  });

  it('answers the same directory until parties are imported, also by another connection', async () => {
    const store = folder.store();
    const elsewhere = folder.open();
    await importText(store, 'parties', file(epn));
    const first = elsewhere.reference.readDirectory();
    expect(first.parties).to.have.length(1);
    await importText(store, 'registration', 'mpxn,network_operator,effective_from\n1,EELC,2024-01-01');
    await importText(store, 'parties', file(epn));
    expect(elsewhere.reference.readDirectory()).to.equal(first);
    await importText(store, 'parties', file(supplier('s1', '01', 'SUP1')));
    expect(elsewhere.reference.readDirectory().parties).to.have.length(2);
    expect(elsewhere.reference.readDirectory()).to.equal(elsewhere.reference.readDirectory());
    expect(store.reference.readDirectory()).not.to.equal(elsewhere.reference.readDirectory());
  });

  it('takes a stored party that means nothing for malformed, until the parties are replaced', async () => {
    const store = folder.store();
    await importText(store, 'parties', file(epn));
    for (const text of ['{', '{"id":"epn"}', 'null']) {
      const db = new Database(store.referencePath);
      db.prepare('UPDATE party SET party = ?').run(text);
      db.prepare(`UPDATE imported SET generation = generation + 1`).run();
      db.close();
      await nextTurn();
      expect(await caught(() => store.reference.readDirectory())).to.include({ code: 'fact-malformed' });
    }
    await importText(store, 'parties', file(epn), { replace: true });
    expect(store.reference.readDirectory().parties).to.have.length(1);
  });
});
