import Database from 'better-sqlite3';
import { expect } from 'chai';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { auditRecord } from './audit-records.js';
import { caught, storeFolder } from './store-folder.js';

describe('an audit in which records are missing', () => {
  const folder = storeFolder();
  const audit = () => folder.path('slotguard.db');

  for (const [what, missing] of [['its last one', 'seq = 5'], ['one amid others', 'seq = 3'], ['all of them', 'true']] as const) {
    it(`is not gone on with, nor told of in a report: ${what}, and no log beside it`, async () => {
      const store = folder.open();
      store.audit.append(Array.from({ length: 5 }, (_, number) => auditRecord(number)));
      store.close();
      const db = new Database(audit());
      db.exec(`DELETE FROM entry WHERE ${missing}`);
      db.close();
      for (const open of [() => folder.open(), () => openStoreToRead(`sqlite:${audit()}`)]) {
        const fault = await caught(open);
        expect(fault).to.include({ code: 'store-unavailable' });
        expect(fault.message).to.match(/does not hold the whole audit, or parts of another file: put back a backup, or move it away to begin anew$/);
      }
    });
  }
});
