import Database from 'better-sqlite3';
import { expect } from 'chai';
import { listedStretch } from '../../src/store/audit/listing/listing-filters.js';
import { completeListing } from '../../src/store/audit/listing/listing-index.js';
import { auditRecord } from './audit-records.js';
import { storeFolder } from './store-folder.js';

const hour = 3_600_000;
const start = Date.UTC(2026, 9, 30, 20);

describe('between which records a time lies', () => {
  const folder = storeFolder();

  it('is told by the hours of one day, also where the clock went back', () => {
    const store = folder.open();
    store.audit.append([0, 0, 1, 2, 2, 1, 3].map((later, number) => auditRecord(number, { at: start + later * hour + number })));
    store.close();
    const db = new Database(folder.path('slotguard.db'));
    completeListing(db);
    const between = (from: number, to: number) => listedStretch(db, { from: start + from * hour, to: start + to * hour });
    const stretches = [between(0, 0.5), between(1, 1.5), between(2, 2.5), between(3, 5), between(1.5, 2.5)];
    const open = [listedStretch(db, { from: start + 2 * hour }), listedStretch(db, { to: start + hour / 2 }), listedStretch(db, { from: start + 9 * hour })];
    db.close();
    expect(stretches.map(({ first, last }) => [first, last])).to.deep.equal([[1, 2], [3, 6], [4, 5], [7, 7], [3, 6]]);
    expect(open.map(({ first, last }) => [first, last])).to.deep.equal([[4, 7], [1, 2], [1, 0]]);
  });
});
