import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Verified } from '../../src/store/audit/verify/verify-store.js';
import { entriesOf, someEvents } from '../store/audit-history.js';
import { spoil, writeEntries } from '../store/chain-file.js';
import { type Desk, setUpDesk } from './run-command.js';

/** As where a user may only read the store, or its disk is full. */
describe('an export that cannot be noted in the store', () => {
  let desk: Desk;
  const at = (name: string) => join(desk.folder, name);
  const run = (...args: string[]) => desk.run('audit', ...args);

  beforeEach(() => {
    desk = setUpDesk();
    writeEntries(at('slotguard.db'), entriesOf(someEvents(150)));
    spoil(at('slotguard.db'), (db) => db.exec(`CREATE TRIGGER stop BEFORE INSERT ON exported_file BEGIN SELECT raise(ABORT, 'no further'); END`));
  });
  afterEach(() => { desk.remove(); });

  it('is whole all the same, read back as that, and no reason for records to leave', async () => {
    const exported = await run('export', '--out', at('all.ndjson'));
    expect([exported.code, existsSync(at('all.ndjson'))]).to.deep.equal([0, true]);
    expect(exported.err).to.match(/^150 records, 1 to 150, are in .*\nslotguard: that they were exported could not be noted in the store; audit verify of the file makes up for it: .*no further\n$/);

    const { code, out, err } = await run('verify', at('all.ndjson'));
    expect([code, out.split('\n')[1]]).to.deep.equal([0, `${at('all.ndjson')}: holds records 1 to 150 as they were written, MPxNs masked`]);
    expect(err).to.match(/^slotguard: which files were read back could not be noted in the store, so that audit prune does not go by them: .*no further\n$/);
    expect((JSON.parse((await run('verify', at('all.ndjson'), '--json')).out) as Verified).notNoted).to.contain('no further');
    expect((await run('prune', '--before', '2026-04-01', '--without-mpxn')).err).to.contain('was not exported as a whole');
  });
});
